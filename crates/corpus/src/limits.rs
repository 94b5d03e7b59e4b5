//! How much an input may ask for. What is read costs memory in proportion to its bytes.

use score::Sketch;

use crate::CorpusError;

/// Largest table of chorales read, in bytes.
pub const MAX_TABLE_BYTES: usize = 256 << 20;
/// Most pieces in one split of a table.
pub const MAX_PIECES: usize = 100_000;
/// Most steps in a piece: four hours of sixteenths at 72 quarters a minute.
pub const MAX_STEPS: usize = 1 << 16;
/// Most voices in a piece.
pub const MAX_VOICES: usize = 16;
/// Most degrees a chord alters.
pub const MAX_DEGREES: usize = 32;
/// Most terms of a meter.
pub const MAX_TERMS: usize = 64;
/// Most files in an archive.
pub const MAX_ARCHIVE_ENTRIES: usize = 1_000_000;
/// Largest piece in a shard, in bytes.
pub const MAX_RECORD_BYTES: usize = 16 << 20;
/// Largest manifest read, in bytes.
pub const MAX_MANIFEST_BYTES: u64 = 256 << 20;
/// A shard is closed when it is this large, in bytes.
pub(crate) const SHARD_BYTES: u64 = 64 << 20;

/// Whether a sketch can be stored, and so read back.
pub(crate) fn check_sketch(sketch: &Sketch) -> Result<(), CorpusError> {
    let too_large = |what, limit| Err(CorpusError::TooLarge { what, limit });
    let steps = sketch.voices.first().map_or(0, Vec::len);
    if sketch.voices.iter().any(|voice| voice.len() != steps) || !sketch.grid.is_positive() {
        return Err(CorpusError::Uneven);
    }
    let last = sketch.bars.last().map_or(0, score::SketchBar::end);
    let last = last.max(sketch.chords.last().map_or(0, |(step, _)| step + 1));
    if sketch.steps().max(last).max(sketch.bars.len()) > MAX_STEPS {
        return too_large("steps in a piece", MAX_STEPS);
    }
    if sketch.voices.len() > MAX_VOICES {
        return too_large("voices in a piece", MAX_VOICES);
    }
    if sketch.chords.iter().any(|(_, chord)| chord.degrees.len() > MAX_DEGREES) {
        return too_large("degrees in a chord", MAX_DEGREES);
    }
    if sketch.bars.iter().any(|bar| bar.meter.terms.len() > MAX_TERMS) {
        return too_large("terms in a meter", MAX_TERMS);
    }
    Ok(())
}
