//! How much an input may ask for. What is read costs memory in proportion to its bytes.

/// Largest table of chorales read, in bytes.
pub const MAX_TABLE_BYTES: usize = 256 << 20;
/// Most pieces in one split of a table.
pub const MAX_PIECES: usize = 100_000;
/// Most steps in a piece: four hours of sixteenths at 72 quarters a minute.
pub const MAX_STEPS: usize = 1 << 16;
