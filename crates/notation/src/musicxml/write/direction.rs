//! `<direction>` elements: dynamics, hairpins, words, tempo, pedal, octave lines, jumps.

use score::{Dynamic, Edge, Jump, Mark, Measure, Tempo, Wedge};

use super::header;
use super::xml::Xml;
use crate::musicxml::names;

/// Rehearsal marks and signs at the start of a measure.
pub(super) fn of_measure(measure: &Measure, xml: &mut Xml) {
    if let Some(text) = &measure.rehearsal {
        direction(None, xml, |xml| xml.text("rehearsal", &[], text), |_| {});
    }
    for jump in &measure.jumps {
        match jump {
            Jump::Segno => sign("segno", xml),
            Jump::Coda => sign("coda", xml),
            Jump::Fine | Jump::ToCoda | Jump::DaCapo | Jump::DalSegno => {}
        }
    }
}

/// Jumps at the end of a measure.
pub(super) fn end_of_measure(measure: &Measure, xml: &mut Xml) {
    for jump in &measure.jumps {
        let (words, attribute, value) = match jump {
            Jump::Fine => ("Fine", "fine", "yes"),
            Jump::ToCoda => ("To Coda", "tocoda", "coda"),
            Jump::DaCapo => ("D.C.", "dacapo", "yes"),
            Jump::DalSegno => ("D.S.", "dalsegno", "segno"),
            Jump::Segno | Jump::Coda => continue,
        };
        let sound = |xml: &mut Xml| xml.empty("sound", &[(attribute, &value)]);
        direction(None, xml, |xml| xml.text("words", &[], words), sound);
    }
}

fn sign(name: &'static str, xml: &mut Xml) {
    let sound = |xml: &mut Xml| xml.empty("sound", &[(name, &name)]);
    direction(None, xml, |xml| xml.empty(name, &[]), sound);
}

/// A direction with one sign, on a staff of a part that has several, and what follows the staff.
fn direction(
    staff: Option<u8>,
    xml: &mut Xml,
    inside: impl FnOnce(&mut Xml),
    after: impl FnOnce(&mut Xml),
) {
    xml.element("direction", &[], |xml| {
        xml.element("direction-type", &[], inside);
        if let Some(staff) = staff {
            xml.text("staff", &[], staff);
        }
        after(xml);
    });
}

/// A tempo: its word, its metronome mark, and the number that plays it.
pub(super) fn tempo(tempo: &Tempo, xml: &mut Xml) {
    let sounding = shortest(tempo.quarters_per_minute());
    if !tempo.shown && tempo.text.is_none() {
        xml.empty("sound", &[("tempo", &sounding)]);
        return;
    }
    xml.element("direction", &[("placement", &"above")], |xml| {
        if let Some(text) = &tempo.text {
            xml.element("direction-type", &[], |xml| xml.text("words", &[], text));
        }
        if tempo.shown {
            xml.element("direction-type", &[], |xml| {
                xml.element("metronome", &[], |xml| {
                    let word = names::word(names::NOTE_TYPES, &tempo.beat.base);
                    xml.text("beat-unit", &[], word.unwrap_or("quarter"));
                    (0..tempo.beat.dots).for_each(|_| xml.empty("beat-unit-dot", &[]));
                    xml.text("per-minute", &[], shortest(tempo.bpm));
                });
            });
        }
        xml.empty("sound", &[("tempo", &sounding)]);
    });
}

/// A number without digits it does not need.
fn shortest(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Any mark that is a direction; `number` tells lines apart that are open at once.
pub(super) fn mark(mark: &Mark, number: u8, staff: Option<u8>, xml: &mut Xml) {
    match mark {
        Mark::Dynamic(dynamic) => {
            direction(
                staff,
                xml,
                |xml| xml.element("dynamics", &[], |xml| sign_of(dynamic, xml)),
                |_| {},
            );
        }
        Mark::Wedge(wedge) => {
            let kind = match wedge {
                Wedge::Crescendo => "crescendo",
                Wedge::Diminuendo => "diminuendo",
                Wedge::Stop => "stop",
            };
            line(staff, "wedge", number, &[("type", &kind)], xml);
        }
        Mark::Words(words) => direction(staff, xml, |xml| xml.text("words", &[], words), |_| {}),
        Mark::Pedal(edge) => {
            let kind = if *edge == Edge::Start { "start" } else { "stop" };
            direction(staff, xml, |xml| xml.empty("pedal", &[("type", &kind)]), |_| {});
        }
        Mark::OctaveShift { edge, octaves } => {
            let kind = match (edge, *octaves > 0) {
                (Edge::Stop, _) => "stop",
                (Edge::Start, true) => "down",
                (Edge::Start, false) => "up",
            };
            let size = octaves.unsigned_abs().saturating_mul(7).saturating_add(1);
            line(staff, "octave-shift", number, &[("type", &kind), ("size", &size)], xml);
        }
        Mark::Program(_) | Mark::Clef(_) | Mark::Key(_) | Mark::Chord(_) => {}
    }
}

/// One end of a line. The first of those open at once needs no number.
fn line(
    staff: Option<u8>,
    name: &'static str,
    number: u8,
    attributes: super::xml::Attributes<'_>,
    xml: &mut Xml,
) {
    let mut attributes = attributes.to_vec();
    if number > 1 {
        attributes.push(("number", &number));
    }
    direction(staff, xml, |xml| xml.empty(name, &attributes), |_| {});
}

/// A change of instrument: nothing is printed, the part sounds otherwise from here on.
pub(super) fn program(program: u8, part: usize, xml: &mut Xml) {
    let id = header::instrument_id(part, None);
    xml.element("sound", &[], |xml| {
        xml.element("midi-instrument", &[("id", &id)], |xml| {
            xml.text("midi-program", &[], u16::from(program) + 1);
        });
    });
}

fn sign_of(dynamic: &Dynamic, xml: &mut Xml) {
    match dynamic {
        Dynamic::Other(text) => xml.text("other-dynamics", &[], text),
        known => xml.empty(known.name(), &[]),
    }
}
