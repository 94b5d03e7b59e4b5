use std::io::Cursor;
use std::process::Command;

use lofty::file::TaggedFileExt;
use lofty::probe::Probe;
use lofty::tag::{Accessor, ItemKey};
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::MediaSourceStream;

use super::listen::{level_db, spectrum};
use super::{phrase, toy};
use crate::{
    Audio, Format, Frame, MasterOptions, RenderOptions, SynthError, Tags, WavSamples, render,
    streaming_encoder,
};

fn finished() -> Audio {
    let options = (RenderOptions::default(), MasterOptions::default());
    let (mut audio, _) = render(&toy(), &phrase(), &options.0, &options.1).unwrap();
    // A length that no block size divides.
    audio.frames.truncate(7 * 48_000 + 123);
    audio
}

fn tags() -> Tags {
    Tags {
        title: Some("Präludium".into()),
        composer: Some("Musaic".into()),
        artist: Some("The Toys".into()),
        album: Some("Tests".into()),
        comment: Some("in C".into()),
        provenance: Some("seed 7".into()),
        other: vec![("genre".into(), "Chorale".into()), ("=bad=\n".into(), "kept as BAD".into())],
    }
}

fn encode(audio: &Audio, format: Format) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    audio.encode(&mut file, format, &tags()).unwrap();
    file.into_inner()
}

/// Decodes WAV, FLAC or MP3 with a decoder that is not ours.
fn decode(bytes: Vec<u8>, extension: &str) -> Vec<Frame> {
    let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let mut hint = Hint::new();
    hint.with_extension(extension);
    let probe = symphonia::default::get_probe();
    let mut reader =
        probe.probe(&hint, stream, FormatOptions::default(), Default::default()).unwrap();
    let track = reader.default_track(TrackType::Audio).unwrap();
    let params = track.codec_params.as_ref().unwrap().audio().unwrap().clone();
    let options = AudioDecoderOptions::default();
    let mut decoder =
        symphonia::default::get_codecs().make_audio_decoder(&params, &options).unwrap();
    let (mut all, mut block) = (Vec::new(), Vec::<f32>::new());
    // A stream of WAV claims the greatest length and just ends.
    while let Ok(Some(packet)) = reader.next_packet() {
        decoder.decode(&packet).unwrap().copy_to_vec_interleaved(&mut block);
        all.extend(block.chunks_exact(2).map(|pair| [pair[0], pair[1]]));
    }
    all
}

fn decode_opus(bytes: &[u8]) -> Vec<Frame> {
    let mut reader = opus_pure::OggOpusReader::new(bytes).unwrap();
    let mut decoder = reader.head().decoder(48_000).unwrap();
    let mut trim = opus_pure::Trim::new(reader.head(), 48_000, 2).unwrap();
    let mut block = vec![0.0; opus_pure::MAX_PACKET_SAMPLES * 2];
    let mut all = Vec::new();
    for packet in reader.packets() {
        let packet = packet.unwrap();
        let frames =
            decoder.decode(&packet.data, opus_pure::MAX_PACKET_SAMPLES, &mut block).unwrap();
        all.extend(
            trim.keep(&packet, &block[..frames * 2]).chunks_exact(2).map(|it| [it[0], it[1]]),
        );
    }
    all
}

/// Loudest difference in decibels of full scale.
fn difference_db(one: &[Frame], other: &[Frame]) -> f64 {
    let pairs = one.as_flattened().iter().zip(other.as_flattened());
    let most = pairs.fold(0.0_f32, |most, (one, other)| most.max((one - other).abs()));
    20.0 * f64::from(most.max(1e-9)).log10()
}

/// How alike two spectra are below 10 kHz, from 0 to 1: the cosine between their bands.
fn likeness(one: &[Frame], other: &[Frame]) -> f64 {
    let bands = |frames: &[Frame]| -> Vec<f64> {
        let power = spectrum(&frames[48_000..48_000 * 6]);
        let bands = power[..power.len() * 10 / 24].chunks(500);
        bands.map(|band| (band.iter().sum::<f64>() + 1e-3).ln()).collect()
    };
    let (one, other) = (bands(one), bands(other));
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    dot(&one, &other) / (dot(&one, &one) * dot(&other, &other)).sqrt()
}

#[test]
fn lossless_files_give_back_every_sample() {
    let audio = finished();
    for (format, floor) in [
        (Format::Wav(WavSamples::Int16), -84.0),
        (Format::Wav(WavSamples::Int24), -132.0),
        (Format::Wav(WavSamples::Float32), -170.0),
        (Format::Flac { bits: 16 }, -84.0),
        (Format::Flac { bits: 24 }, -132.0),
    ] {
        let bytes = encode(&audio, format);
        let back = decode(bytes.clone(), format.extension());
        assert_eq!(back.len(), audio.frames.len(), "{format:?}");
        let difference = difference_db(&back, &audio.frames);
        assert!(difference < floor, "{format:?}: {difference} dB");
        assert!(bytes == encode(&audio, format), "{format:?}: same bytes again");
    }
}

