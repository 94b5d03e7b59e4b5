//! One part, measure after measure: attributes, marks in time with the notes, voices with backups.

use score::{Event, Measure, Part, PartMeasure, Placed, Quarters, Score, Voice};

use super::accidental::Accidentals;
use super::engrave::Source;
use super::home::Homes;
use super::spans::Spans;
use super::xml::Xml;
use super::{attributes, barline, beams, direction, divisions, harmony, note, plan};
use crate::musicxml::tempi;
use crate::{Position, Warnings};

/// Writes one part.
pub(super) struct PartWriter<'a> {
    score: &'a Score,
    pub(super) index: usize,
    pub(super) part: &'a Part,
    source: Source,
    homes: Homes,
    spans: Spans,
    pub(super) divisions: i64,
    accidentals: Accidentals,
    meter: score::Meter,
}

/// Things that stand at a place: marks of the part, and of the score in its first part.
enum Sign<'a> {
    Mark(&'a Placed<score::Mark>),
    Tempo(&'a Placed<score::Tempo>),
}

impl Sign<'_> {
    /// Where it is written: within the measure, even if the source hung it beyond the barline.
    fn at(&self, measure: &Measure) -> Quarters {
        let at = match self {
            Sign::Mark(mark) => mark.at,
            Sign::Tempo(tempo) => tempo.at,
        };
        at.min(measure.length)
    }
}

impl<'a> PartWriter<'a> {
    pub(super) fn new(score: &'a Score, index: usize, part: &'a Part, source: Source) -> Self {
        let tempi = score.measures.iter().flat_map(|measure| &measure.tempi).map(|tempo| tempo.at);
        let lengths = score.measures.iter().map(|measure| measure.length).chain(tempi);
        let divisions = divisions::of(part, lengths);
        let accidentals = Accidentals::default();
        let meter = score::Meter::default();
        let (homes, spans) = (Homes::of(part), Spans::default());
        PartWriter { score, index, part, source, homes, spans, divisions, accidentals, meter }
    }

    pub(super) fn write(mut self, xml: &mut Xml, warnings: &mut Warnings) {
        let empty = PartMeasure::default();
        for index in 0..self.score.measures.len() {
            let measure = &self.score.measures[index];
            let content = self.part.measures.get(index).unwrap_or(&empty);
            let number: &str = if measure.number.is_empty() { "0" } else { &measure.number };
            let implicit =
                measure.implicit.then_some(("implicit", &"yes" as &dyn std::fmt::Display));
            let mut heading: Vec<(&str, &dyn std::fmt::Display)> = vec![("number", &number)];
            heading.extend(implicit);
            xml.element("measure", &heading, |xml| {
                self.measure(index, measure, content, xml, warnings);
            });
        }
    }

    /// A length in divisions; a warning tells when it had to be rounded.
    pub(super) fn ticks(&self, time: Quarters, warnings: &mut Warnings) -> i64 {
        let ticks = time * self.divisions;
        if ticks.denominator() != 1 {
            let place = Position::default().in_part(&self.part.name);
            warnings.push_once(place, "times finer than MusicXML divisions allow are rounded");
        }
        ticks.round_to(Quarters::ONE).numerator()
    }

    fn measure(
        &mut self,
        index: usize,
        measure: &Measure,
        content: &PartMeasure,
        xml: &mut Xml,
        warnings: &mut Warnings,
    ) {
        print(measure, self.index, xml);
        barline::left(measure, xml);
        if let Some(meter) = &measure.meter {
            self.meter.clone_from(meter);
        }
        let first = index == 0;
        let clefs = if first { plan::default_clefs(self.part) } else { Vec::new() };
        let opening = attributes::Opening { first, measure, content, clefs: &clefs };
        attributes::opening(self, &opening, xml);
        self.accidentals.new_measure(content);
        if self.index == 0 {
            direction::of_measure(measure, xml);
        }
        self.content(measure, content, xml, warnings);
        if self.index == 0 {
            direction::end_of_measure(measure, xml);
        }
        barline::right(measure, xml);
    }

    /// The voices one after another, each with the signs of its staff.
    fn content(
        &mut self,
        measure: &Measure,
        content: &PartMeasure,
        xml: &mut Xml,
        warnings: &mut Warnings,
    ) {
        let tempi = tempi::within(&measure.tempi, measure.length);
        let silent = Voice { number: 1, events: Vec::new() };
        let voices =
            if content.voices.is_empty() { std::slice::from_ref(&silent) } else { &content.voices };
        let mut cursor = Quarters::ZERO;
        for (voice, signs) in voices.iter().zip(self.signs(voices, measure, content, &tempi)) {
            self.voice(voice, signs, measure, &mut cursor, xml, warnings);
        }
    }

