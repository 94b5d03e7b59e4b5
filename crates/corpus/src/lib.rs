//! Collects pieces for learning: imports, cleans, removes duplicates, splits and augments them.
//!
//! In flow scores and chorale tables; out flow [`score::Sketch`]es, each in one [`Split`].
//!
//! ```
//! let table = br#"{"train": [[[67, 64, 60, 48], [67, 64, 60, 48]]], "valid": [], "test": []}"#;
//! let chorales = corpus::read_jsb(table)?;
//! assert_eq!(chorales.split(corpus::Split::Train)[0].steps(), 2);
//! # Ok::<(), corpus::CorpusError>(())
//! ```

pub mod augment;
mod clean;
mod error;
mod import;
mod jsb;
mod likeness;
pub mod limits;
mod piece;
mod reason;
mod regrid;
mod sketching;
mod split;
mod splitting;
mod store;

pub use clean::complaint;
pub use error::CorpusError;
pub use import::{Adding, Collection, Exclusion, Progress, add, read_js_fakes};
pub use jsb::{JsbChorales, read_jsb};
pub use likeness::{Groups, Likeness, LikenessIndex, Signature};
pub use piece::Piece;
pub use reason::Reason;
pub use regrid::regridded;
pub use sketching::{Form, Sketching};
pub use split::{ParseSplitError, Split};
pub use splitting::Splitting;
pub use store::{
    Corpus, CorpusWriter, DroppedPiece, InputFile, Manifest, ShardFile, SourceEntry, SplitCounts,
};
