//! The recipe `music21`: the corpus that the Python package of that name carries, fetched by pip.
//!
//! Taken are Bach's four-part chorales and three collections of dance tunes printed before 1900. The
//! Essen folk songs are left out: their terms exclude commercial use.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use corpus::Collection;
use tempfile::TempDir;

use super::add::{Order, sketching};
use super::arguments::AddArguments;

/// The package and the SHA-256 that pip holds it to: the corpus is the same for everybody.
const PINNED: &str = "music21==10.5.1 \
    --hash=sha256:dc3309498c4c95cebdf8d4f20c868deb6b63bce1d929cad4f51a7ccc982987b1\n";

/// Corpora of the recipe: name, what it is, terms, folders inside the package.
const PARTS: [(&str, &str, &str, &[&str]); 2] = [
    (
        "music21-chorales",
        "Chorales of J. S. Bach, from the corpus of music21 10.5.1 (music21.org)",
        "public domain; encodings distributed with music21 by permission",
        &["corpus/bach/"],
    ),
    (
        "music21-folk",
        "Aird's Airs (1778-), O'Neill's Music of Ireland (1850 tunes), Ryan's Mammoth Collection (1883), \
         from the corpus of music21 10.5.1 (music21.org)",
        "public domain; encodings distributed with music21 by permission",
        &["corpus/airdsAirs/", "corpus/oneills1850/", "corpus/ryansMammoth/"],
    ),
];

/// Whether the recipe is meant: its name alone. A folder of that name is `./music21`.
pub(super) fn is_recipe(from: &[PathBuf]) -> bool {
    matches!(from, [one] if one.as_os_str() == "music21")
}

/// Fetches the package into a folder of its own, which goes when the answer does.
pub(super) fn fetch() -> Result<TempDir> {
    let room = tempfile::tempdir().context("making a folder for the package")?;
    let wanted = room.path().join("wanted.txt");
    fs::write(&wanted, PINNED).context("writing what is wanted")?;
    eprintln!("fetching music21 with pip (20 MB)");
    let pips: [&[&str]; 3] = [&["pip"], &["pip3"], &["python3", "-m", "pip"]];
    for pip in pips {
        let mut command = Command::new(pip[0]);
        command.args(&pip[1..]).args(["download", "--quiet", "--no-deps", "--require-hashes"]);
        // A wheel of pure Python serves whatever Python there is.
        command.args(["--only-binary", ":all:", "--python-version", "3.13", "--dest"]);
        command.arg(room.path()).arg("--requirement").arg(&wanted);
        match command.status() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).context("starting pip"),
            Ok(status) if status.success() => return Ok(room),
            Ok(status) if pip.len() == 1 || status.code() != Some(1) => {
                bail!("pip could not fetch music21 ({status}): see its message above")
            }
            Ok(_) => {}
        }
    }
    bail!(
        "pip is not to be found: install Python's pip, or download the wheel of music21 yourself and name \
         it: musaic corpus add music21-....whl --only corpus/bach/ --licence ... --source music21"
    )
}

/// The corpora to make of the package.
pub(super) fn orders(room: &Path, arguments: &AddArguments) -> Result<Vec<Order>> {
    let mut wheels = fs::read_dir(room)?.filter_map(|entry| Some(entry.ok()?.path()));
    let wheel = wheels.find(|path| path.extension().is_some_and(|extension| extension == "whl"));
    let wheel = wheel.context("pip left no package")?;
    let order = |(name, source, licence, folders): &(&str, &str, &str, &[&str])| Order {
        name: (*name).to_owned(),
        collections: vec![Collection {
            paths: vec![wheel.clone()],
            source: (*source).to_owned(),
            licence: (*licence).to_owned(),
            only: folders.iter().map(|&folder| folder.to_owned()).collect(),
            sketching: sketching(arguments),
        }],
    };
    Ok(PARTS.iter().map(order).collect())
}
