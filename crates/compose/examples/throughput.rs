//! How fast a network of the usual size learns from a table of chorales:
//! `[mpirun -n 2] cargo run --release -p compose [--features mpi] --example throughput -- TABLE.json
//! [WORKERS] [STEPS]`. Prints one line of JSON.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use std::ops::ControlFlow;
use std::time::Instant;
use std::{env, fs};

use compose::training::{Alone, Course, Pauses, Progress, Ranks, TrainOptions, Trainer};
use corpus::{Split, read_jsb};

/// Steps before the clock starts: buffers are being made.
const WARM_UP: u64 = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let table = arguments.next().ok_or("name a table of chorales")?;
    let workers = arguments.next().map_or(Ok(1), |n| n.parse())?;
    let steps = arguments.next().map_or(Ok(60), |n| n.parse::<u64>())? + WARM_UP;
    let ranks = ranks();
    let table = read_jsb(&fs::read(table)?)?;
    let options = TrainOptions::default();
    let course = Course::new(&options.shape.columns, table.split(Split::Train), &[]);
    let mut trainer = Trainer::new(&options, workers);
    let (mut begun, mut positions) = (timer(), 0);
    trainer.train(&course, Pauses::NONE, &*ranks, &mut |_, progress| match progress {
        Progress::Step(report) if report.step <= WARM_UP => {
            begun = timer();
            ControlFlow::Continue(())
        }
        Progress::Step(report) => {
            positions += report.positions;
            if report.step == steps { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
        _ => ControlFlow::Continue(()),
    });
    if ranks.is_first() {
        let rate = positions as f64 / begun.elapsed().as_secs_f64();
        let ranks = ranks.ranks();
        println!(
            "{{\"ranks\": {ranks}, \"workers\": {workers}, \"positions_per_second\": {rate:.0}}}"
        );
    }
    Ok(())
}

fn ranks() -> Box<dyn Ranks> {
    #[cfg(feature = "mpi")]
    if let Some(ranks) = compose::training::MpiRanks::join() {
        return Box::new(ranks);
    }
    Box::new(Alone)
}

#[allow(
    clippy::disallowed_methods,
    reason = "an example times itself; nothing of the crate reads a clock"
)]
fn timer() -> Instant {
    Instant::now()
}
