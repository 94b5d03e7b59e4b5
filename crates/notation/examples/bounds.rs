//! Reads each file and says only how that ended, so that time and memory can be measured from outside:
//! `cargo run --release --example bounds -- FILE`.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

fn main() {
    for file in std::env::args().skip(1) {
        match std::fs::read(&file).map(|bytes| notation::read_all(&bytes)) {
            Ok(Ok(readings)) => println!("{file}: {} read", readings.len()),
            Ok(Err(error)) => println!("{file}: {error}"),
            Err(error) => println!("{file}: {error}"),
        }
    }
}
