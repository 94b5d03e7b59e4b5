//! Chores of the workspace: `cargo xtask tidy` checks its rules, `cargo xtask soundfont` fetches the
//! sounds that `make run` plays with.
//!
//! The rules run as tests too (`cargo test -p xtask`), so that CI needs no second list of them.

mod docs;
mod layers;
mod licences;
mod metadata;
mod soundfont;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo xtask tidy | soundfont";

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("tidy") => tidy(),
        Some("soundfont") => soundfont::fetch(),
        _ => bail!(USAGE),
    }
}

fn tidy() -> Result<()> {
    let metadata = metadata::load()?;
    let mut complaints = layers::complaints(&metadata);
    complaints.extend(licences::complaints(&metadata));
    complaints.extend(docs::complaints(&metadata::root())?);
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
