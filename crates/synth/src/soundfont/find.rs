use std::path::{Path, PathBuf};

use crate::SynthError;

/// Folders where Linux and BSD systems keep fonts, in the order they are tried. Debian and
/// Ubuntu use the first two, Fedora, Arch and openSUSE the others. A user's own folders come from
/// the binary, which alone may read the environment.
pub const SYSTEM_PLACES: &[&str] = &[
    "/usr/share/sounds/sf3",
    "/usr/share/sounds/sf2",
    "/usr/share/soundfonts",
    "/usr/local/share/sounds/sf3",
    "/usr/local/share/sounds/sf2",
    "/usr/local/share/soundfonts",
];

/// File names that are tried first, best-sounding first among those that are free to share.
pub const PREFERRED: &[&str] = &[
    "FluidR3_GM.sf2",
    "MuseScore_General.sf3",
    "MuseScore_General_Lite.sf3",
    "FluidR3Mono_GM.sf3",
    "default-GM.sf3",
    "default-GM.sf2",
    "TimGM6mb.sf2",
];

/// Finds a SoundFont: each of `places` is a file or a folder, tried in order. In a folder a
/// [`PREFERRED`] name wins, then the first `.sf2` or `.sf3` file by name.
///
/// # Errors
/// [`SynthError::NoSoundFont`], which says what to do, when no place has one.
pub fn find_soundfont<P: AsRef<Path>>(places: &[P]) -> Result<PathBuf, SynthError> {
    let mut searched = Vec::new();
    for place in places.iter().map(AsRef::as_ref) {
        if is_font(place) && place.is_file() {
            return Ok(place.to_owned());
        }
        if let Some(found) = in_folder(place) {
            return Ok(found);
        }
        searched.push(place.to_owned());
    }
    Err(SynthError::NoSoundFont { searched })
}

fn in_folder(folder: &Path) -> Option<PathBuf> {
    let preferred = PREFERRED.iter().map(|name| folder.join(name)).find(|path| path.is_file());
    preferred.or_else(|| {
        let entries = std::fs::read_dir(folder).ok()?;
        let fonts = entries.filter_map(|entry| Some(entry.ok()?.path()));
        fonts.filter(|path| is_font(path) && path.is_file()).min()
    })
}

fn is_font(path: &Path) -> bool {
    // npm packages carry fonts under a name that ends in .wasm so that CDNs compress them.
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase());
    name.is_some_and(|name| {
        [".sf2", ".sf3", ".sf2.wasm", ".sf3.wasm"].iter().any(|ending| name.ends_with(ending))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_says_what_to_do() {
        let error = find_soundfont(&["/nowhere/a", "/nowhere/b"]).unwrap_err().to_string();
        assert!(error.contains("--soundfont") && error.contains("/nowhere/b"), "{error}");
    }
}
