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
pub const MAX_CELLS: usize = 300_000;
/// Most events (notes, chords, rests) in a score. With its note one takes some 300 bytes, which makes 90 MB:
/// that leaves room for a file of [`MAX_BYTES`] and a decoded copy of it. The longest score of music21's corpus,
/// Beethoven's quartet op. 132, has 18,000 notes.
pub const MAX_EVENTS: usize = 300_000;
/// Most signs in a score: marks, syllables, articulations, ornaments, slurs and what else hangs on
/// notes or between them.
pub const MAX_SIGNS: usize = 500_000;
/// Deepest nesting of elements.
pub const MAX_DEPTH: usize = 256;
/// Most tunes in a book.
pub const MAX_TUNES: usize = 10_000;
/// Most voices a reader separates one part into.
pub const MAX_VOICES: usize = 64;
/// Most warnings kept; more are counted only.
pub const MAX_WARNINGS: usize = 200;
/// Most bytes of a field of text, such as a line of lyrics or a note of the editor; the rest is cut.
pub const MAX_TEXT: usize = 10_000;
/// Most bytes of a name: of a part, an instrument, a voice. Names are copied into every warning.
pub const MAX_NAME: usize = 500;
/// Most lines of free text, such as the verses below a tune.
pub const MAX_LINES: usize = 10_000;
/// Most brackets and braces in the margin.
pub const MAX_GROUPS: usize = 100;
/// Most files in an archive.
pub const MAX_FILES: usize = 10_000;

/// The beginning of a text, at most so many bytes of it, cut between characters.
pub(crate) fn shortened(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}
