//! Where results go: never over an existing file without `--force`, and never half-written.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::inputs::Input;

/// Writes a whole file in one step: a reader sees the old file, or the new one, or none.
pub(crate) fn save(path: &Path, bytes: &[u8], force: bool) -> Result<()> {
    save_with(path, force, |file| Ok(file.write_all(bytes)?))
}

/// As [`save`], for content that is written piece by piece.
pub(crate) fn save_with(
    path: &Path,
    force: bool,
    write: impl FnOnce(&mut fs::File) -> Result<()>,
) -> Result<()> {
    refuse_existing(path, force)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".musaic-");
    // Temporary files are private by default; a result is as readable as any new file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file =
        builder.tempfile_in(folder).with_context(|| format!("writing in {}", folder.display()))?;
    write(file.as_file_mut())?;
    if force {
        file.persist(path).map_err(|error| error.error)
    } else {
        file.persist_noclobber(path).map_err(|error| error.error)
    }
    .with_context(|| format!("writing {}", path.display()))?;
    Ok(())
}

/// Complains early, before work is spent on a result that may not be kept.
pub(crate) fn refuse_existing(path: &Path, force: bool) -> Result<()> {
    if !force && path.exists() {
        bail!("{} exists: give another name, or --force to replace it", path.display());
    }
    Ok(())
}

/// One output path an input: below `folder` when given, else beside the input.
pub(crate) fn plan(
    inputs: &[Input],
    folder: Option<&Path>,
    extension: &str,
) -> Result<Vec<PathBuf>> {
    let place = |input: &Input| match folder {
        Some(folder) => folder.join(&input.relative).with_extension(extension),
        None => input.path.with_extension(extension),
    };
    let planned: Vec<PathBuf> = inputs.iter().map(place).collect();
    let mut seen: HashMap<&Path, &Input> = HashMap::new();
    for (output, input) in planned.iter().zip(inputs) {
        if let Some(other) = seen.insert(output, input) {
            bail!(
                "{} and {} would both become {}: convert them in two runs with different folders",
                other.path.display(),
                input.path.display(),
                output.display()
            );
        }
    }
    Ok(planned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_replaces_without_force() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/piece.abc");
        save(&path, b"one", false).unwrap();
        assert!(save(&path, b"two", false).unwrap_err().to_string().contains("--force"));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        save(&path, b"two", true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }

    #[test]
    fn two_inputs_never_share_an_output() {
        let input = |name: &str| Input { path: name.into(), relative: name.into() };
        let inputs = [input("a.mid"), input("a.abc")];
        assert!(plan(&inputs, Some(Path::new("out")), "mxl").is_err());
    }
}
