//! How a large library answers: `cargo xtask bench library`.
//!
//! A seeded generator makes 10,000 and 100,000 tracks. Of each are told: the cost of the first and the last
//! page, how long lists, artist pages and searches take while 50 clients ask at once, and how much memory
//! that needs. Then 2,000 real short files are scanned, beside supysonic and mpd if they are there. Each
//! part is a process of its own, so that memory is its own too.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark tells times, and its result is what it prints"
)]

mod files;
mod lists;
mod made;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

const SIZES: [usize; 2] = [10_000, 100_000];

fn main() -> Result<()> {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => all(),
        ["make", file, count] => made::make(Path::new(file), count.parse()?),
        ["lists", file] => lists::measure(Path::new(file)),
        ["files", folder] => files::measure(Path::new(folder)),
        _ => bail!("usage: library [make FILE COUNT | lists FILE | files FOLDER]"),
    }
}

fn all() -> Result<()> {
    let folder = tempfile::tempdir()?;
    for count in SIZES {
        let file = folder.path().join(format!("{count}.db"));
        part(&["make".as_ref(), file.as_ref(), count.to_string().as_ref()])?;
        part(&["lists".as_ref(), file.as_ref()])?;
    }
    part(&["files".as_ref(), folder.path().join("files").as_ref()])
}

fn part(arguments: &[&Path]) -> Result<()> {
    let program = std::env::current_exe().context("finding this program")?;
    let status = Command::new(program).args(arguments).status()?;
    ensure!(status.success(), "{arguments:?} failed");
    Ok(())
}

/// Resident memory of this process in MiB: now, and the most there ever was.
fn memory_mib() -> (f64, f64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kib.unwrap_or(f64::NAN) / 1_024.0
    };
    (of("VmRSS:"), of("VmHWM:"))
}
