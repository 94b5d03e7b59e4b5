//! The grammar: one file for each thing that is written in figures, letters or quotation marks, besides
//! the words of the lexicon.

mod chords;
mod compass;
mod key;
mod length;
mod meter;
mod numerals;
mod tempo;
mod title;

use super::language::Both;
use super::text::Text;
use super::wish::Wish;

/// What a rule made of a stretch of text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reading {
    /// A wish.
    Wish(Wish),
    /// It is well formed, but nothing can be made of it; why.
    Refused(Both),
}

/// A reading and where it ends.
pub(super) type Found = (Reading, usize);

/// A rule: what begins at a place, if anything of its kind does.
type Rule = fn(&Text<'_>, usize) -> Option<Found>;

/// In the order that decides between readings of one length.
const RULES: [Rule; 8] =
    [title::at, chords::at, numerals::at, key::at, tempo::at, meter::at, length::at, compass::at];

/// The longest reading of what begins at a place.
pub(super) fn longest(text: &Text<'_>, place: usize) -> Option<Found> {
    if !text.is_boundary(place) {
        return None;
    }
    let readings = RULES.iter().filter_map(|rule| rule(text, place));
    // `max_by_key` keeps the last of equals; the first is wanted.
    readings.rev().max_by_key(|(_, end)| *end)
}
