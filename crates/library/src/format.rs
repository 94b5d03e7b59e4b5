//! The kinds of files that are music.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A kind of file that the library takes in, named by its content where that can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileFormat {
    /// FLAC.
    Flac,
    /// MPEG layer III (and I and II).
    Mp3,
    /// Vorbis in Ogg.
    Ogg,
    /// Opus in Ogg.
    Opus,
    /// AAC or ALAC in an MPEG-4 file.
    M4a,
    /// PCM in RIFF.
    Wav,
    /// MusicXML, uncompressed.
    MusicXml,
    /// MusicXML in a zip container.
    Mxl,
    /// Standard MIDI.
    Midi,
    /// ABC.
    Abc,
}

use FileFormat::{Abc, Flac, M4a, Midi, Mp3, MusicXml, Mxl, Ogg, Opus, Wav};

/// Format, extension it is shown with, media type.
const TABLE: [(FileFormat, &str, &str); 10] = [
    (Flac, "flac", "audio/flac"),
    (Mp3, "mp3", "audio/mpeg"),
    (Ogg, "ogg", "audio/ogg"),
    (Opus, "opus", "audio/ogg"),
    (M4a, "m4a", "audio/mp4"),
    (Wav, "wav", "audio/wav"),
    (MusicXml, "musicxml", "application/vnd.recordare.musicxml+xml"),
    (Mxl, "mxl", "application/vnd.recordare.musicxml"),
    (Midi, "mid", "audio/midi"),
    (Abc, "abc", "text/vnd.abc"),
];

impl FileFormat {
    /// The format that a file name promises; `None` when it promises no music.
    #[must_use]
    pub fn from_name(name: &str) -> Option<FileFormat> {
        let (stem, extension) = name.rsplit_once('.')?;
        if stem.is_empty() {
            return None;
        }
        let extension = extension.to_ascii_lowercase();
        match extension.as_str() {
            "oga" => Some(Ogg),
            "m4b" | "mp4" => Some(M4a),
            "wave" => Some(Wav),
            // Any XML may be called .xml: only .musicxml is taken for music without being asked.
            "xml" => None,
            _ => FileFormat::from_extension(&extension)
                .or_else(|| notation::Format::from_extension(&extension).map(FileFormat::from)),
        }
    }

    /// The format that [`FileFormat::extension`] names.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<FileFormat> {
        TABLE.iter().find(|row| row.1 == extension).map(|row| row.0)
    }

    /// The usual extension, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        self.row().1
    }

    /// The media type by which it is served.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        self.row().2
    }

    /// Whether it is written music, which must be rendered to be heard.
    #[must_use]
    pub fn is_score(self) -> bool {
        matches!(self, MusicXml | Mxl | Midi | Abc)
    }

    fn row(self) -> (FileFormat, &'static str, &'static str) {
        TABLE[self as usize]
    }
}

impl From<notation::Format> for FileFormat {
    fn from(format: notation::Format) -> FileFormat {
        match format {
            notation::Format::MusicXml => MusicXml,
            notation::Format::Mxl => Mxl,
            notation::Format::Midi => Midi,
            notation::Format::Abc => Abc,
        }
    }
}

impl fmt::Display for FileFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.extension())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_stands_in_its_own_row() {
        for (format, extension, _) in TABLE {
            assert_eq!(format.extension(), extension);
            assert_eq!(
                FileFormat::from_name(&format!("A.{}", extension.to_uppercase())),
                Some(format)
            );
        }
        assert_eq!(FileFormat::from_name(".flac"), None);
        assert_eq!(FileFormat::from_name("feed.xml"), None);
    }
}
