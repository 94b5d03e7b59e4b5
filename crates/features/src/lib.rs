//! What a track sounds like, as numbers that can be compared.
//!
//! In flow mono samples at [`SAMPLE_RATE`], block by block ([`Describer`]); out flows a [`Description`] of fixed
//! length: timbre, spectral shape, tonality, dynamics, rhythm, a tempo where there is one. Descriptions of many
//! tracks stand close together in a [`Space`], which finds what is near a track and ways between two. No users, no
//! files, no clock; memory does not grow with a track's length.
//!
//! ```
//! use features::{Describer, SAMPLE_RATE};
//!
//! let tone = |hz: f32| {
//!     let step = hz * std::f32::consts::TAU / SAMPLE_RATE as f32;
//!     let samples: Vec<f32> = (0..4 * SAMPLE_RATE).map(|n| 0.3 * (step * n as f32).sin()).collect();
//!     let mut describer = Describer::new();
//!     describer.add(&samples);
//!     describer.finish()
//! };
//! let (low, higher, high) = (tone(220.0), tone(247.0), tone(3_000.0));
//! let (low, higher, high) = (low.unwrap(), higher.unwrap(), high.unwrap());
//! assert!(low.distance(&higher)? < low.distance(&high)?);
//! # Ok::<(), features::FeaturesError>(())
//! ```

mod chroma;
mod contrast;
mod describer;
mod description;
mod dynamics;
mod embedding;
mod error;
mod fluctuation;
mod mel;
mod moments;
mod onset;
mod path;
mod rhythm;
mod scales;
mod shape;
mod space;
mod spectrum;
mod tempo;
#[cfg(test)]
mod tests;
mod timbre;

pub use describer::{Describer, SAMPLE_RATE};
pub use description::{Description, FeaturesVersion, LENGTH, Part};
pub use embedding::{Embedding, similarity};
pub use error::FeaturesError;
pub use space::Space;
pub use tempo::Tempo;