    /// The signs that go with each voice, in order of place.
    fn signs<'s>(
        &self,
        voices: &[Voice],
        measure: &Measure,
        content: &'s PartMeasure,
        tempi: &'s [Placed<score::Tempo>],
    ) -> Vec<Vec<Sign<'s>>> {
        let mut signs: Vec<Vec<Sign<'_>>> = voices.iter().map(|_| Vec::new()).collect();
        for mark in content.marks.iter().filter(|mark| !attributes::in_opening(mark)) {
            signs[self.homes.voice_for(mark.staff, voices)].push(Sign::Mark(mark));
        }
        if self.index == 0 {
            signs[0].extend(tempi.iter().map(Sign::Tempo));
        }
        signs.iter_mut().for_each(|signs| signs.sort_by_key(|sign| sign.at(measure)));
        signs
    }

    fn voice(
        &mut self,
        voice: &Voice,
        signs: Vec<Sign<'_>>,
        measure: &Measure,
        cursor: &mut Quarters,
        xml: &mut Xml,
        warnings: &mut Warnings,
    ) {
        let mut signs = signs.into_iter().peekable();
        self.go_to(cursor, Quarters::ZERO, voice, xml, warnings);
        let beams = beams::of_voice(&self.meter, voice, self.source.beams);
        for (event, beams) in voice.events.iter().zip(&beams) {
            while let Some(sign) = signs.next_if(|sign| sign.at(measure) <= event.onset) {
                self.go_to(cursor, sign.at(measure), voice, xml, warnings);
                self.sign(&sign, xml);
            }
            self.go_to(cursor, event.onset, voice, xml, warnings);
            self.event(event, voice.number, beams, xml, warnings);
            *cursor = event.end();
        }
        for sign in signs {
            self.go_to(cursor, sign.at(measure), voice, xml, warnings);
            self.sign(&sign, xml);
        }
        // The last place shows how long the measure is, whatever its voices fill.
        if *cursor < measure.length {
            self.go_to(cursor, measure.length, voice, xml, warnings);
        }
    }

    fn event(
        &mut self,
        event: &Event,
        voice: u16,
        beams: &[score::Beam],
        xml: &mut Xml,
        warnings: &mut Warnings,
    ) {
        let duration = self.ticks(event.duration, warnings);
        let context =
            note::Context { part: self.index, staves: self.part.staves, voice, duration, beams };
        note::write(event, &context, &mut self.accidentals, xml);
    }

    fn sign(&mut self, sign: &Sign<'_>, xml: &mut Xml) {
        match sign {
            Sign::Tempo(tempo) => direction::tempo(&tempo.what, xml),
            Sign::Mark(mark) => match &mark.what {
                score::Mark::Clef(clef) => {
                    xml.element("attributes", &[], |xml| {
                        attributes::clef(*clef, mark.staff, self.part.staves, xml);
                    });
                }
                score::Mark::Key(key) => {
                    xml.element("attributes", &[], |xml| attributes::key(*key, xml));
                    self.accidentals.change_key(*key);
                }
                score::Mark::Chord(chord) => {
                    harmony::write(chord, mark.staff, self.part.staves, xml)
                }
                score::Mark::Program(program) => direction::program(*program, self.index, xml),
                other => {
                    let number = self.spans.number(other, mark.staff);
                    let staff = (self.part.staves > 1).then_some(mark.staff);
                    direction::mark(other, number, staff, xml);
                }
            },
        }
    }

    /// Moves the place of writing with `<backup>` or `<forward>`.
    fn go_to(
        &self,
        cursor: &mut Quarters,
        to: Quarters,
        voice: &Voice,
        xml: &mut Xml,
        warnings: &mut Warnings,
    ) {
        let ticks = self.ticks(to, warnings) - self.ticks(*cursor, warnings);
        *cursor = to;
        if ticks < 0 {
            xml.element("backup", &[], |xml| xml.text("duration", &[], -ticks));
        } else if ticks > 0 {
            xml.element("forward", &[], |xml| {
                xml.text("duration", &[], ticks);
                xml.text("voice", &[], voice.number);
            });
        }
    }
}

fn print(measure: &Measure, part: usize, xml: &mut Xml) {
    if part == 0 && (measure.new_page || measure.new_system) {
        let mut attributes: Vec<(&str, &dyn std::fmt::Display)> = Vec::new();
        if measure.new_system {
            attributes.push(("new-system", &"yes"));
        }
        if measure.new_page {
            attributes.push(("new-page", &"yes"));
        }
        xml.empty("print", &attributes);
    }
}
