//! How long a musician waits: a model is opened and writes a chorale of 16 bars in four parts, on one core.
//! Prints the time to open, from there to the first step told, and to the last; and grid steps a second.

#![expect(clippy::print_stdout, reason = "a benchmark's result is what it prints")]
#![expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]

use std::path::Path;
use std::time::{Duration, Instant};

use compose::{Choices, Controls, Model};

const ROUNDS: u64 = 21;

/// What one round took.
struct Round {
    open: Duration,
    first: Duration,
    whole: Duration,
    steps: usize,
}

fn round(folder: &Path, seed: u64) -> Result<Round, compose::ComposeError> {
    let begun = Instant::now();
    let model = Model::open(folder)?;
    let open = begun.elapsed();
    let controls = Controls { bars: Some(16), ..Controls::default() };
    let choices = Choices { seed, candidates: 1, threads: 1, ..Choices::default() };
    let mut first = None;
    let piece = model.compose_streaming(&controls, &choices, |_| {
        first.get_or_insert_with(|| begun.elapsed());
    })?;
    let whole = begun.elapsed();
    Ok(Round { open, first: first.unwrap_or(whole) - open, whole, steps: piece.sketch.steps() })
}

fn main() -> Result<(), compose::ComposeError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/composer-chorale");
    let rounds: Vec<Round> =
        (1..=ROUNDS).map(|seed| round(&folder, seed)).collect::<Result<_, _>>()?;
    println!("16 bars in four parts, composer-chorale, one core, {ROUNDS} seeds: median (slowest)");
    let tell = |what: &str, of: fn(&Round) -> f64, unit: &str| {
        let mut values: Vec<f64> = rounds.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        let (middle, last) = (values[values.len() / 2], values[values.len() - 1]);
        println!("{what:<34} {middle:>9.1} ({last:.1}) {unit}");
    };
    tell("model opened", |round| round.open.as_secs_f64() * 1e3, "ms");
    tell("then the first step is told", |round| round.first.as_secs_f64() * 1e3, "ms");
    tell("opened and written, in all", |round| round.whole.as_secs_f64() * 1e3, "ms");
    #[expect(clippy::cast_precision_loss, reason = "a few hundred steps")]
    let speed = |round: &Round| round.steps as f64 / (round.whole - round.open).as_secs_f64();
    tell("speed of writing", speed, "steps/s (the second: fastest)");
    Ok(())
}
