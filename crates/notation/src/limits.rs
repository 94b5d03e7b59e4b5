//! How much a file may ask of a reader. Together they keep any input under 256 MiB and 2 s.

/// Largest file read, before unpacking.
pub const MAX_BYTES: usize = 64 << 20;
/// Largest unpacked size of a compressed file: a zip bomb stops here.
pub const MAX_UNPACKED: u64 = 64 << 20;
/// Most measures in a score.
pub const MAX_MEASURES: usize = 100_000;
/// Most parts in a score.
pub const MAX_PARTS: usize = 1_000;
/// Most part-measures (parts x measures): a score is a table of them, so it may not be wide and long.
pub const MAX_CELLS: usize = 1_000_000;
/// Most events (notes, chords, rests) in a score.
pub const MAX_EVENTS: usize = 300_000;
/// Deepest nesting of elements.
pub const MAX_DEPTH: usize = 256;
/// Most tunes in a book.
pub const MAX_TUNES: usize = 10_000;
/// Most voices a reader separates one part into.
pub const MAX_VOICES: usize = 64;
/// Most warnings kept; more are counted only.
pub const MAX_WARNINGS: usize = 200;
