use super::source::Source;

/// A RIFF chunk's name and the place of its contents (SoundFont 2.04, section 3).
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk {
    pub(super) id: [u8; 4],
    pub(super) start: u64,
    pub(super) len: u64,
}

/// More chunks than any font has; the bound on a hostile file of empty chunks.
const MAX_CHUNKS: usize = 1024;

/// Lists the chunks between two places. A chunk that claims more than there is gets what there
/// is, since some fonts carry a wrong outer size and play well everywhere.
pub(super) fn chunks(source: &Source, start: u64, end: u64) -> Result<Vec<Chunk>, String> {
    let end = end.min(source.len());
    let mut found = Vec::new();
    let mut at = start;
    while at.saturating_add(8) <= end {
        let head = source.read(at, 8)?;
        let id = [head[0], head[1], head[2], head[3]];
        let claimed = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        let start = at + 8;
        let len = claimed.min(end - start);
        found.push(Chunk { id, start, len });
        if found.len() > MAX_CHUNKS {
            return Err("it has too many chunks".into());
        }
        at = start.saturating_add(claimed);
        // Chunks are padded to an even length, except by some SF3 writers.
        let padded = claimed % 2 == 1 && at + 4 <= end && source.read(at, 4)? != b"LIST";
        at = at.saturating_add(u64::from(padded));
    }
    Ok(found)
}

/// The chunks inside the `LIST` of the given type.
pub(super) fn list(source: &Source, among: &[Chunk], kind: [u8; 4]) -> Result<Vec<Chunk>, String> {
    for chunk in among.iter().filter(|chunk| &chunk.id == b"LIST" && chunk.len >= 4) {
        if source.read(chunk.start, 4)? == kind {
            return chunks(source, chunk.start + 4, chunk.start + chunk.len);
        }
    }
    Err(format!("its {} list is missing", String::from_utf8_lossy(&kind)))
}

/// The one chunk of that name.
pub(super) fn named(among: &[Chunk], id: [u8; 4]) -> Result<Chunk, String> {
    let found = among.iter().find(|chunk| chunk.id == id).copied();
    found.ok_or_else(|| format!("its {} chunk is missing", String::from_utf8_lossy(&id)))
}
