//! Chores of the workspace: `cargo xtask tidy` checks its rules, `cargo xtask soundfont` fetches the
//! sounds that `make run` plays with, `cargo xtask bench` times reading, and `cargo xtask bench library` a large
//! library, beside other programs.
//!
//! The rules run as tests too (`cargo test -p xtask`), so that CI needs no second list of them.

mod bench;
mod docs;
mod layers;
mod licences;
mod metadata;
mod processes;
mod soundfont;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo xtask tidy | soundfont | bench [library | FOLDER...]";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("tidy") => tidy(),
        Some("soundfont") => soundfont::fetch(),
        Some("bench") if arguments.get(1).is_some_and(|what| what == "library") => bench::library(),
        Some("bench") => bench::run(&arguments[1..]),
        _ => bail!(USAGE),
    }
}

fn tidy() -> Result<()> {
    let metadata = metadata::load()?;
    let mut complaints = layers::complaints(&metadata);
    complaints.extend(licences::complaints(&metadata));
    complaints.extend(docs::complaints(&metadata::root())?);
    complaints.extend(processes::complaints(&metadata::root())?);
    if complaints.is_empty() {
        return Ok(());
    }
    bail!("the house is untidy:\n  {}", complaints.join("\n  "))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_house_is_tidy() {
        super::tidy().unwrap();
    }
}
