//! What a conversion makes: a score in some format, or sound in some encoding.

use std::path::Path;

use anyhow::{Context, Result, bail};
use notation::Format;
use synth::Format as SoundFormat;

/// What to make of a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A score file.
    Notation(Format),
    /// A sound file.
    Sound(SoundFormat),
}

impl Target {
    /// The target an extension names, without its dot.
    pub(crate) fn from_extension(extension: &str) -> Result<Target> {
        let extension = extension.trim_start_matches('.');
        if let Some(format) = Format::from_extension(extension) {
            return Ok(Target::Notation(format));
        }
        if let Some(format) = SoundFormat::from_extension(extension) {
            return Ok(Target::Sound(format));
        }
        bail!(
            "`{extension}` is no format known here: use musicxml, mxl, mid, abc, wav, flac, opus or mp3"
        )
    }

    /// The target a file name asks for.
    pub(crate) fn of(path: &Path) -> Result<Target> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        let extension = extension.with_context(|| {
            format!("{} has no extension to tell the format by: use --to", path.display())
        })?;
        Target::from_extension(extension)
    }

    /// The extension of the files made.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Target::Notation(format) => format.extension(),
            Target::Sound(format) => format.extension(),
        }
    }
}
