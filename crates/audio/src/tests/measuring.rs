use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Arc;

use synth::{Audio, Format, SoundFont, toy_soundfont};

use super::{all, file};
use crate::{Decoder, Loudness, Studio};

/// A sine of 1 kHz in both channels.
fn sine(peak: f32, seconds: usize) -> Audio {
    let sample = |frame: usize| {
        let phase = frame as f32 % 48.0 / 48.0;
        peak * (phase * std::f32::consts::TAU).sin()
    };
    let frames = (0..48_000 * seconds).map(|frame| [sample(frame); 2]).collect();
    Audio { sample_rate: 48_000, frames }
}

fn measured(audio: &Audio) -> Loudness {
    let flac = file(audio, Format::Flac { bits: 24 });
    Loudness::of(&mut Decoder::open(Cursor::new(flac)).unwrap()).unwrap()
}

#[test]
fn a_sine_of_known_loudness() {
    // EBU Tech 3341, case 1: a stereo sine of 1 kHz at -23 dBFS has -23 LUFS.
    let gain = measured(&sine(0.070_795, 20)).gain().unwrap();
    assert!((gain.gain_db - 5.0).abs() < 0.1, "{gain:?}");
    assert!((gain.peak - 0.0708).abs() < 0.001 && gain.true_peak >= gain.peak * 0.999, "{gain:?}");
    assert_eq!(measured(&sine(0.0, 1)).gain(), None);
}

#[test]
fn an_album_is_measured_as_one_sound() {
    let (soft, loud) = (sine(0.05, 10), sine(0.5, 10));
    let album = Loudness::of_album([&measured(&soft), &measured(&loud)]).unwrap();
    let mut both = loud.clone();
    both.frames.extend(&soft.frames);
    let one = measured(&both).gain().unwrap();
    assert!((album.gain_db - one.gain_db).abs() < 0.2, "{album:?} {one:?}");
    assert!((album.peak - 0.5).abs() < 0.001);
}

#[test]
fn a_score_is_played_into_a_file() {
    let font = SoundFont::from_bytes("toy", toy_soundfont()).unwrap();
    let studio = Studio::new(Arc::new(font));
    let abc = b"X:1\nT:Air\nM:4/4\nL:1/4\nQ:1/4=120\nK:C\nCDEF|GABc|]\n";
    let mut opus = Cursor::new(Vec::new());
    let format = Format::Opus { kbps: 96 };
    let mut go_on = |_, _| ControlFlow::Continue(());
    let odd = studio.record_file(abc, format, &mut opus, &mut go_on).unwrap();
    assert_eq!(odd, Vec::<String>::new());
    let mut decoder = Decoder::open(Cursor::new(opus.into_inner())).unwrap();
    let seconds = all(&mut decoder).len() as f64 / 48_000.0;
    assert!((4.0..12.0).contains(&seconds), "{seconds}");
    assert!(studio.record_file(b"no score", format, Cursor::new(Vec::new()), &mut go_on).is_err());
}
