//! The house starts no programs: nothing that lies in a database or comes from a client can become a command.
//! Only the binary may, for what its user types, and a training, to tell machines apart.

use std::path::Path;

use anyhow::Result;

use crate::docs::{read, rust_files};

const MAY: [&str; 2] = ["musaic", "compose"];

pub(crate) fn complaints(root: &Path) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for entry in std::fs::read_dir(root.join("crates"))? {
        let package = entry?.path();
        if MAY.iter().any(|name| package.ends_with(name)) {
            continue;
        }
        for file in rust_files(&package.join("src"))? {
            let of_tests = file.components().any(|part| part.as_os_str() == "tests");
            if !of_tests && read(&file)?.contains("process::Command") {
                let shown = file.strip_prefix(root).unwrap_or(&file).display();
                complaints.push(format!("{shown} starts a program"));
            }
        }
    }
    Ok(complaints)
}
