//! Compressed MusicXML: archives as they come, and archives in order around files that are not, since
//! checksums let no mutation of a whole archive through.

#![no_main]

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"PK") {
        read(bytes);
        return;
    }
    // The container and the score, with a zero byte between.
    let mut files = bytes.splitn(2, |byte| *byte == 0);
    let (container, score) = (files.next().unwrap_or_default(), files.next().unwrap_or_default());
    let archive = packed(&[("META-INF/container.xml", container), ("score.xml", score)]);
    read(&archive);
});

fn read(archive: &[u8]) {
    musaic_fuzz::in_time(|| musaic_fuzz::read(notation::musicxml::read_compressed(archive)));
}

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, SimpleFileOptions::default()).expect("a new file");
        archive.write_all(content).expect("memory takes it");
    }
    archive.finish().expect("memory takes it").into_inner()
}
