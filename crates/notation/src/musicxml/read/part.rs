//! One part, measure after measure: the walk through notes, backups and forwards.

use std::collections::{HashMap, HashSet};

use score::{Event, Mark, Part, PartMeasure, Placed, Quarters};

use super::frame::Frame;
use super::header::ListedPart;
use super::{attributes, barline, direction, harmony, note};
use crate::musicxml::tree::Element;
use crate::{Error, Position, Warnings};

/// A part that is being read.
pub(super) struct PartReader {
    pub(super) listed: ListedPart,
    pub(super) part: Part,
    /// Divisions of a quarter note in force.
    pub(super) divisions: i64,
    /// Numbers given to voices by name.
    voices: HashMap<String, u16>,
    /// The numbers given, and one below which all are.
    numbers: HashSet<u16>,
    next_number: u16,
    pub(super) transposed: bool,
}

/// Most names of voices in a part.
const MAX_VOICE_NAMES: usize = 999;
/// Most voices that one measure of a part is spread over.
const MAX_SPREAD: usize = 1_000;

/// Where reading stands within a measure.
pub(super) struct Walk<'w> {
    pub(super) index: usize,
    pub(super) cursor: Quarters,
    pub(super) content: PartMeasure,
    pub(super) frame: &'w mut Frame,
    pub(super) warnings: &'w mut Warnings,
    pub(super) place: Position,
    /// Voice and index of the last event, which chord notes join.
    last: Option<(u16, usize)>,
    /// Whether a key stands in this measure of the part.
    pub(super) keyed: bool,
}

impl Walk<'_> {
    /// A warning about this measure.
    pub(super) fn warn(&mut self, message: impl Into<String>) {
        self.warnings.push(self.place.clone(), message);
    }

    /// A warning that is given once a file.
    pub(super) fn warn_once(&mut self, message: impl Into<String> + AsRef<str>) {
        self.warnings.push_once(self.place.clone(), message);
    }

    /// Adds a mark.
    pub(super) fn mark(&mut self, at: Quarters, staff: u8, what: Mark) {
        self.frame.signs += 1;
        self.content.marks.push(Placed { at, staff, what });
    }
}

impl PartReader {
    pub(super) fn new(listed: ListedPart) -> PartReader {
        let part = Part {
            name: listed.name.clone(),
            abbreviation: listed.abbreviation.clone(),
            instrument: listed.instrument.clone(),
            staves: 1,
            ..Part::default()
        };
        PartReader {
            listed,
            part,
            divisions: 1,
            voices: HashMap::new(),
            numbers: HashSet::new(),
            next_number: 1,
            transposed: false,
        }
    }

    /// Reads one measure.
    pub(super) fn measure(
        &mut self,
        index: usize,
        line: u32,
        element: Element<'_>,
        frame: &mut Frame,
        warnings: &mut Warnings,
    ) -> Result<(), Error> {
        let number = frame.measures[index].number.clone();
        let place = Position::line(line).in_part(&self.part.name).in_measure(&number);
        let content = PartMeasure::default();
        let cursor = Quarters::ZERO;
        let mut walk =
            Walk { index, cursor, content, frame, warnings, place, last: None, keyed: false };
        for child in element.children() {
            self.child(child, &mut walk);
            walk.frame.check_limits()?;
        }
        let mut content = walk.content;
        // Most measures hold few events: what a growing list reserved is given back.
        content.voices.iter_mut().for_each(|voice| voice.events.shrink_to_fit());
        content.voices.shrink_to_fit();
        content.marks.shrink_to_fit();
        self.part.measures.resize_with(index, PartMeasure::default);
        self.part.measures.push(content);
        Ok(())
    }

    fn child(&mut self, child: Element<'_>, walk: &mut Walk<'_>) {
        match child.name {
            "note" => self.note(child, walk),
            "backup" => {
                walk.cursor = (walk.cursor - self.duration(child)).max(Quarters::ZERO);
            }
            "forward" => {
                walk.cursor += self.duration(child);
                walk.frame.fill(walk.index, walk.cursor);
            }
            "attributes" => attributes::read(child, self, walk),
            "direction" => direction::read(child, self, walk),
            "sound" => direction::sound(child, walk.cursor, None, walk),
            "harmony" => harmony::read(child, self, walk),
            "barline" => barline::read(child, walk),
            "print" => {
                let measure = &mut walk.frame.measures[walk.index];
                measure.new_system |= child.is("new-system", "yes");
                measure.new_page |= child.is("new-page", "yes");
            }
            _ => {}
        }
    }