#[test]
fn opus_keeps_length_and_sound() {
    let audio = finished();
    let bytes = encode(&audio, Format::Opus { kbps: 128 });
    let back = decode_opus(&bytes);
    assert_eq!(back.len(), audio.frames.len());
    assert!((level_db(&back) - level_db(&audio.frames)).abs() < 0.5);
    assert!(likeness(&back, &audio.frames) > 0.99);
    let kbps = bytes.len() as f64 * 8.0 / audio.seconds() / 1000.0;
    assert!((60.0..200.0).contains(&kbps), "{kbps}");
}

#[cfg(feature = "mp3")]
#[test]
fn mp3_keeps_length_and_sound() {
    let audio = finished();
    let bytes = encode(&audio, Format::Mp3 { kbps: 192 });
    let back = decode(bytes, "mp3");
    let longer = back.len() as i64 - audio.frames.len() as i64;
    assert!((0..=3 * 1152).contains(&longer), "{longer} frames of padding");
    assert!((level_db(&back) - level_db(&audio.frames)).abs() < 0.5);
    assert!(likeness(&back, &audio.frames) > 0.99);
}

#[test]
fn others_read_our_tags() {
    let audio = finished();
    for format in Format::ALL {
        let file = Probe::new(Cursor::new(encode(&audio, *format))).guess_file_type().unwrap();
        let file = file.read().unwrap();
        let tag = file.primary_tag().or(file.first_tag()).unwrap();
        let read = format!(
            "{:?} {:?} {:?} {:?} {:?} {:?}",
            tag.title(),
            tag.artist(),
            tag.album(),
            tag.comment(),
            tag.get_string(ItemKey::Composer),
            tag.genre()
        );
        let wanted = r#"Some("Präludium") Some("The Toys") Some("Tests") Some("in C") Some("Musaic") Some("Chorale")"#;
        assert_eq!(read, wanted, "{format:?}");
    }
}

#[test]
fn short_and_empty_sounds_make_whole_files() {
    for frames in [0, 1, 5, 959, 4097] {
        let audio = Audio { sample_rate: 48_000, frames: vec![[0.25, -0.25]; frames] };
        for format in Format::ALL {
            let bytes = encode(&audio, *format);
            if matches!(format, Format::Opus { .. }) {
                assert_eq!(decode_opus(&bytes).len(), frames);
            } else if matches!(format, Format::Flac { .. }) && frames > 0 {
                assert_eq!(decode(bytes, "flac").len(), frames);
            }
        }
    }
}

#[test]
fn impossible_settings_are_refused() {
    let audio = Audio { sample_rate: 44_100, frames: vec![] };
    let refused =
        audio.encode(Cursor::new(Vec::new()), Format::Opus { kbps: 128 }, &Tags::default());
    assert!(matches!(refused, Err(SynthError::Setting(_))));
    assert!(
        audio.encode(Cursor::new(Vec::new()), Format::Flac { bits: 12 }, &Tags::default()).is_err()
    );
}

/// The tools that musicians have must open the files: each is used if it is installed.
#[test]
fn installed_tools_open_the_files() {
    let folder = std::env::temp_dir().join(format!("musaic-synth-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let audio = finished();
    let checks: [(&str, &[&str], Format); 5] = [
        ("flac", &["-t", "-s"], Format::Flac { bits: 16 }),
        ("flac", &["-t", "-s"], Format::Flac { bits: 24 }),
        ("opusinfo", &[], Format::Opus { kbps: 128 }),
        ("sox", &["--i"], Format::Wav(WavSamples::Int24)),
        #[cfg(feature = "mp3")]
        ("mpg123", &["-t", "-q"], Format::Mp3 { kbps: 192 }),
        #[cfg(not(feature = "mp3"))]
        ("sox", &["--i"], Format::Wav(WavSamples::Int16)),
    ];
    for (tool, arguments, format) in checks {
        let path = folder.join(format!("check.{}", format.extension()));
        std::fs::write(&path, encode(&audio, format)).unwrap();
        match Command::new(tool).args(arguments).arg(&path).output() {
            Err(_) => eprintln!("SKIPPED: {tool} is not installed"),
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stdout)
                    + String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{tool}: {said}");
                assert!(!said.to_lowercase().contains("warning"), "{tool}: {said}");
            }
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_stream_holds_what_a_file_does() {
    let audio = finished();
    for &format in Format::ALL {
        let mut bytes = Vec::new();
        let mut encoder =
            streaming_encoder(&mut bytes, format, audio.sample_rate, &tags(), 0).unwrap();
        audio.frames.chunks(4096).for_each(|block| encoder.write(block).unwrap());
        encoder.finish().unwrap();
        let file = encode(&audio, format);
        let back = |bytes: Vec<u8>| match format {
            Format::Opus { .. } => decode_opus(&bytes),
            _ => decode(bytes, format.extension()),
        };
        let (streamed, filed) = (back(bytes), back(file));
        // Without an Info frame the delay of encoder and decoder is not known and stays in.
        let delay = if format.extension() == "mp3" { 528 + 529 } else { 0 };
        assert!(streamed.len() - delay >= filed.len(), "{format:?}");
        assert!(delay > 0 || streamed.len() == filed.len(), "{format:?}");
        assert!(difference_db(&streamed[delay..], &filed) < -90.0, "{format:?}");
    }
}
