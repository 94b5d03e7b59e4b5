//! One `<note>`: pitch or rest, value, ties, and what is attached to it.

use score::{
    Accidental, Event, Grace, Lyric, MidiPitch, Note, NoteValue, Pitch, Quarters, Step,
    TupletRatio, ValueBase,
};

use super::notations;
use super::part::{PartReader, Walk};
use crate::musicxml::names;
use crate::musicxml::tree::Element;

/// The drum that stands in for an unpitched note whose instrument has no MIDI key: the snare.
const SNARE: u8 = 38;

/// What one `<note>` says.
pub(super) struct Read<'t> {
    /// The note as an event of its own; the caller places it.
    pub(super) event: Event,
    /// The name of its voice.
    pub(super) voice: &'t str,
    /// Whether it is struck together with the one before.
    pub(super) chord: bool,
}

/// Elements whose meaning depends on their neighbours.
#[derive(Default)]
struct Found<'t> {
    duration: Quarters,
    base: Option<ValueBase>,
    dots: u8,
    tuplet: Option<TupletRatio>,
    pitch: Option<Element<'t>>,
    unpitched: Option<Element<'t>>,
    instrument: Option<Element<'t>>,
    accidental: Option<Accidental>,
    notehead: Option<String>,
}

/// Reads a note in one walk over its elements, for there are more of them than of anything else.
pub(super) fn read<'t>(element: Element<'t>, reader: &PartReader, walk: &mut Walk<'_>) -> Read<'t> {
    let mut found = Found::default();
    let mut event = Event::rest(Quarters::ZERO, Quarters::ZERO);
    let (mut voice, mut chord) = ("1", false);
    event.hidden = element.is("print-object", "no");
    for child in element.children() {
        match child.name {
            "duration" => found.duration = reader.length(child),
            "voice" => {
                voice = Some(child.trimmed()).filter(|name| !name.is_empty()).unwrap_or(voice)
            }
            "chord" => chord = true,
            "grace" => event.grace = Some(Grace { slash: child.is("slash", "yes") }),
            "cue" => event.cue = true,
            "staff" => event.staff = child.small().unwrap_or(1).clamp(1, 16),
            "rest" => event.whole_measure_rest = child.is("measure", "yes"),
            "stem" => event.stem = names::value(names::STEMS, child.trimmed()),
            "beam" => event.beams.extend(names::value(names::BEAMS, child.trimmed())),
            "lyric" => event.lyrics.extend(lyric(child)),
            "type" => found.base = names::value(names::NOTE_TYPES, child.trimmed()),
            "dot" => found.dots = (found.dots + 1).min(8),
            "time-modification" => found.tuplet = ratio(child),
            "pitch" => found.pitch = Some(child),
            "unpitched" => found.unpitched = Some(child),
            "instrument" => found.instrument = Some(child),
            "accidental" => found.accidental = accidental(child),
            "notehead" => found.notehead = child.string().filter(|head| head != "normal"),
            _ => {}
        }
    }
    if event.grace.is_none() {
        event.duration = found.duration;
    }
    event.value = found.value().filter(|&value| NoteValue::of(event.duration) != Some(value));
    if let Some(mut note) = found.head(reader, walk) {
        ties(element, &mut note);
        (note.accidental, note.notehead) = (found.accidental, found.notehead);
        event.notes = vec![note];
    }
    notations::read(element, &mut event, walk);
    Read { event, voice, chord }
}

/// Most different signs on one chord.
const MAX_CHORD_SIGNS: usize = 64;

/// How many signs hang on a note.
pub(super) fn signs(event: &Event) -> usize {
    event.beams.len()
        + event.tuplets.len()
        + event.slurs.len()
        + event.articulations.len()
        + event.ornaments.len()
        + event.lyrics.len()
}

/// What a further note of a chord carries besides its head belongs to the whole chord.
pub(super) fn join_chord(leader: &mut Event, note: Event) {
    leader.slurs.extend(note.slurs);
    leader.tuplets.extend(note.tuplets);
    leader.lyrics.extend(note.lyrics);
    for articulation in note.articulations {
        if leader.articulations.len() < MAX_CHORD_SIGNS
            && !leader.articulations.contains(&articulation)
        {
            leader.articulations.push(articulation);
        }
    }
    for ornament in note.ornaments {
        if leader.ornaments.len() < MAX_CHORD_SIGNS && !leader.ornaments.contains(&ornament) {
            leader.ornaments.push(ornament);
        }
    }
}

impl Found<'_> {
    /// The sounding head; `None` for a rest.
    fn head(&self, reader: &PartReader, walk: &mut Walk<'_>) -> Option<Note> {
        if let Some(pitch) = self.pitch {
            let read = read_pitch(pitch, "step", "octave", walk);
            if read.is_none() {
                walk.warn("a note without a readable pitch becomes a rest");
            }
            return read.map(Note::new);
        }
        let middle = Pitch::new(Step::B, 0, 4);
        let line = read_pitch(self.unpitched?, "display-step", "display-octave", walk);
        let id = self.instrument.and_then(|instrument| instrument.attribute("id"));
        let drums = &reader.listed.drums;
        let key = id.and_then(|id| drums.get(id.as_ref()).copied());
        let only = (drums.len() == 1).then(|| drums.values().next().copied());
        let drum = key.or(only.flatten()).or(MidiPitch::new(SNARE));
        Some(Note { drum, ..Note::new(line.unwrap_or(middle)) })
    }

    /// The printed value.
    fn value(&self) -> Option<NoteValue> {
        let tuplet = self.tuplet.filter(|ratio| ratio.actual != ratio.normal);
        Some(NoteValue { base: self.base?, dots: self.dots, tuplet })
    }
}

fn ratio(modification: Element<'_>) -> Option<TupletRatio> {
    let actual = modification.small_of("actual-notes").filter(|&n| n > 0)?;
    let normal = modification.small_of("normal-notes").filter(|&n| n > 0)?;
    Some(TupletRatio { actual, normal })
}

fn read_pitch(
    element: Element<'_>,
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

fn ties(element: Element<'_>, note: &mut Note) {
    // <tie> is what sounds and <tied> what is drawn; some programs write only one of them.
    let drawn = element.all("notations").flat_map(|notations| notations.all("tied"));
    let mut sounding = element.all("tie").peekable();
    let mut mark = |tie: Element<'_>| {
        note.tie_start |= tie.is("type", "start");
        note.tie_stop |= tie.is("type", "stop");
    };
    if sounding.peek().is_none() {
        drawn.for_each(&mut mark);
    } else {
        sounding.for_each(&mut mark);
    }
}

fn accidental(element: Element<'_>) -> Option<Accidental> {
    let alter = names::value(names::ACCIDENTALS, element.trimmed())?;
    let courtesy = ["cautionary", "parentheses", "bracket"];
    Some(Accidental {
        alter,
        courtesy: courtesy.iter().any(|name| element.is(name, "yes")),
        editorial: element.is("editorial", "yes"),
    })
}

fn lyric(element: Element<'_>) -> Option<Lyric> {
    let texts: Vec<&str> = element.all("text").map(Element::text).collect();
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
