//! The zip container of compressed MusicXML (MusicXML 4.0, "Compressed .MXL files").

use std::borrow::Cow;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::source::{Source, Tag};
use super::tree::Tree;
use crate::limits::{MAX_FILES, MAX_UNPACKED};
use crate::{Error, Format, Position, musicxml};

const MIMETYPE: &str = "application/vnd.recordare.musicxml";
const CONTAINER: &str = "META-INF/container.xml";
const SCORE: &str = "score.musicxml";

/// The score inside an archive: the container's first root file, else the first score by name.
pub(super) fn unpack(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    // The whole directory is kept in memory, and may lie about its size: each file in it has a mark.
    if bytes.windows(4).filter(|window| window == b"PK\x01\x02").count() > MAX_FILES {
        return Err(Error::TooLarge { what: "files in the archive", limit: MAX_FILES as u64 });
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| broken("the archive is cut off or damaged: export the file again".into()))?;
    let named = entry(&mut archive, CONTAINER).ok().and_then(|text| root_file(&text));
    let named = named.filter(|name| archive.index_for_name(name).is_some());
    let name = named
        .or_else(|| first_score(&archive))
        .ok_or_else(|| broken("the archive holds no .musicxml or .xml file".into()))?;
    entry(&mut archive, &name)
}

/// An archive around one score.
pub(super) fn pack(score: &[u8]) -> Result<Vec<u8>, Error> {
    let container = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<container>\n  <rootfiles>\n    <rootfile \
         full-path=\"{SCORE}\" media-type=\"{MIMETYPE}+xml\"/>\n  </rootfiles>\n</container>\n"
    );
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut add = |name: &str, content: &[u8], options| -> Result<(), zip::result::ZipError> {
        archive.start_file(name, options)?;
        archive.write_all(content)?;
        Ok(())
    };
    add("mimetype", MIMETYPE.as_bytes(), stored)
        .and_then(|()| add(CONTAINER, container.as_bytes(), packed))
        .and_then(|()| add(SCORE, score, packed))
        .map_err(|error| broken(error.to_string()))?;
    let file = archive.finish().map_err(|error| broken(error.to_string()))?;
    Ok(file.into_inner())
}

/// One file of the archive, refused by the size that the directory tells; where that lies, reading it fails.
fn entry(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Vec<u8>, Error> {
    let mut file = archive.by_name(name).map_err(|error| broken(format!("{name}: {error}")))?;
    let size = file.size();
    if size > MAX_UNPACKED {
        return Err(Error::TooLarge { what: "unpacked bytes", limit: MAX_UNPACKED });
    }
    let mut content = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.read_to_end(&mut content)
        .map_err(|error| broken(format!("{name}: {error}; export the file again")))?;
    Ok(content)
}

fn root_file(container: &[u8]) -> Option<String> {
    let text = musicxml::encoding::decode(container).ok()?;
    let mut source = Source::new(&text);
    let Tag::Open(root) = source.next().ok()? else { return None };
    let mut tree = Tree::default();
    let root = source.fill(root, &mut tree).ok()?;
    let files = root.child("rootfiles")?;
    files.child("rootfile")?.attribute("full-path").map(Cow::into_owned)
}

fn first_score(archive: &ZipArchive<Cursor<&[u8]>>) -> Option<String> {
    let is_score = |name: &String| {
        let lower = name.to_lowercase();
        !lower.starts_with("meta-inf/") && (lower.ends_with(".xml") || lower.ends_with(".musicxml"))
    };
    archive.file_names().flatten().map(Cow::into_owned).filter(is_score).min()
}

fn broken(what: String) -> Error {
    Error::malformed(Format::Mxl, Position::default(), what)
}
