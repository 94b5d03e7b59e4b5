//! Why a sketch cannot be arranged.

use score::{Meter, Pitch};

/// Why a sketch cannot be arranged in a style, or a style cannot be used, and what helps.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArrangeError {
    /// No style has this name.
    #[error("there is no style {name:?}; there are {}", known.join(", "))]
    UnknownStyle {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// The text of a style cannot be used.
    #[error("the style cannot be used: {0}")]
    Style(String),
    /// The style has no pattern for a meter of the sketch.
    #[error("the style {style} has no patterns for {meter}: it can {}", list(can))]
    Meter {
        /// The style.
        style: String,
        /// The meter it lacks.
        meter: Meter,
        /// The meters it has.
        can: Vec<Meter>,
    },
    /// There is not one note of a melody.
    #[error("the sketch has no melody to arrange")]
    NoMelody,
    /// There are neither chords nor other voices.
    #[error("the melody has neither chords nor other voices: harmonise it first")]
    NoHarmony,
    /// A melody wider than the instrument that should play it, in any key.
    #[error(
        "the {line} spans {low} to {high}, and {player} plays {from} to {to}: no key brings it into that range"
    )]
    Range {
        /// Which line of the sketch.
        line: String,
        /// Its lowest note.
        low: Pitch,
        /// Its highest note.
        high: Pitch,
        /// Who should play it.
        player: String,
        /// The lowest note there.
        from: Pitch,
        /// The highest note there.
        to: Pitch,
    },
}

fn list(meters: &[Meter]) -> String {
    let names: Vec<String> = meters.iter().map(ToString::to_string).collect();
    names.join(", ")
}
