//! Every crate opens with what it is for, shows an example, and keeps its lib.rs a front door;
//! no file outgrows its reader.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A file longer than this holds more than one idea.
const MOST_LINES: usize = 500;

pub(crate) fn complaints(root: &Path) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for entry in fs::read_dir(root.join("crates")).context("listing crates")? {
        let source = entry?.path().join("src");
        let lib = source.join("lib.rs");
        if lib.exists() {
            complaints.extend(front_door(&lib)?);
        }
        for file in rust_files(&source)? {
            let lines = read(&file)?.lines().count();
            if lines > MOST_LINES {
                let shown = file.strip_prefix(root).unwrap_or(&file).display();
                complaints.push(format!("{shown} has {lines} lines, over {MOST_LINES}: split it"));
            }
        }
    }
    complaints.extend(same_command(root)?);
    Ok(complaints)
}

/// lib.rs: a doc with an example, modules, re-exports, and nothing else.
fn front_door(lib: &Path) -> Result<Vec<String>> {
    let text = read(lib)?;
    let name = lib.display();
    let mut complaints = Vec::new();
    if !text.starts_with("//! ") {
        complaints.push(format!("{name} does not open with what the crate is for"));
    }
    if !text.contains("//! ```") {
        complaints.push(format!("{name} has no example"));
    }
    if ["fn ", "pub fn ", "struct ", "pub struct ", "enum ", "pub enum ", "impl "]
        .iter()
        .any(|item| text.lines().any(|line| line.starts_with(item)))
    {
        complaints.push(format!("{name} is a front door: move its items into modules"));
    }
    Ok(complaints)
}

/// Both READMEs start the newcomer with the same command.
fn same_command(root: &Path) -> Result<Vec<String>> {
    let lacking = |name: &str| -> Result<Option<String>> {
        let text = read(&root.join(name))?;
        Ok((!text.contains("make run")).then(|| format!("{name} does not show `make run`")))
    };
    Ok([lacking("README.md")?, lacking("README.zh-CN.md")?].into_iter().flatten().collect())
}

pub(crate) fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}
