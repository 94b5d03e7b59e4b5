//! Prints the numbers by which sound files are compared, a line a file: its name, then each number after a tab.
//!
//!     cargo run --release -p audio --example describe -- FILE...

#![expect(clippy::print_stdout, reason = "that is what it is for")]

use std::fs::File;
use std::io::BufReader;

use audio::{AudioError, Decoder, Describing};

fn main() {
    for name in std::env::args().skip(1) {
        match numbers(&name) {
            Ok(numbers) => println!("{name}{numbers}"),
            Err(error) => eprintln!("{name}: {error}"),
        }
    }
}

fn numbers(name: &str) -> Result<String, AudioError> {
    let file = BufReader::new(File::open(name).map_err(AudioError::Unreadable)?);
    let description = Describing::of(&mut Decoder::open(file)?)?;
    let bytes = description.map(|description| description.to_bytes()).unwrap_or_default();
    let numbers = bytes.as_chunks().0.iter().map(|number| f32::from_le_bytes(*number));
    Ok(numbers.map(|number| format!("\t{number}")).collect())
}
