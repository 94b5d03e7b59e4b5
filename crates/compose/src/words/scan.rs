//! From a text to its items, left to right: what begins at a place is read as far as any rule or word
//! of the lexicon reaches, the longest reading first.

use std::ops::Range;

use super::entry::EntrySense;
use super::language::Both;
use super::lexicon::Lexicon;
use super::rules::{self, Reading};
use super::text::{Text, ends_clause, is_han, is_punctuation};
use super::wish::Wish;

/// A stretch of the text and what it is.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// In signs.
    pub(super) places: Range<usize>,
    pub(super) sense: Sense,
}

/// What a stretch of the text is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sense {
    /// It asks for something, and implies something.
    Asks {
        wishes: Vec<Wish>,
        implied: Vec<Wish>,
    },
    /// It makes a neighbour stronger or weaker.
    Scale {
        by: f32,
        after: bool,
    },
    /// A word that turns the next one round.
    Negation,
    /// Such a word and what it turns round.
    Negated,
    Filler,
    /// It is understood, but cannot be had; why.
    Beyond(Both),
    /// It is well formed, but nothing can be made of it; why.
    Refused(Both),
    Unknown,
    /// Punctuation that ends a clause.
    Break,
}

/// The items of a text, in order.
pub(super) fn items(text: &Text<'_>, lexicon: &Lexicon) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut place = 0;
    while let Some(sign) = text.folded(place) {
        if sign.is_whitespace() && !ends_clause(sign) {
            place += 1;
            continue;
        }
        let (sense, end) = item(text, place, sign, lexicon);
        if let Some(sense) = sense {
            push(&mut items, Item { places: place..end, sense }, text);
        }
        place = end;
    }
    items
}

fn item(text: &Text<'_>, place: usize, sign: char, lexicon: &Lexicon) -> (Option<Sense>, usize) {
    let ruled = rules::longest(text, place);
    let worded = lexicon.at(text, place);
    match (ruled, worded) {
        (Some((reading, end)), worded)
            if worded.as_ref().is_none_or(|(_, other)| *other <= end) =>
        {
            let sense = match reading {
                Reading::Wish(wish) => Sense::Asks { wishes: vec![wish], implied: Vec::new() },
                Reading::Refused(why) => Sense::Refused(why),
            };
            (Some(sense), end)
        }
        (_, Some((sense, end))) => (Some(Sense::from(sense.clone())), end),
        _ if is_punctuation(sign) => (ends_clause(sign).then_some(Sense::Break), place + 1),
        _ => (Some(Sense::Unknown), text.word_end(place)),
    }
}

/// Adds an item; unknown Chinese characters in a row are one.
fn push(items: &mut Vec<Item>, item: Item, text: &Text<'_>) {
    let han = |place: usize| text.folded(place).is_some_and(is_han);
    if let Some(last) = items.last_mut()
        && last.sense == Sense::Unknown
        && item.sense == Sense::Unknown
        && last.places.end == item.places.start
        && han(last.places.start)
        && han(item.places.start)
    {
        last.places.end = item.places.end;
        return;
    }
    items.push(item);
}

impl From<EntrySense> for Sense {
    fn from(sense: EntrySense) -> Sense {
        match sense {
            EntrySense::Asks { wishes, implied } => Sense::Asks { wishes, implied },
            EntrySense::Filler => Sense::Filler,
            EntrySense::Negation => Sense::Negation,
            EntrySense::Scale { by, after } => Sense::Scale { by, after },
            EntrySense::Beyond(why) => Sense::Beyond(why),
        }
    }
}
