//! Turns a sketch into a full score for an ensemble in a style.
//!
//! In flows a [`score::Sketch`] (four voices, or a melody with chords) and a [`Style`], a data file
//! that says who plays what in which rhythm; out flows an [`Arrangement`], a score that can be
//! printed and played. The same sketch, style and seed give the same notes.
//!
//! ```
//! use score::{Cell, MidiPitch, Quarters, Sketch, SketchBar};
//!
//! let bars = SketchBar::lay(&"4/4".parse()?, Quarters::ONE, 0, 2);
//! let mut sketch = Sketch::silent(Quarters::ONE, bars, 1);
//! for (step, key) in [72, 74, 76, 74, 72].into_iter().enumerate() {
//!     sketch.voices[0][step] = MidiPitch::new(key).map_or(Cell::Rest, Cell::Strike);
//! }
//! sketch.chords = vec![(0, "C".parse()?), (3, "G7".parse()?), (4, "C".parse()?)];
//! let arranged = arrange::arrange(&sketch, &arrange::Style::builtin("string-quartet")?, 7)?;
//! assert_eq!(arranged.score.parts[2].name, "Viola");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assemble;
mod bass;
mod chords;
mod drums;
mod error;
mod figure;
mod fit;
mod melodies;
mod path;
mod plan;
mod random;
mod remark;
mod style;
mod tones;
mod voices;

pub use assemble::{Arrangement, arrange};
pub use error::ArrangeError;
pub use remark::Remark;
pub use style::{Drum, Limb, Line, Part, Pattern, Plays, Repeat, Style, Voicing, When};
