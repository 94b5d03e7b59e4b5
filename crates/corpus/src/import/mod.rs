//! From files to a corpus: read, sketch, clean, find duplicates, split, write.

mod add;
mod archive;
mod exclude;
mod files;
mod npz;
mod pickle;
mod pieces;
mod sift;

#[cfg(test)]
mod tests;

pub use add::{Adding, Collection, Progress, add};
pub use exclude::Exclusion;
pub use npz::read_js_fakes;
