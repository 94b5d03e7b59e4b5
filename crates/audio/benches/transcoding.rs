//! How many times faster than real time a track becomes another format, on one core: a minute of chords
//! with noise, 44,100 Hz. Beside it the `ffmpeg` command on the same file, when there is one.

#![expect(clippy::print_stdout, reason = "a benchmark's result is what it prints")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::io::Cursor;
use std::process::Command;
use std::time::{Duration, Instant};

use audio::{Decoder, Loudness, Target, transcode};
use synth::{Audio, Format, Tags};

const SECONDS: u32 = 60;
const RATE: u32 = 44_100;

/// Decaying chords of eight partials a note, and a little noise.
#[expect(clippy::cast_possible_truncation, reason = "samples are f32")]
fn music() -> Audio {
    let mut noise = 1_u32;
    let frame = |at: u32| {
        let time = f64::from(at % (RATE / 2)) / f64::from(RATE);
        let root = 110.0 * f64::from(at / (RATE / 2) % 7 + 2) / 2.0;
        let tone = |hz: f64| {
            (1..=8)
                .map(|n| (hz * f64::from(n) * time * std::f64::consts::TAU).sin() / f64::from(n))
                .sum::<f64>()
        };
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let hiss = (f64::from(noise >> 16) / 32_768.0 - 1.0) * 0.01;
        let fade = (-3.0 * time).exp() * 0.15;
        [(tone(root) * fade + hiss) as f32, (tone(root * 1.5) * fade - hiss) as f32]
    };
    Audio { sample_rate: RATE, frames: (0..SECONDS * RATE).map(frame).collect() }
}

/// The best of five, as times faster than real time.
fn speed(mut work: impl FnMut()) -> f64 {
    let took = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    let best = (0..5).map(took).min().unwrap_or(Duration::MAX);
    f64::from(SECONDS) / best.as_secs_f64()
}

fn main() {
    let mut flac = Cursor::new(Vec::new());
    music().encode(&mut flac, Format::Flac { bits: 16 }, &Tags::default()).expect("encoding FLAC");
    let flac = flac.into_inner();
    let folder = std::env::temp_dir().join(format!("musaic-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("making a folder");
    let source = folder.join("source.flac");
    std::fs::write(&source, &flac).expect("writing the source");

    let decoding = speed(|| {
        let mut decoder = Decoder::open(Cursor::new(&flac)).expect("opening");
        while decoder.read().expect("decoding").is_some() {}
    });
    println!("FLAC decoded                 {decoding:7.0} x real time");
    let measuring = speed(|| {
        let mut decoder = Decoder::open(Cursor::new(&flac)).expect("opening");
        Loudness::of(&mut decoder).expect("measuring");
    });
    println!("FLAC measured                {measuring:7.0} x real time");
    for (name, format, codec, kbps) in [
        ("Opus 128", Format::Opus { kbps: 128 }, "libopus", "128k"),
        ("MP3 192", Format::Mp3 { kbps: 192 }, "libmp3lame", "192k"),
        ("FLAC 16", Format::Flac { bits: 16 }, "flac", "0"),
    ] {
        let ours = speed(|| {
            transcode(Cursor::new(&flac), &Target::new(format), std::io::sink())
                .expect("transcoding");
        });
        let mut peer = Command::new("ffmpeg");
        peer.args(["-nostdin", "-loglevel", "error", "-y", "-threads", "1", "-i"]).arg(&source);
        peer.args(["-c:a", codec, "-b:a", kbps])
            .arg(folder.join(format!("out.{}", format.extension())));
        let peer = match peer.status() {
            Ok(status) if status.success() => {
                format!(
                    "ffmpeg {:7.0}",
                    speed(|| assert!(peer.status().is_ok_and(|s| s.success())))
                )
            }
            _ => "ffmpeg SKIPPED".to_owned(),
        };
        println!("FLAC -> {name:<8}             {ours:7.0} x real time, {peer}");
    }
    std::fs::remove_dir_all(&folder).ok();
}
