//! Small files of every kind.

use std::io::Cursor;

use synth::{Audio, Format, Tags, WavSamples};

pub(crate) const SOUNDS: [Format; 4] = [
    Format::Flac { bits: 16 },
    Format::Opus { kbps: 64 },
    Format::Mp3 { kbps: 128 },
    Format::Wav(WavSamples::Int16),
];

/// A second of a tone with tags; a name may come several times.
pub(crate) fn sound(format: Format, pairs: &[(&str, &str)]) -> Vec<u8> {
    tone(format, 220.0, pairs)
}

pub(crate) fn tone(format: Format, hertz: f32, pairs: &[(&str, &str)]) -> Vec<u8> {
    let frame = |i: u32| [(i as f32 * hertz / 48_000.0 * std::f32::consts::TAU).sin() * 0.2; 2];
    let audio = Audio { frames: (0..48_000).map(frame).collect(), sample_rate: 48_000 };
    let mut tags = Tags::default();
    for &(name, value) in pairs {
        match name {
            "TITLE" => tags.title = Some(value.into()),
            "ALBUM" => tags.album = Some(value.into()),
            _ => tags.other.push((name.into(), value.into())),
        }
    }
    let mut file = Cursor::new(Vec::new());
    audio.encode(&mut file, format, &tags).unwrap();
    file.into_inner()
}

/// The first bytes of a PNG, as far as anybody must read to know its size.
pub(crate) fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

/// A FLAC file with one more metadata block: a front cover.
pub(crate) fn with_cover(flac: &[u8], picture: &[u8]) -> Vec<u8> {
    let mut block = Vec::new();
    block.extend(3u32.to_be_bytes());
    block.extend(9u32.to_be_bytes());
    block.extend(b"image/png");
    block.extend([0; 20]);
    block.extend(length(picture));
    block.extend(picture);
    // Right after STREAMINFO, which must come first and is 34 bytes long.
    let mut file = flac[..4 + 4 + 34].to_vec();
    file[4] &= 0x7f;
    file.push(6);
    file.extend(&length(&block)[1..]);
    file.extend(block);
    file.extend(&flac[4 + 4 + 34..]);
    file
}

/// An MPEG-4 file of hardly more than its boxes: an audio track of one second and a title.
pub(crate) fn m4a(title: &str) -> Vec<u8> {
    let full = |bytes: &[u8]| [&[0; 4], bytes].concat();
    let long = |n: u32| n.to_be_bytes();
    let header = full(&[&[0; 8], &long(48_000)[..], &long(48_000), &[0; 80]].concat());
    let media = full(&[&[0; 8], &long(48_000)[..], &long(48_000), &[0; 4]].concat());
    let handler = full(&[&[0; 4][..], b"soun", &[0; 13]].concat());
    let entry =
        [&[0; 6][..], &[0, 1], &[0; 8], &[0, 2, 0, 16, 0, 0, 0, 0], &long(48_000 << 16)].concat();
    let entry = atom(b"alac", &[&entry[..], &atom(b"alac", &full(&alac_cookie()))].concat());
    let table = atom(b"stbl", &atom(b"stsd", &full(&[&long(1)[..], &entry].concat())));
    let track = [
        atom(b"tkhd", &header),
        atom(
            b"mdia",
            &[atom(b"mdhd", &media), atom(b"hdlr", &handler), atom(b"minf", &table)].concat(),
        ),
    ];
    let text = atom(b"data", &[&long(1)[..], &long(0), title.as_bytes()].concat());
    let list = atom(b"ilst", &atom(b"\xa9nam", &text));
    let meta_handler = full(&[&[0; 4][..], b"mdirappl", &[0; 9]].concat());
    let meta = atom(b"meta", &full(&[atom(b"hdlr", &meta_handler), list].concat()));
    let movie = [atom(b"mvhd", &header), atom(b"trak", &track.concat()), atom(b"udta", &meta)];
    let whole = [
        atom(b"ftyp", b"M4A \0\0\0\0M4A "),
        atom(b"moov", &movie.concat()),
        atom(b"mdat", &[7; 4_000]),
    ];
    whole.concat()
}

fn length(bytes: &[u8]) -> [u8; 4] {
    u32::try_from(bytes.len()).unwrap().to_be_bytes()
}

fn atom(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&length(&[&[0; 4], &name[..], content].concat())[..], name, content].concat()
}

fn alac_cookie() -> Vec<u8> {
    let mut cookie = vec![0, 0, 16, 0, 0, 16, 40, 10, 14, 2, 0, 255, 0, 0, 0, 0, 0, 1, 0xf4, 0];
    cookie.extend(48_000u32.to_be_bytes());
    cookie
}
