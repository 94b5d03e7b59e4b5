//! A corpus on disk: a folder with a manifest, and shards of compact sketches that are read straight
//! from a memory map, so that a corpus larger than memory can be learned from.

mod bytes;
mod corpus;
mod harmony_code;
mod info_code;
mod manifest;
mod record;
mod shard;
mod sketch_code;
#[cfg(test)]
mod tests;
mod writer;

pub use corpus::Corpus;
pub(crate) use manifest::MANIFEST;
pub use manifest::{DroppedPiece, InputFile, Manifest, ShardFile, SourceEntry, SplitCounts};
pub use writer::CorpusWriter;
