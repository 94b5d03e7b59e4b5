use std::io::Cursor;

use super::{all, difference, every_form, file, tones};
use crate::{AudioError, Decoder};
use synth::{Audio, Format, WavSamples};

#[test]
fn every_form_gives_back_its_sound() {
    let wanted = tones(48_000, 48_000).frames;
    for (form, bytes) in every_form() {
        let mut decoder = Decoder::open(Cursor::new(bytes)).unwrap();
        assert_eq!((decoder.sample_rate(), decoder.channels()), (48_000, 2), "{form}");
        let claimed = decoder.claimed_s().unwrap();
        assert!((claimed - 1.0).abs() < 0.1, "{form}: {claimed}");
        let frames = all(&mut decoder);
        assert_eq!(decoder.damaged(), 0, "{form}");
        // AAC's packets are whole.
        let is_whole =
            frames.len() == 48_000 || form == "aac" && frames.len().abs_diff(48_000) < 3_000;
        assert!(is_whole, "{form}: {}", frames.len());
        if form != "aac" {
            // The ends of lossy sound ring.
            let inner = 4_800..43_200;
            let off = difference(&frames[inner.clone()], &wanted[inner]);
            assert!(off < 0.02, "{form}: {off}");
        }
    }
}

#[test]
fn seeking_lands_on_the_frame() {
    for (form, bytes) in every_form() {
        let open = || Decoder::open(Cursor::new(bytes.clone())).unwrap();
        let whole = all(&mut open());
        let rest = |seconds: f64| {
            let mut decoder = open();
            decoder.seek(seconds).unwrap();
            all(&mut decoder)
        };
        for place in [24_000, 0, 33_333, 12_001] {
            let rest = rest(place as f64 / 48_000.0);
            assert_eq!(rest.len(), whole.len() - place, "{form} {place}");
            let end = rest.len() - 4_800;
            let off = difference(&rest[..end], &whole[place..]);
            assert!(off < 0.01, "{form} {place}: {off}");
        }
        assert_eq!(rest(5.0).len(), 0, "{form}");
        assert_eq!(rest(f64::NAN).len(), whole.len(), "{form}");
    }
}

#[test]
fn a_file_that_is_cut_short_ends_where_it_ends() {
    for (form, bytes) in every_form() {
        let most = bytes[..bytes.len() / 4 * 3].to_vec();
        let Ok(mut decoder) = Decoder::open(Cursor::new(most)) else {
            // What tells where the packets are may stand at the end.
            assert!(matches!(form, "aac" | "alac"), "{form}");
            continue;
        };
        let frames = all(&mut decoder).len();
        assert!((16_000..40_000).contains(&frames), "{form}: {frames}");
    }
}

#[test]
fn a_header_that_claims_too_much_is_refused() {
    let refused = |rate: u32, channels: u16| {
        let silence = Audio { sample_rate: 48_000, frames: vec![[0.0; 2]; 480] };
        let mut wav = file(&silence, Format::Wav(WavSamples::Int16));
        wav[22..24].copy_from_slice(&channels.to_le_bytes());
        wav[24..28].copy_from_slice(&rate.to_le_bytes());
        wav[32..34].copy_from_slice(&(channels * 2).to_le_bytes());
        Decoder::open(Cursor::new(wav)).unwrap_err()
    };
    assert!(matches!(refused(4_000_000_000, 2), AudioError::Limit { found: 4_000_000_000, .. }));
    let many = refused(48_000, 16);
    assert!(matches!(many, AudioError::Limit { found: 16, limit: 8, .. }), "{many}");
}

#[test]
fn a_billion_frames_are_claimed_and_ten_thousand_are_there() {
    let mut flac = file(&tones(48_000, 10_000), Format::Flac { bits: 16 });
    // The lowest 32 of the 36 bits that count the samples (RFC 9639, section 8.2).
    flac[22..26].copy_from_slice(&1_000_000_000_u32.to_be_bytes());
    let mut decoder = Decoder::open(Cursor::new(flac)).unwrap();
    assert!((decoder.claimed_s().unwrap() - 1e9 / 48_000.0).abs() < 1e-6);
    assert_eq!(all(&mut decoder).len(), 10_000);
}

#[test]
fn what_is_no_sound_is_said_to_be_none() {
    for bytes in [b"".as_slice(), b"X:1\nK:C\nCDEF|]\n", b"RIFF\0\0\0\0WAVE", b"fLaC", b"OggS"] {
        let error = Decoder::open(Cursor::new(bytes.to_vec())).unwrap_err().to_string();
        assert!(error.contains("get it again") || error.contains("convert it"), "{error}");
    }
}
