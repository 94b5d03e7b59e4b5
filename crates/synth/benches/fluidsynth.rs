//! How fast a piece becomes sound, beside the `fluidsynth` command on the same MIDI file and the
//! same SoundFont. Prints times faster than real time, and the ratio. What is not installed is
//! skipped, and said so.

#![expect(clippy::print_stdout, reason = "a benchmark's result is what it prints")]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use synth::{
    Action, Event, Instrument, MasterOptions, Part, RenderOptions, Renderer, SYSTEM_PLACES,
    Sequence, SoundFont, find_soundfont, render,
};

const SECONDS: f64 = 180.0;
const DRUMS: u8 = 255;

/// Program (or [`DRUMS`]), lowest key, notes in a chord, seconds between chords.
type Line = (u8, u8, usize, f64);

const FOUR: &[Line] = &[(0, 60, 1, 0.5), (48, 55, 1, 0.5), (52, 48, 1, 0.5), (42, 36, 1, 0.5)];
const TWELVE: &[Line] = &[
    (0, 60, 4, 0.5),
    (48, 55, 3, 1.0),
    (33, 36, 1, 0.25),
    (DRUMS, 36, 3, 0.25),
    (25, 52, 4, 0.25),
    (73, 72, 1, 0.25),
    (56, 60, 2, 0.5),
    (61, 55, 3, 0.5),
    (52, 55, 4, 2.0),
    (11, 72, 2, 0.5),
    (40, 67, 1, 0.25),
    (46, 60, 3, 0.5),
];

/// Chords whose keys and velocities come from a fixed sequence of pseudo-random numbers.
fn piece(lines: &[Line]) -> Sequence {
    let mut state = 1_u64;
    let mut random = |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u8::try_from((state >> 33) % below).unwrap_or(0)
    };
    let parts = lines.iter().map(|(program, lowest, notes, every)| {
        let drums = *program == DRUMS;
        let instrument =
            if drums { Instrument::drums() } else { Instrument::general_midi(*program) };
        let mut part = Part::new("line", instrument);
        let mut time = 0.0;
        while time < SECONDS {
            for note in 0..*notes {
                let key = lowest + [0, 4, 7, 12][note % 4] + random(12);
                part.note(time, 0.95 * every, key, 60 + random(50));
            }
            time += every;
        }
        part
    });
    Sequence { parts: parts.collect() }
}

/// The same as a Standard MIDI File of format 1, a tick a millisecond.
fn midi(sequence: &Sequence) -> Vec<u8> {
    let tracks = u16::try_from(sequence.parts.len()).unwrap_or(u16::MAX);
    let mut file =
        [b"MThd\0\0\0\x06\0\x01".as_slice(), &tracks.to_be_bytes(), &500_u16.to_be_bytes()]
            .concat();
    let mut channels = (0_u8..16).filter(|channel| *channel != 9);
    for part in &sequence.parts {
        let drums = part.instrument == Instrument::drums();
        let channel = if drums { 9 } else { channels.next().unwrap_or(0) };
        let mut track = vec![0, 0xc0 | channel, part.instrument.program];
        let mut events: Vec<Event> = part.events.clone();
        events.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
        let mut last = 0;
        for event in events {
            let (key, velocity) = match event.action {
                Action::NoteOn { key, velocity } => (key, velocity),
                Action::NoteOff { key } => (key, 0),
                _ => continue,
            };
            #[expect(clippy::cast_possible_truncation, reason = "minutes")]
            let now = (event.seconds * 1000.0) as u32;
            track.extend(variable_length(now - last));
            track.extend([0x90 | channel, key, velocity]);
            last = now;
        }
        track.extend([0, 0xff, 0x2f, 0]);
        let length = u32::try_from(track.len()).unwrap_or(u32::MAX);
        file.extend([b"MTrk".as_slice(), &length.to_be_bytes(), &track].concat());
    }
    file
}

fn variable_length(ticks: u32) -> Vec<u8> {
    let digits = [21, 14, 7, 0].map(|shift| (ticks >> shift & 0x7f).to_le_bytes()[0]);
    let first = digits.iter().position(|digit| *digit != 0).unwrap_or(3);
    let last = digits.len() - 1;
    digits
        .iter()
        .enumerate()
        .skip(first)
        .map(|(at, digit)| if at < last { digit | 0x80 } else { *digit })
        .collect()
}

fn options() -> RenderOptions {
    RenderOptions { sample_rate: 44_100, ..RenderOptions::default() }
}

/// Opens the font anew, so that reading the samples counts, as it does for the peer.
fn ours(font: &Path, sequence: &Sequence) -> usize {
    let font = Arc::new(SoundFont::open(font).expect("an installed font opens"));
    let mut renderer = Renderer::new(&font, sequence, &options()).expect("a valid piece");
    let mut frames = 0;
    while let Some(block) = renderer.next_block() {
        frames += block.len();
    }
    frames
}

fn theirs(font: &Path, midi: &Path) -> bool {
    let out = midi.with_extension("wav");
    let arguments = ["-ni", "-q", "-r", "44100", "-T", "wav", "-O", "s16", "-F"];
    let mut command = Command::new("fluidsynth");
    let run = command.args(arguments).arg(out).arg(font).arg(midi).output();
    run.is_ok_and(|output| output.status.success())
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn best_of_three(mut work: impl FnMut()) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed());
    }
    best
}

fn compare(criterion: &mut Criterion) {
    let Ok(font) = find_soundfont(SYSTEM_PLACES) else {
        println!("SKIPPED: no SoundFont is installed in {SYSTEM_PLACES:?}");
        return;
    };
    println!("SoundFont {}", font.display());
    let folder = std::env::temp_dir().join(format!("musaic-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    for (name, lines) in [("four parts", FOUR), ("twelve parts", TWELVE)] {
        let sequence = piece(lines);
        let file = folder.join("piece.mid");
        std::fs::write(&file, midi(&sequence)).expect("a temporary file");
        let us = best_of_three(|| assert!(ours(&font, &sequence) > 0));
        println!("{name}: {:.0}x real time", SECONDS / us.as_secs_f64());
        let opened = Arc::new(SoundFont::open(&font).expect("an installed font opens"));
        let whole = best_of_three(|| {
            render(&opened, &sequence, &options(), &MasterOptions::default())
                .expect("a valid piece");
        });
        println!("{name}, mastered: {:.0}x real time", SECONDS / whole.as_secs_f64());
        if theirs(&font, &file) {
            let them = best_of_three(|| assert!(theirs(&font, &file)));
            let ratio = them.as_secs_f64() / us.as_secs_f64();
            let speed = SECONDS / them.as_secs_f64();
            println!("{name}: fluidsynth {speed:.0}x real time, ours is {ratio:.1} times as fast");
        } else {
            println!("SKIPPED: the fluidsynth command is not installed");
        }
        criterion.bench_function(name, |bencher| bencher.iter(|| ours(&font, &sequence)));
    }
    // Left behind, a few megabytes in the temporary folder do no harm.
    let _ = std::fs::remove_dir_all(folder);
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(10));
    targets = compare
}
criterion_main!(benches);
