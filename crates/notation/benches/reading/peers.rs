//! Runs peers.py, which times the other readers.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::Times;
use crate::files::{Kind, Set};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/reading/peers.py");
const USUAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/interop-venv/bin/python");

/// A peer's name, and its times if it is installed.
type Peer = (String, Option<Times>);

/// What each peer took, or why none could be asked.
pub(crate) fn time(set: &Set, passes: usize, scratch: &Path) -> Result<Vec<Peer>, String> {
    let python = std::env::var_os("MUSAIC_PYTHON").map_or(PathBuf::from(USUAL), PathBuf::from);
    let kind = match set.kind {
        Kind::MusicXml => "musicxml",
        Kind::Midi => "midi",
    };
    let list = scratch.join("list");
    let paths: Vec<String> = set.files.iter().map(|path| path.display().to_string()).collect();
    std::fs::write(&list, paths.join("\n")).map_err(|error| error.to_string())?;
    let output = Command::new(python)
        .args([SCRIPT, "time", kind, &passes.to_string()])
        .arg(list)
        // One core on both sides.
        .envs(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"].map(|name| (name, "1")))
        .stderr(Stdio::inherit())
        .output()
        .map_err(|_| "no python with music21 (cargo xtask bench makes one)".to_owned())?;
    if !output.status.success() {
        return Err(format!("peers.py ended with {}", output.status));
    }
    Ok(readers(&String::from_utf8_lossy(&output.stdout)))
}

/// Readers in the script's order; a file that one could not read has no time.
fn readers(said: &str) -> Vec<Peer> {
    let mut readers: Vec<Peer> = Vec::new();
    for line in said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let name = line["reader"].as_str().unwrap_or_default();
        if line["missing"] == true {
            readers.push((name.to_owned(), None));
            continue;
        }
        if readers.last().is_none_or(|(last, _)| last != name) {
            readers.push((name.to_owned(), Some(Times::new())));
        }
        if let (Some(path), Some(seconds), Some((_, Some(times)))) =
            (line["path"].as_str(), line["seconds"].as_f64(), readers.last_mut())
        {
            times.insert(path.into(), seconds);
        }
    }
    readers
}
