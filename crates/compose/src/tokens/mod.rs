//! Sketches as tokens: one number a step and column.
//!
//! A [`Column`] is a voice or the chords. Its tokens are counted from 0: silence, then each pitch or
//! chord, and last, never chosen, "nothing yet". What the network is told of tokens is how they stand to
//! each other ([`relations`]), what came before ([`history`]), and what followed when the piece was here before
//! ([`matches`]).

mod chords;
mod classes;
mod column;
pub(crate) mod exposure;
pub(crate) mod given;
pub(crate) mod history;
pub(crate) mod matches;
pub(crate) mod relations;
mod sketch;
pub(crate) mod text;

pub(crate) use chords::{
    classes_of as chord_classes, parts as chord_parts, symbol_of, token_of as chord_token,
};
pub(crate) use classes::{class_set, scale};
pub use column::{Column, VocabularyVersion};
pub(crate) use column::{Frames, Token, transposed, voices};
pub(crate) use sketch::{grid, on_grid, pitch_of, tokens};
