//! Writes batches worked out for a program of another kind, see tests/peers/pytorch:
//! `cargo run --release -p compose --example worked -- OUT.safetensors [TABLE.json]`; those of a table of
//! chorales, or of the tiny network that tests/gradients.rs is about.

#[path = "../tests/tiny/mod.rs"]
mod tiny;

use std::{env, fs};

use compose::training::{Course, TrainOptions, Trainer};
use corpus::{Split, read_jsb};

/// How many batches of a table.
const BATCHES: usize = 16;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let out = arguments.next().ok_or("name the file to write")?;
    let (mut trainer, course, batches) = match arguments.next() {
        None => {
            let (trainer, course) = tiny::training();
            (trainer, course, 1)
        }
        Some(table) => {
            let table = read_jsb(&fs::read(table)?)?;
            let options = TrainOptions::default();
            let course = Course::new(&options.shape.columns, table.split(Split::Train), &[]);
            (Trainer::new(&options, 1), course, BATCHES)
        }
    };
    fs::write(out, trainer.worked(&course, batches)?)?;
    Ok(())
}
