//! `<note>` elements, children in the schema's order.

use score::{Event, Note, NoteValue};

use super::accidental::Accidentals;
use super::xml::Xml;
use super::{header, notations};
use crate::musicxml::names;

/// What a note needs to know of where it stands.
pub(super) struct Context<'a> {
    pub(super) part: usize,
    pub(super) staves: u8,
    pub(super) voice: u16,
    /// In divisions.
    pub(super) duration: i64,
    pub(super) beams: &'a [score::Beam],
}

/// Writes an event: a rest, or a note element for each of its notes.
pub(super) fn write(
    event: &Event,
    context: &Context<'_>,
    accidentals: &mut Accidentals,
    xml: &mut Xml,
) {
    if event.is_rest() {
        element(event, None, false, context, None, xml);
    }
    for (index, note) in event.notes.iter().enumerate() {
        let needed = accidentals.needed(note, event.staff);
        element(event, Some(note), index > 0, context, needed, xml);
    }
}

fn element(
    event: &Event,
    note: Option<&Note>,
    in_chord: bool,
    context: &Context<'_>,
    accidental: Option<i8>,
    xml: &mut Xml,
) {
    let hidden: [(&str, &dyn std::fmt::Display); 1] = [("print-object", &"no")];
    let attributes = if event.hidden { &hidden[..] } else { &[] };
    xml.element("note", attributes, |xml| {
        if let Some(grace) = event.grace {
            let slash = if grace.slash { "yes" } else { "no" };
            xml.empty("grace", &[("slash", &slash)]);
        }
        if event.cue {
            xml.empty("cue", &[]);
        }
        if in_chord {
            xml.empty("chord", &[]);
        }
        head(event, note, xml);
        if event.grace.is_none() {
            xml.text("duration", &[], context.duration);
        }
        // The schema leaves no room for sounding ties on cue-sized notes.
        if let Some(note) = note.filter(|_| !event.cue) {
            ties("tie", note, xml);
        }
        if let Some(key) = note.and_then(|note| note.drum) {
            let id = header::instrument_id(context.part, Some(key.number()));
            xml.empty("instrument", &[("id", &id)]);
        }
        xml.text("voice", &[], context.voice);
        value(event, xml);
        print_accidental(note, accidental, xml);
        time_modification(event, xml);
        if let Some(stem) = event.stem.and_then(|stem| names::word(names::STEMS, &stem)) {
            xml.text("stem", &[], stem);
        }
        if let Some(notehead) = note.and_then(|note| note.notehead.as_ref()) {
            xml.text("notehead", &[], notehead);
        }
        if context.staves > 1 {
            xml.text("staff", &[], event.staff);
        }
        if !in_chord {
            beams(context.beams, xml);
        }
        notations::write(event, note, in_chord, xml);
        if !in_chord {
            event.lyrics.iter().for_each(|lyric| notations::lyric(lyric, xml));
        }
    });
}

fn head(event: &Event, note: Option<&Note>, xml: &mut Xml) {
    let Some(note) = note else {
        let measure: [(&str, &dyn std::fmt::Display); 1] = [("measure", &"yes")];
        xml.empty("rest", if event.whole_measure_rest { &measure } else { &[] });
        return;
    };
    let pitch = note.pitch;
    if note.drum.is_some() {
        xml.element("unpitched", &[], |xml| {
            xml.text("display-step", &[], pitch.step.letter());
            xml.text("display-octave", &[], pitch.octave);
        });
        return;
    }
    xml.element("pitch", &[], |xml| {
        xml.text("step", &[], pitch.step.letter());
        if pitch.alter != 0 {
            xml.text("alter", &[], pitch.alter);
        }
        xml.text("octave", &[], pitch.octave);
    });
}

/// `<tie>` sounds, `<tied>` is drawn.
pub(super) fn ties(name: &str, note: &Note, xml: &mut Xml) {
    if note.tie_stop {
        xml.empty(name, &[("type", &"stop")]);
    }
    if note.tie_start {
        xml.empty(name, &[("type", &"start")]);
    }
}

/// The printed value of an event that has one.
fn printed(event: &Event) -> Option<NoteValue> {
    event.printed_value().filter(|_| !event.whole_measure_rest)
}

fn value(event: &Event, xml: &mut Xml) {
    if let Some(value) = printed(event) {
        xml.text("type", &[], names::word(names::NOTE_TYPES, &value.base).unwrap_or("quarter"));
        (0..value.dots).for_each(|_| xml.empty("dot", &[]));
    }
}

fn print_accidental(note: Option<&Note>, needed: Option<i8>, xml: &mut Xml) {
    let Some(note) = note else { return };
    let alter = note.accidental.map(|accidental| accidental.alter).or(needed);
    let Some(word) = alter.and_then(|alter| names::word(names::ACCIDENTALS, &alter)) else {
        return;
    };
    let mut attributes: Vec<(&str, &dyn std::fmt::Display)> = Vec::new();
    if note.accidental.is_some_and(|accidental| accidental.courtesy) {
        attributes.push(("cautionary", &"yes"));
    }
    if note.accidental.is_some_and(|accidental| accidental.editorial) {
        attributes.push(("editorial", &"yes"));
    }
    xml.text("accidental", &attributes, word);
}

fn time_modification(event: &Event, xml: &mut Xml) {
    let ratio = printed(event).and_then(|value| value.tuplet);
    if let Some(ratio) = ratio.filter(|ratio| ratio.actual != ratio.normal) {
        xml.element("time-modification", &[], |xml| {
            xml.text("actual-notes", &[], ratio.actual);
            xml.text("normal-notes", &[], ratio.normal);
        });
    }
}

fn beams(beams: &[score::Beam], xml: &mut Xml) {
    for (level, beam) in beams.iter().enumerate().take(8) {
        if let Some(word) = names::word(names::BEAMS, beam) {
            xml.text("beam", &[("number", &(level + 1))], word);
        }
    }
}
