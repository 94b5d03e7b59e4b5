//! The composer: what a musician asks for becomes a sketch, and is checked for being its own.
//!
//! [`Controls`] flow in: key, meter, length, tempo, style, mood, chords. Whatever is left open is the
//! composer's to choose.
//!
//! ```
//! use compose::{Controls, Progression};
//!
//! let controls = Controls {
//!     key: Some("D minor".parse()?),
//!     bars: Some(4),
//!     chords: Some("Dm | Gm A7 | Dm".parse::<Progression>()?),
//!     ..Controls::default()
//! };
//! assert_eq!(controls.to_string(), "key D minor, bars 4, chords Dm | Gm A7 | Dm");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod composer;
mod controls;
mod error;
pub mod evaluation;
mod model;
mod network;
pub mod originality;
mod random;
mod sampling;
mod tokens;
pub mod training;
pub mod words;

pub use composer::{Boldness, Candidate, Choices, Merit, Opening, StreamedStep};
pub use controls::{Compass, Controls, Ending, Mood, ParseProgressionError, Progression};
pub use error::ComposeError;
pub use model::{DataSource, Model, ModelInfo};
pub use network::shape::{Dropout, Shape};
pub use tokens::{Column, VocabularyVersion};
