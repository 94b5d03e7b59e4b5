use super::tags::{Tags, length};

/// An ID3v2.4 tag (id3.org, "ID3 tag version 2.4.0 - Main Structure" and "- Native Frames"),
/// all text in UTF-8; empty if there is nothing to say.
pub(super) fn tag(tags: &Tags) -> Vec<u8> {
    let frames: Vec<u8> = tags.pairs().flat_map(|(name, value)| frame(&name, value)).collect();
    if frames.is_empty() {
        return frames;
    }
    let mut tag = b"ID3\x04\x00\x00".to_vec();
    tag.extend(synchsafe(frames.len()));
    tag.extend(frames);
    tag
}

fn frame(name: &str, value: &str) -> Vec<u8> {
    const UTF8: u8 = 3;
    let (id, before) = match name {
        "TITLE" => (b"TIT2", String::new()),
        "COMPOSER" => (b"TCOM", String::new()),
        "ARTIST" => (b"TPE1", String::new()),
        "ALBUM" => (b"TALB", String::new()),
        "GENRE" => (b"TCON", String::new()),
        "DATE" => (b"TDRC", String::new()),
        "COPYRIGHT" => (b"TCOP", String::new()),
        "TRACKNUMBER" => (b"TRCK", String::new()),
        // Language, then an empty description.
        "COMMENT" => (b"COMM", "und\0".to_owned()),
        _ => (b"TXXX", format!("{name}\0")),
    };
    let mut frame = id.to_vec();
    // A zero would end the text early.
    let value = value.replace('\0', " ");
    frame.extend(synchsafe(1 + before.len() + value.len()));
    frame.extend([0, 0, UTF8]);
    frame.extend(before.as_bytes());
    frame.extend(value.as_bytes());
    frame
}

/// 28 bits in four bytes whose top bits are clear, so that no size looks like an MP3 frame.
fn synchsafe(size: usize) -> [u8; 4] {
    let size = length(size).min(0x0fff_ffff);
    [21, 14, 7, 0].map(|shift| (size >> shift & 0x7f).to_le_bytes()[0])
}
