//! Sound files: tags and properties through lofty, which only reads headers.

use std::io::{Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

use lofty::config::{ParseOptions, ParsingMode};
use lofty::file::{AudioFile, FileType, TaggedFile, TaggedFileExt};
use lofty::picture::{Picture, PictureType};
use lofty::probe::Probe;

use super::content::sound_hash;
use super::items::tags;
use super::{Description, Properties};
use crate::{FileFormat, LibraryError, PictureInfo, limits, measure};

/// A cover as its file holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// What it is.
    pub info: PictureInfo,
    /// The file's bytes.
    pub bytes: Vec<u8>,
}

/// Reads a sound file from its bytes, whatever it is called.
///
/// # Errors
/// [`LibraryError::Broken`] for what is no whole FLAC, MP3, Ogg, MPEG-4 or WAV file.
pub fn read_sound<R: Read + Seek>(mut reader: R) -> Result<Description, LibraryError> {
    let mut warnings = Vec::new();
    // A picture that is too large for the reader spoils the whole file; without it the rest is read.
    let file = parse(&mut reader, true).or_else(|error| {
        let file = parse(&mut reader, false).map_err(|_| error)?;
        warnings.push("its cover cannot be read and is left out".to_owned());
        Ok::<_, LibraryError>(file)
    })?;
    let format = format(file.file_type())?;
    let cover = match best_picture(&file).map(|picture| measure(picture.data())) {
        Some(Err(error)) => {
            warnings.push(format!("its cover is left out: {error}"));
            None
        }
        Some(Ok(info)) => Some(info),
        None => None,
    };
    let properties = properties(&file)?;
    let content = sound_hash(&mut reader, format)?;
    Ok(Description { format, tags: tags(file.tags()), properties, content, cover, warnings })
}

pub(super) fn cover<R: Read + Seek>(mut reader: R) -> Result<Option<Cover>, LibraryError> {
    let file = parse(&mut reader, true)?;
    let Some(picture) = best_picture(&file) else { return Ok(None) };
    Ok(Some(Cover { info: measure(picture.data())?, bytes: picture.data().to_vec() }))
}

fn parse<R: Read + Seek>(reader: &mut R, pictures: bool) -> Result<TaggedFile, LibraryError> {
    reader.rewind()?;
    let options = ParseOptions::new().parsing_mode(ParsingMode::Relaxed).read_cover_art(pictures);
    // The reader is somebody else's and is fed anything: should it panic, one file is bad, not the scan.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        Probe::new(&mut *reader).options(options).guess_file_type()?.read().map_err(broken)
    }));
    outcome.unwrap_or_else(|_| Err(LibraryError::Broken("its headers make no sense".into())))
}

/// The innermost reason, in the reader's words.
#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn broken(error: lofty::error::FileParseError) -> LibraryError {
    let mut reason: &dyn std::error::Error = &error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    LibraryError::Broken(super::items::text(&reason.to_string()).unwrap_or_default())
}

fn format(file_type: FileType) -> Result<FileFormat, LibraryError> {
    match file_type {
        FileType::Flac => Ok(FileFormat::Flac),
        FileType::Mpeg => Ok(FileFormat::Mp3),
        FileType::Vorbis => Ok(FileFormat::Ogg),
        FileType::Opus => Ok(FileFormat::Opus),
        FileType::Mp4 => Ok(FileFormat::M4a),
        FileType::Wav => Ok(FileFormat::Wav),
        other => Err(LibraryError::Broken(format!("it is really {other:?}, which is not played"))),
    }
}

/// The front cover, else the first picture.
fn best_picture(file: &TaggedFile) -> Option<&Picture> {
    let pictures = || file.tags().iter().flat_map(|tag| tag.pictures());
    pictures()
        .find(|picture| picture.pic_type() == PictureType::CoverFront)
        .or_else(|| pictures().next())
}

fn properties(file: &TaggedFile) -> Result<Properties, LibraryError> {
    let told = file.properties();
    let duration_ms = u64::try_from(told.duration().as_millis()).unwrap_or(u64::MAX);
    if duration_ms > limits::MAX_DURATION_MS {
        let (found, limit) = (duration_ms, limits::MAX_DURATION_MS);
        return Err(LibraryError::TooLarge { what: "length in milliseconds", found, limit });
    }
    if told.sample_rate().unwrap_or(0) == 0 {
        return Err(LibraryError::Broken("there is no sound in it".into()));
    }
    Ok(Properties {
        duration_ms,
        bitrate_kbps: told.audio_bitrate().or_else(|| told.overall_bitrate()),
        sample_rate_hz: told.sample_rate(),
        bit_depth: told.bit_depth(),
        channels: told.channels(),
    })
}
