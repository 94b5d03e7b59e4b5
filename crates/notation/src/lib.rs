//! Reads and writes scores.
