//! Which files a command line means: files, folders (searched to the bottom) and patterns.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use notation::Format;
use walkdir::WalkDir;

/// One file to work on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Input {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Where it lies below the folder it was found in: its place in the output folder.
    pub(crate) relative: PathBuf,
}

impl Input {
    fn file(path: &Path) -> Input {
        let relative = path.file_name().map(PathBuf::from).unwrap_or_default();
        Input { path: path.to_owned(), relative }
    }
}

/// Expands arguments into files, in order and each once. A name on the command line is taken whatever
/// its extension; in folders only score files are.
pub(crate) fn expand(arguments: &[PathBuf]) -> Result<Vec<Input>> {
    let mut inputs = Vec::new();
    for argument in arguments {
        let found = expand_one(argument)?;
        inputs
            .extend(found.into_iter().filter(|input| !inputs.contains(input)).collect::<Vec<_>>());
    }
    Ok(inputs)
}

fn expand_one(argument: &Path) -> Result<Vec<Input>> {
    if argument.is_dir() {
        let found = in_folder(argument)?;
        if found.is_empty() {
            bail!(
                "{}: no .musicxml, .mxl, .xml, .mid or .abc file in this folder",
                argument.display()
            );
        }
        return Ok(found);
    }
    if argument.exists() {
        return Ok(vec![Input::file(argument)]);
    }
    let pattern = argument.to_string_lossy();
    if !pattern.contains(['*', '?', '[']) {
        bail!("{}: no such file or folder", argument.display());
    }
    let matches = glob::glob(&pattern).with_context(|| format!("the pattern {pattern}"))?;
    let paths: Vec<PathBuf> = matches.collect::<Result<_, _>>().context("listing files")?;
    if paths.is_empty() {
        bail!("{pattern}: no file matches this pattern");
    }
    let mut found = Vec::new();
    for path in paths {
        found.extend(if path.is_dir() { in_folder(&path)? } else { vec![Input::file(&path)] });
    }
    Ok(found)
}

fn in_folder(folder: &Path) -> Result<Vec<Input>> {
    let mut found = Vec::new();
    // Links are not followed, so a loop of them ends nothing.
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.with_context(|| format!("listing {}", folder.display()))?;
        let path = entry.path();
        if entry.file_type().is_file() && has_score_extension(path) {
            let relative = path.strip_prefix(folder).unwrap_or(path).to_owned();
            found.push(Input { path: path.to_owned(), relative });
        }
    }
    Ok(found)
}

fn has_score_extension(path: &Path) -> bool {
    path.extension().and_then(|e| e.to_str()).and_then(Format::from_extension).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_files_and_patterns() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir(path("sub")).unwrap();
        for name in ["b.abc", "a.mid", "sub/c.mxl", "notes.txt"] {
            std::fs::write(path(name), "x").unwrap();
        }
        let names = |argument: PathBuf| -> Vec<String> {
            let inputs = expand(&[argument]).unwrap();
            inputs.iter().map(|input| input.relative.display().to_string()).collect()
        };
        assert_eq!(names(path("")), ["a.mid", "b.abc", "sub/c.mxl"]);
        assert_eq!(names(path("notes.txt")), ["notes.txt"]);
        assert_eq!(names(path("*.abc")), ["b.abc"]);
        assert!(expand(&[path("none.abc")]).unwrap_err().to_string().contains("no such file"));
        assert!(expand(&[path("*.flac")]).unwrap_err().to_string().contains("no file matches"));
    }
}
