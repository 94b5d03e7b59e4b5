//! `musaic train composer --search`: which size and which rate, by trying.

use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use compose::Shape;
use compose::training::{Alone, Course, Pauses, Progress, TrainOptions, Trainer};
use score::Sketch;

/// Widths that are tried; the perceptrons inside are four times as wide.
const WIDTHS: [usize; 3] = [96, 160, 224];
/// Learning rates that are tried, as multiples of the one asked for.
const RATES: [f64; 3] = [0.5, 1.0, 2.0];
/// Each try takes this share of the steps asked for: the rate falls within it as in a whole training.
const SHARE: u64 = 8;

/// Tries all, and prints a table, a line as soon as it is known.
pub(super) fn run(
    options: &TrainOptions,
    train: &[Sketch],
    valid: &[Sketch],
    workers: usize,
) -> Result<ExitCode> {
    let course = Course::new(&options.shape.columns, train, valid);
    let steps = (options.steps / SHARE).max(1);
    println!(
        "{:>6} {:>10} {:>12} {:>8} {:>14} {:>8}",
        "width", "rate", "parameters", "steps", "valid nats", "seconds"
    );
    let mut best: Option<(f64, usize, f64)> = None;
    for width in WIDTHS {
        for rate in RATES.map(|times| times * options.rate) {
            let shape = Shape { width, inner: 4 * width, hidden: width, ..options.shape.clone() };
            let tried = TrainOptions { shape, rate, steps, ..options.clone() };
            let begun = Instant::now();
            let mut trainer = Trainer::new(&tried, workers);
            let nats = lowest(&mut trainer, &course);
            println!(
                "{width:>6} {rate:>10.1e} {:>12} {steps:>8} {nats:>14.4} {:>8}",
                trainer.parameters(),
                begun.elapsed().as_secs()
            );
            if best.is_none_or(|(lowest, ..)| nats < lowest) {
                best = Some((nats, width, rate));
            }
        }
    }
    if let Some((nats, width, rate)) = best {
        println!(
            "best: width {width}, rate {rate:.1e}, {nats:.4} nats a note on the validation pieces"
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// The lowest validation of a training.
fn lowest(trainer: &mut Trainer, course: &Course) -> f64 {
    let pauses = Pauses { validate: (trainer.options().steps / 4).max(1), ..Pauses::NONE };
    let mut lowest = f64::INFINITY;
    trainer.train(course, pauses, &Alone, &mut |_, progress| {
        if let Progress::Valid { likelihood, .. } = progress {
            lowest = lowest.min(likelihood.nats_per_note);
        }
        ControlFlow::Continue(())
    });
    lowest
}
