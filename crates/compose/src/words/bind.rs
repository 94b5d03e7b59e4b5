//! Small words bind to their neighbours: "very calm", "allegro ma non troppo", "no drums".

use crate::controls::Mood;

use super::scan::{Item, Sense};
use super::wish::Wish;

/// The tempo that neither hurries nor drags, in beats a minute: stronger words lead away from it.
const MIDDLE_BPM: f64 = 100.0;

/// Binds what makes stronger and weaker, then what is negated.
pub(super) fn bind(items: Vec<Item>) -> Vec<Item> {
    negate(strengthen(items))
}

/// "very calm" becomes one item, a stronger one.
fn strengthen(items: Vec<Item>) -> Vec<Item> {
    let mut bound: Vec<Item> = Vec::with_capacity(items.len());
    for mut item in items {
        if let (Sense::Scale { by, after: true }, Some(last)) = (&item.sense, bound.last_mut())
            && scaled(&mut last.sense, *by)
        {
            last.places.end = item.places.end;
            continue;
        }
        if let Some(Item { places, sense: Sense::Scale { by, after: false } }) = bound.last()
            && scaled(&mut item.sense, *by)
        {
            item.places.start = places.start;
            bound.pop();
        }
        bound.push(item);
    }
    bound
}

/// Makes what can be more or less so stronger; whether anything could.
fn scaled(sense: &mut Sense, by: f32) -> bool {
    let Sense::Asks { wishes, .. } = sense else { return false };
    let mut any = false;
    for wish in wishes {
        match wish {
            Wish::Mood(mood) => *mood = Mood::new(mood.valence() * by, mood.energy() * by),
            Wish::TempoWord(bpm, _) => {
                *bpm = (MIDDLE_BPM * (*bpm / MIDDLE_BPM).powf(f64::from(by))).round();
            }
            Wish::NotesPerBeat(notes) => *notes = notes.powf(by).clamp(0.25, 6.0),
            _ => continue,
        }
        any = true;
    }
    any
}

/// "no drums", "without a piano": the negation and the word it turns round are one item that is not done.
fn negate(items: Vec<Item>) -> Vec<Item> {
    let mut bound: Vec<Item> = Vec::with_capacity(items.len());
    let mut items = items.into_iter().peekable();
    while let Some(mut item) = items.next() {
        if item.sense == Sense::Negation {
            let (mut turned, mut done) = (false, false);
            while let Some(next) = items.next_if(|next| !done && goes_on(&next.sense, turned)) {
                turned |= !is_small(&next.sense);
                done = turned && next.sense != Sense::Unknown;
                item.places.end = next.places.end;
            }
            item.sense = if turned { Sense::Negated } else { Sense::Filler };
        }
        bound.push(item);
    }
    bound
}

/// Whether a negation reaches over this: small words before the one that it turns round, unknown ones
/// before a known one.
fn goes_on(sense: &Sense, turned: bool) -> bool {
    *sense != Sense::Break && !(turned && is_small(sense))
}

fn is_small(sense: &Sense) -> bool {
    matches!(sense, Sense::Filler | Sense::Scale { .. } | Sense::Negation)
}