    /// The length in an element's `duration`, never negative.
    fn duration(&self, element: Element<'_>) -> Quarters {
        element.child("duration").map(|duration| self.length(duration)).unwrap_or_default()
    }

    /// The length a `duration` says, never negative.
    pub(super) fn length(&self, duration: Element<'_>) -> Quarters {
        let ticks = duration.integer().unwrap_or(0).clamp(0, 1 << 40);
        Quarters::checked(ticks, self.divisions).unwrap_or_default()
    }

    /// The length in an `offset`, which may point back.
    pub(super) fn offset(&self, element: Element<'_>) -> Quarters {
        let ticks = element.integer_of("offset").unwrap_or(0).clamp(-(1 << 40), 1 << 40);
        Quarters::checked(ticks, self.divisions).unwrap_or_default()
    }

    fn note(&mut self, element: Element<'_>, walk: &mut Walk<'_>) {
        let note::Read { mut event, voice, chord } = note::read(element, self, walk);
        walk.frame.events += 1;
        walk.frame.signs += note::signs(&event);
        self.part.staves = self.part.staves.max(event.staff);
        if chord
            && let Some((voice, index)) = walk.last
            && let Some(leader) = walk.content.voice_mut(voice).events.get_mut(index)
        {
            leader.notes.append(&mut event.notes);
            note::join_chord(leader, event);
            return;
        }
        let voice = self.voice(voice, walk);
        event.onset = walk.cursor;
        walk.cursor += event.duration;
        walk.frame.fill(walk.index, walk.cursor);
        walk.last = Some(place(&mut walk.content, voice, event));
    }

    /// The number of the voice with a name: its own when it is a number not yet given to another name,
    /// else the next free one.
    fn voice(&mut self, name: &str, walk: &mut Walk<'_>) -> u16 {
        if let Some(&number) = self.voices.get(name) {
            return number;
        }
        if self.voices.len() >= MAX_VOICE_NAMES {
            walk.warn_once("more than 999 voices in a part: the rest is put into the first");
            return 1;
        }
        let taken = |number: &u16| self.numbers.contains(number);
        let own = name.parse().ok().filter(|number| *number > 0 && !taken(number));
        while taken(&self.next_number) {
            self.next_number += 1;
        }
        let number = own.unwrap_or(self.next_number);
        self.numbers.insert(number);
        self.voices.insert(name.to_owned(), number);
        number
    }

    /// The finished part.
    pub(super) fn finish(mut self) -> Part {
        let all_drums = |part: &Part| {
            let mut notes = part
                .measures
                .iter()
                .flat_map(|measure| &measure.voices)
                .flat_map(|voice| &voice.events)
                .flat_map(|event| &event.notes)
                .peekable();
            notes.peek().is_some() && notes.all(|note| note.drum.is_some())
        };
        self.part.instrument.percussion |= all_drums(&self.part);
        self.part
    }
}

/// Puts an event into its voice, or, when that voice is still sounding, into one of its own further
/// up: some programs write both hands of a piano as voice 1.
fn place(content: &mut PartMeasure, voice: u16, event: Event) -> (u16, usize) {
    let free = |content: &PartMeasure, number: u16| {
        let at = content.voices.partition_point(|voice| voice.number < number);
        let voice = content.voices.get(at).filter(|voice| voice.number == number);
        let last = voice.and_then(|voice| voice.events.last());
        last.is_none_or(|last| last.end() <= event.onset)
    };
    let steps = if content.voices.len() < MAX_SPREAD { 64 } else { 1 };
    let spare = (0..steps).map(|step| voice.saturating_add(step * 1000));
    let number = spare.into_iter().find(|&number| free(content, number)).unwrap_or(voice);
    let events = &mut content.voice_mut(number).events;
    events.push(event);
    (number, events.len() - 1)
}
