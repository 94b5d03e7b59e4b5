//! How well played MIDI is written down: `cargo run --release --example played -- [FILE...]`.
//!
//! Generated pieces (and the scores named) are performed with seeded human timing, recorded as MIDI,
//! and read back. The table gives the share of notes that come back at their place and with their
//! length.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "small numbers in a measuring program"
)]

mod marks;
mod pieces;
mod player;

use marks::{Marks, compare};
use player::{Playing, TempoMap, perform};
use score::Score;

/// Performances of each piece.
const SEEDS: u64 = 4;

const BASE: Playing = Playing {
    jitter_ms: 15.0,
    touch: 0.93,
    tempo_bpm: 96.0,
    drift: 0.0,
    map: TempoMap::True,
    seed: 0,
};

fn main() {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let mut pieces: Vec<(String, Score)> = Vec::new();
    if files.is_empty() {
        for seed in 0..3 {
            let generated = pieces::generated(24, seed).into_iter();
            pieces.extend(generated.map(|(name, score)| (name.to_owned(), score)));
        }
    }
    for file in files {
        let Ok(reading) = notation::read(&std::fs::read(&file).unwrap_or_default()) else {
            continue;
        };
        pieces.push(("files".to_owned(), reading.score));
    }
    for (title, playing) in ways() {
        table(title, &playing, &pieces);
    }
}

fn ways() -> Vec<(&'static str, Playing)> {
    let drifting = Playing { drift: 0.08, ..BASE };
    vec![
        ("as a machine plays it", Playing { jitter_ms: 0.0, ..BASE }),
        ("5 ms, true map", Playing { jitter_ms: 5.0, ..BASE }),
        ("10 ms, true map", Playing { jitter_ms: 10.0, ..BASE }),
        ("15 ms, true map", BASE),
        ("15 ms, true map, 120", Playing { tempo_bpm: 120.0, ..BASE }),
        ("15 ms, true map, staccato", Playing { touch: 0.5, ..BASE }),
        ("15 ms, true map of a drift of 8 %", drifting),
        ("20 ms, true map", Playing { jitter_ms: 20.0, ..BASE }),
        ("25 ms, true map", Playing { jitter_ms: 25.0, ..BASE }),
        ("15 ms, drift of 8 %, steady map", Playing { map: TempoMap::Steady, ..drifting }),
        ("15 ms, 93, map says 120", Playing { tempo_bpm: 93.0, map: TempoMap::Unset, ..BASE }),
        (
            "15 ms, 93, drift of 8 %, map says 120",
            Playing { tempo_bpm: 93.0, map: TempoMap::Unset, ..drifting },
        ),
        (
            "25 ms, 93, drift of 8 %, map says 120",
            Playing { tempo_bpm: 93.0, map: TempoMap::Unset, jitter_ms: 25.0, ..drifting },
        ),
    ]
}

/// Prints a line a kind of piece and one for all.
fn table(title: &str, playing: &Playing, pieces: &[(String, Score)]) {
    let mut kinds: Vec<(&str, Marks, usize)> = Vec::new();
    for (name, score) in pieces {
        let mut marks = Marks::default();
        let mut warned = 0;
        for seed in 0..SEEDS {
            let bytes = perform(score, &Playing { seed: 1 + seed, ..*playing });
            let Ok(reading) = notation::read(&bytes) else { continue };
            let own = compare(score, &reading.score);
            marks.add(&own);
            warned += usize::from(!reading.warnings.is_empty());
        }
        match kinds.iter_mut().find(|(kind, ..)| kind == name) {
            Some(kind) => {
                kind.1.add(&marks);
                kind.2 += warned;
            }
            None => kinds.push((name, marks, warned)),
        }
    }
    let mut all = Marks::default();
    println!(
        "{title:<40} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "notes", "onset %", "level %", "length %", "placed %"
    );
    for (name, marks, warned) in &kinds {
        line(name, marks, *warned);
        all.add(marks);
    }
    if kinds.len() > 1 {
        line("all", &all, kinds.iter().map(|kind| kind.2).sum());
    }
}

fn line(name: &str, marks: &Marks, warned: usize) {
    let shares = [marks.onsets, marks.levels, marks.lengths, marks.placed];
    let shares = shares.map(|count| format!("{:>8.2}", marks.percent(count))).join(" ");
    println!("  {name:<38} {:>8} {shares}  {warned} warned", marks.notes);
}
