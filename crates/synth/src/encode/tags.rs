/// What a sound file says about itself. Each encoder writes it in its format's own way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags {
    /// The piece's title.
    pub title: Option<String>,
    /// Who wrote it.
    pub composer: Option<String>,
    /// Who plays it.
    pub artist: Option<String>,
    /// The album.
    pub album: Option<String>,
    /// Anything for people to read.
    pub comment: Option<String>,
    /// Where the music came from: model, version, seed, sources and licences.
    pub provenance: Option<String>,
    /// Anything else: names of printable ASCII without `=`, such as `GENRE`, and their values.
    pub other: Vec<(String, String)>,
}

impl Tags {
    /// Name and value of everything that is set, by the names that Vorbis comments use, the
    /// free ones last. Names are upper case; characters a name may not have are left out.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (String, &str)> {
        let named = [
            ("TITLE", &self.title),
            ("COMPOSER", &self.composer),
            ("ARTIST", &self.artist),
            ("ALBUM", &self.album),
            ("COMMENT", &self.comment),
            ("PROVENANCE", &self.provenance),
        ];
        let named = named.into_iter();
        let named = named.filter_map(|(name, value)| Some((name.to_owned(), value.as_deref()?)));
        let other = self.other.iter().map(|(name, value)| (allowed(name), value.as_str()));
        named.chain(other.filter(|(name, _)| !name.is_empty()))
    }
}

/// A name with only the characters that Vorbis comments allow (Vorbis I, section 5.2.2).
fn allowed(name: &str) -> String {
    let printable = name.chars().filter(|char| matches!(char, ' '..='}') && *char != '=');
    printable.map(|char| char.to_ascii_uppercase()).collect()
}

/// A Vorbis comment header without framing bit, as FLAC has it (RFC 9639, section 8.6).
pub(super) fn vorbis_comment(vendor: &str, tags: &Tags) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut text = |text: &str| {
        bytes.extend(length(text.len()).to_le_bytes());
        bytes.extend(text.as_bytes());
    };
    text(vendor);
    let lines: Vec<String> = tags.pairs().map(|(name, value)| format!("{name}={value}")).collect();
    let mut body = Vec::new();
    for line in &lines {
        body.extend(length(line.len()).to_le_bytes());
        body.extend(line.as_bytes());
    }
    bytes.extend(length(lines.len()).to_le_bytes());
    bytes.extend(body);
    bytes
}

/// A length as the 32 bits that all formats here use; nothing this long is ever a tag.
pub(super) fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
