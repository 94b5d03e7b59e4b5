use std::io::{self, Cursor, Write};

use super::{all, difference, every_form, file, tones};
use crate::{AudioError, Decoder, Target, transcode};
use synth::{Format, Tags, WavSamples};

#[test]
fn every_form_becomes_every_other() {
    for (form, bytes) in every_form() {
        for &format in Format::ALL {
            let target = Target { offset_s: 0.25, ..Target::new(format) };
            let mut out = Vec::new();
            let done = transcode(Cursor::new(bytes.clone()), &target, &mut out).unwrap();
            assert!((done.seconds - 0.75).abs() < 0.03, "{form} {format:?} {}", done.seconds);
            let frames = all(&mut Decoder::open(Cursor::new(out)).unwrap());
            // An MP3 stream does not tell how much of its last packets is sound.
            assert!(frames.len().abs_diff(36_000) < 4_000, "{form} {format:?} {}", frames.len());
        }
    }
}

#[test]
fn the_rate_changes_only_where_it_must() {
    let wav = file(&tones(22_050, 44_100), Format::Wav(WavSamples::Int24));
    for (format, rate) in
        [(Format::Flac { bits: 24 }, 22_050), (Format::Opus { kbps: 256 }, 48_000)]
    {
        let mut out = Vec::new();
        transcode(Cursor::new(wav.clone()), &Target::new(format), &mut out).unwrap();
        let mut decoder = Decoder::open(Cursor::new(out)).unwrap();
        assert_eq!(decoder.sample_rate(), rate);
        let (frames, wanted) = (all(&mut decoder), tones(rate, rate as usize * 2).frames);
        assert_eq!(frames.len(), wanted.len());
        let inner = 4_800..wanted.len() - 4_800;
        assert!(difference(&frames[inner.clone()], &wanted[inner]) < 0.02, "{format:?}");
    }
}

/// Somebody who hangs up after so many bytes.
struct Listener(usize);

impl Write for Listener {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_work_ends_when_nobody_listens() {
    let wav = file(&tones(48_000, 480_000), Format::Wav(WavSamples::Int16));
    for &format in Format::ALL {
        let error = transcode(Cursor::new(wav.clone()), &Target::new(format), Listener(20_000));
        let error = error.unwrap_err();
        let AudioError::Unwritable(error) = error else { panic!("{format:?}: {error:?}") };
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{format:?}");
    }
}

#[test]
fn tags_are_carried() {
    let wav = file(&tones(48_000, 4_800), Format::Wav(WavSamples::Int16));
    let tags = Tags { title: Some("Air in G".into()), ..Tags::default() };
    for &format in Format::ALL {
        let target = Target { tags: tags.clone(), ..Target::new(format) };
        let mut out = Vec::new();
        transcode(Cursor::new(wav.clone()), &target, &mut out).unwrap();
        let found = out.windows(8).any(|bytes| bytes == b"Air in G");
        // A stream of WAV has no place for them.
        assert_eq!(found, format.extension() != "wav", "{format:?}");
    }
}
