//! Sound files of a few bytes, made by hand.

/// A FLAC file without sound: 44,100 samples are announced, and tags.
pub(super) fn flac(tags: &[(&str, &str)]) -> Vec<u8> {
    let mut comments = Vec::new();
    let tags: Vec<String> = tags
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    comments.extend(0u32.to_le_bytes());
    comments.extend(u32::try_from(tags.len()).unwrap().to_le_bytes());
    for tag in &tags {
        comments.extend(u32::try_from(tag.len()).unwrap().to_le_bytes());
        comments.extend(tag.as_bytes());
    }
    let mut information = vec![0x10, 0, 0x10, 0, 0, 0, 0, 0, 0, 0];
    // 20 bits of sample rate, 3 of channels - 1, 5 of bits - 1, 36 of samples.
    let packed: u64 = 44_100 << 44 | 15 << 36 | 44_100;
    information.extend(packed.to_be_bytes());
    information.extend([0; 16]);
    let mut file = b"fLaC".to_vec();
    for (kind, block) in [(0, information), (0x80 | 4, comments)] {
        let length = u32::try_from(block.len()).unwrap().to_be_bytes();
        file.extend([kind, length[1], length[2], length[3]]);
        file.extend(block);
    }
    // A frame's header and noise made from the tags, so that files differ.
    file.extend([0xff, 0xf8, 0xc9, 0x08, 0]);
    file.extend(tags.concat().as_bytes());
    file
}
