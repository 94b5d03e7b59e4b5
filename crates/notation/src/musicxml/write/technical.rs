//! `<technical>`: how a note is fingered, bowed, tongued or plucked.

use score::{Articulation, Event, Note};

use super::notations::edge;
use super::xml::Xml;
use crate::musicxml::names;

/// Whether a note of a chord has signs of its own.
pub(super) fn has_signs(note: &Note) -> bool {
    note.fingering.is_some() || note.string.is_some() || note.fret.is_some()
}

/// Writes the signs of one note. Those of the whole chord stand at its first note.
pub(super) fn write(event: &Event, note: Option<&Note>, in_chord: bool, xml: &mut Xml) {
    let of_chord: Vec<&Articulation> =
        event.articulations.iter().filter(|sign| !in_chord && is_technical(sign)).collect();
    let note = note.filter(|note| has_signs(note));
    if of_chord.is_empty() && note.is_none() {
        return;
    }
    xml.element("technical", &[], |xml| {
        of_chord.into_iter().for_each(|sign| write_sign(sign, xml));
        let Some(note) = note else { return };
        if let Some(finger) = &note.fingering {
            xml.text("fingering", &[], finger);
        }
        if let Some(string) = note.string {
            xml.text("string", &[], string);
        }
        if let Some(fret) = note.fret {
            xml.text("fret", &[], fret);
        }
    });
}

fn is_technical(sign: &Articulation) -> bool {
    use Articulation::{HammerOn, Pluck, PullOff, Tap};
    matches!(sign, HammerOn(_) | PullOff(_) | Pluck(_) | Tap(_))
        || names::word(names::TECHNIQUES, sign).is_some()
}

fn write_sign(sign: &Articulation, xml: &mut Xml) {
    match sign {
        Articulation::HammerOn(end) => xml.text("hammer-on", &[("type", &edge(*end))], "H"),
        Articulation::PullOff(end) => xml.text("pull-off", &[("type", &edge(*end))], "P"),
        Articulation::Pluck(finger) => xml.text("pluck", &[], finger),
        Articulation::Tap(letter) => xml.text("tap", &[], letter),
        plain => {
            if let Some(word) = names::word(names::TECHNIQUES, plain) {
                xml.empty(word, &[]);
            }
        }
    }
}
