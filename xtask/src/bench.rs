//! Benchmarks with their named peers: `cargo xtask bench [FOLDER...]`.
//!
//! Reading is timed next to Python packages, which are installed into a virtual environment of their
//! own under `target/`, shared with tests/interop; sound next to the fluidsynth command, if there is one.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

const PEERS: [&str; 4] = ["music21", "partitura", "mido", "pretty_midi"];

pub(crate) fn run(folders: &[String]) -> Result<()> {
    let root = crate::metadata::root();
    let venv = root.join("target/interop-venv");
    if std::env::var_os("MUSAIC_PYTHON").is_none()
        && let Err(error) = install(&venv)
    {
        // The benchmark says in its table which peers it skipped.
        eprintln!("no peers: {error:#}");
    }
    // Cargo starts a benchmark in its crate's folder, not in the one the folders are named from.
    let here = std::env::current_dir().context("finding the current folder")?;
    let folders = folders.iter().map(|folder| here.join(folder));
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["bench", "--package", "notation", "--bench", "reading", "--"]).args(folders);
    started(cargo.current_dir(&root))
}

/// A library of 100,000 tracks, and the scan of 2,000 files beside supysonic and mpd.
pub(crate) fn library() -> Result<()> {
    let root = crate::metadata::root();
    let venv = root.join("target/supysonic-venv");
    let installed = || {
        started(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
        let pip = venv.join("bin/python");
        started(Command::new(pip).args(["-m", "pip", "install", "--quiet", "supysonic"]))
    };
    if std::env::var_os("MUSAIC_SUPYSONIC").is_none()
        && let Err(error) = installed()
    {
        eprintln!("without supysonic: {error:#}");
    }
    let supysonic = std::env::var_os("MUSAIC_SUPYSONIC")
        .map_or_else(|| venv.join("bin/supysonic-cli"), std::path::PathBuf::from);
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["bench", "--package", "store", "--bench", "library"]);
    started(cargo.env("MUSAIC_SUPYSONIC", supysonic).current_dir(&root))
}

/// Makes the virtual environment once, and whatever it lacks.
fn install(venv: &Path) -> Result<()> {
    let python = venv.join("bin/python");
    if !python.exists() {
        started(Command::new("python3").args(["-m", "venv"]).arg(venv))?;
    }
    started(Command::new(python).args(["-m", "pip", "install", "--quiet"]).args(PEERS))
}

fn started(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("running {command:?}"))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}
