//! One `<note>`: pitch or rest, value, ties, and what is attached to it.

use score::{
    Accidental, Event, Grace, Lyric, MidiPitch, Note, NoteValue, Pitch, Quarters, Step, TupletRatio,
};

use super::notations;
use super::part::{PartReader, Walk};
use crate::musicxml::names;
use crate::musicxml::tree::Element;

/// The drum that stands in for an unpitched note whose instrument has no MIDI key: the snare.
const SNARE: u8 = 38;

/// Reads a note as an event of its own; the caller joins chord notes.
pub(super) fn read(element: &Element<'_>, reader: &PartReader, walk: &mut Walk<'_>) -> Event {
    let grace = element.child("grace");
    let duration = if grace.is_some() { Quarters::ZERO } else { reader.duration(element) };
    let mut event = Event::rest(Quarters::ZERO, duration);
    event.grace = grace.map(|grace| Grace { slash: grace.is("slash", "yes") });
    event.cue = element.has("cue");
    event.staff = element.small_of::<u8>("staff").unwrap_or(1).clamp(1, 16);
    event.hidden = element.is("print-object", "no");
    event.whole_measure_rest = element.child("rest").is_some_and(|rest| rest.is("measure", "yes"));
    event.value = value(element).filter(|&value| NoteValue::of(duration) != Some(value));
    event.stem = element.text_of("stem").and_then(|stem| names::value(names::STEMS, stem));
    event.beams =
        element.all("beam").filter_map(|beam| names::value(names::BEAMS, beam.trimmed())).collect();
    event.lyrics = element.all("lyric").filter_map(lyric).collect();
    if let Some(mut note) = head(element, reader, walk) {
        ties(element, &mut note);
        note.accidental = element.child("accidental").and_then(accidental);
        note.notehead = element.string_of("notehead").filter(|head| head != "normal");
        event.notes.push(note);
    }
    notations::read(element, &mut event, walk);
    event
}

/// What a further note of a chord carries besides its head belongs to the whole chord.
pub(super) fn join_chord(leader: &mut Event, note: Event) {
    leader.slurs.extend(note.slurs);
    leader.tuplets.extend(note.tuplets);
    leader.lyrics.extend(note.lyrics);
    for articulation in note.articulations {
        if !leader.articulations.contains(&articulation) {
            leader.articulations.push(articulation);
        }
    }
    for ornament in note.ornaments {
        if !leader.ornaments.contains(&ornament) {
            leader.ornaments.push(ornament);
        }
    }
}

/// The sounding head; `None` for a rest.
fn head(element: &Element<'_>, reader: &PartReader, walk: &mut Walk<'_>) -> Option<Note> {
    if let Some(pitch) = element.child("pitch") {
        let read = read_pitch(pitch, "step", "octave", walk);
        if read.is_none() {
            walk.warn("a note without a readable pitch becomes a rest");
        }
        return read.map(Note::new);
    }
    let unpitched = element.child("unpitched")?;
    let middle = Pitch::new(Step::B, 0, 4);
    let line = read_pitch(unpitched, "display-step", "display-octave", walk).unwrap_or(middle);
    let instrument = element.child("instrument").and_then(|instrument| instrument.attribute("id"));
    let key = instrument.and_then(|id| reader.listed.drums.get(id.as_ref()).copied());
    let only =
        (reader.listed.drums.len() == 1).then(|| reader.listed.drums.values().next().copied());
    let drum = key.or(only.flatten()).or(MidiPitch::new(SNARE));
    Some(Note { drum, ..Note::new(line) })
}

fn read_pitch(
    element: &Element<'_>,
    step: &str,
    octave: &str,
    walk: &mut Walk<'_>,
) -> Option<Pitch> {
    let step = Step::from_letter(element.text_of(step)?.chars().next()?)?;
    let octave = element.small_of::<i8>(octave).filter(|octave| (-1..=10).contains(octave))?;
    let alter = element.text_of("alter").map_or(0, |text| alteration(text, walk));
    Some(Pitch::new(step, alter, octave))
}

/// Whole semitones; quarter tones are rounded towards the natural.
fn alteration(text: &str, walk: &mut Walk<'_>) -> i8 {
    let alter: f64 = text.parse().unwrap_or(0.0);
    if alter.fract() != 0.0 {
        walk.warn_once("quarter tones are rounded to the nearest semitone towards the natural");
    }
    #[expect(clippy::cast_possible_truncation, reason = "clamped")]
    {
        alter.clamp(-4.0, 4.0).trunc() as i8
    }
}

fn ties(element: &Element<'_>, note: &mut Note) {
    // <tie> is what sounds and <tied> what is drawn; some programs write only one of them.
    let drawn = element.all("notations").flat_map(|notations| notations.all("tied"));
    let sounding: Vec<&Element<'_>> = element.all("tie").collect();
    let mut mark = |tie: &Element<'_>| {
        note.tie_start |= tie.is("type", "start");
        note.tie_stop |= tie.is("type", "stop");
    };
    if sounding.is_empty() {
        drawn.for_each(&mut mark);
    } else {
        sounding.into_iter().for_each(&mut mark);
    }
}

fn value(element: &Element<'_>) -> Option<NoteValue> {
    let base = names::value(names::NOTE_TYPES, element.text_of("type")?)?;
    let dots = u8::try_from(element.all("dot").count().min(8)).unwrap_or(0);
    let ratio = |modification: &Element<'_>| {
        let actual = modification.small_of("actual-notes").filter(|&n| n > 0)?;
        let normal = modification.small_of("normal-notes").filter(|&n| n > 0)?;
        Some(TupletRatio { actual, normal })
    };
    let tuplet = element.child("time-modification").and_then(ratio);
    Some(NoteValue { base, dots, tuplet: tuplet.filter(|ratio| ratio.actual != ratio.normal) })
}

fn accidental(element: &Element<'_>) -> Option<Accidental> {
    let alter = names::value(names::ACCIDENTALS, element.trimmed())?;
    let courtesy = ["cautionary", "parentheses", "bracket"];
    Some(Accidental {
        alter,
        courtesy: courtesy.iter().any(|name| element.is(name, "yes")),
        editorial: element.is("editorial", "yes"),
    })
}

fn lyric(element: &Element<'_>) -> Option<Lyric> {
    let texts: Vec<&str> = element.all("text").map(|text| text.text.as_ref()).collect();
    let extend = element.child("extend").is_some_and(|extend| !extend.is("type", "stop"));
    if texts.iter().all(|text| text.is_empty()) && !extend {
        return None;
    }
    let syllabic = element.all("syllabic").last().map_or("single", |syllabic| syllabic.trimmed());
    let number = element.attribute("number").unwrap_or_default();
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    Some(Lyric {
        verse: digits.parse().unwrap_or(1).max(1),
        syllabic: names::value(names::SYLLABICS, syllabic).unwrap_or_default(),
        text: texts.join("‿"),
        extend,
    })
}
