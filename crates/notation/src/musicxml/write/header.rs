//! Titles, people, rights and the list of parts.

use score::{Info, Instrument, Mark, Part, PartGroup, Score};

use super::plan::drums_of;
use super::xml::Xml;
use crate::musicxml::names;

/// The id of a part.
pub(super) fn part_id(index: usize) -> String {
    format!("P{}", index + 1)
}

/// The id of an instrument of a part: the part itself, or one drum of it.
pub(super) fn instrument_id(part: usize, drum: Option<u8>) -> String {
    match drum {
        Some(key) => format!("P{}-X{}", part + 1, key + 1),
        None => format!("P{}-I1", part + 1),
    }
}

pub(super) fn write(score: &Score, xml: &mut Xml) {
    let info = &score.info;
    if info.work.is_some() {
        xml.element("work", &[], |xml| optional(xml, "work-title", info.work.as_ref()));
    }
    optional(xml, "movement-number", info.number.as_ref());
    optional(xml, "movement-title", info.title.as_ref());
    identification(info, xml);
    if let Some(subtitle) = &info.subtitle {
        xml.element("credit", &[("page", &1)], |xml| {
            xml.text("credit-type", &[], "subtitle");
            xml.text("credit-words", &[], subtitle);
        });
    }
    xml.element("part-list", &[], |xml| {
        for (index, part) in score.parts.iter().enumerate() {
            for (number, group) in starting(score, index) {
                start_group(number, group, xml);
            }
            score_part(index, part, xml);
            for (number, _) in ending(score, index) {
                xml.empty("part-group", &[("number", &(number + 1)), ("type", &"stop")]);
            }
        }
    });
}

fn optional(xml: &mut Xml, name: &'static str, text: Option<&String>) {
    if let Some(text) = text {
        xml.text(name, &[], text);
    }
}

fn identification(info: &Info, xml: &mut Xml) {
    xml.element("identification", &[], |xml| {
        for (kind, name) in [
            ("composer", &info.composer),
            ("lyricist", &info.lyricist),
            ("arranger", &info.arranger),
        ] {
            if let Some(name) = name {
                xml.text("creator", &[("type", &kind)], name);
            }
        }
        for (field, name) in &info.misc {
            if let Some(kind) = field.strip_prefix("creator.") {
                xml.text("creator", &[("type", &kind)], name);
            }
        }
        optional(xml, "rights", info.rights.as_ref());
        xml.element("encoding", &[], |xml| {
            let ours = "Musaic".to_owned();
            for name in info.software.iter().filter(|name| **name != ours).chain([&ours]) {
                xml.text("software", &[], name);
            }
        });
        optional(xml, "source", info.source.as_ref());
        let fields: Vec<_> =
            info.misc.iter().filter(|(name, _)| !name.starts_with("creator.")).collect();
        if !fields.is_empty() {
            xml.element("miscellaneous", &[], |xml| {
                for (name, value) in fields {
                    xml.text("miscellaneous-field", &[("name", name)], value);
                }
            });
        }
    });
}

fn starting(score: &Score, part: usize) -> impl Iterator<Item = (usize, &PartGroup)> {
    score.groups.iter().enumerate().filter(move |(_, group)| group.first == part)
}

/// Inner groups close before outer ones.
fn ending(score: &Score, part: usize) -> impl Iterator<Item = (usize, &PartGroup)> {
    score.groups.iter().enumerate().rev().filter(move |(_, group)| group.last == part)
}

fn start_group(number: usize, group: &PartGroup, xml: &mut Xml) {
    xml.element("part-group", &[("number", &(number + 1)), ("type", &"start")], |xml| {
        if !group.name.is_empty() {
            xml.text("group-name", &[], &group.name);
        }
        if let Some(symbol) = names::word(names::GROUP_SYMBOLS, &group.symbol) {
            xml.text("group-symbol", &[], symbol);
        }
        xml.text("group-barline", &[], if group.joined_barlines { "yes" } else { "no" });
    });
}

fn score_part(index: usize, part: &Part, xml: &mut Xml) {
    xml.element("score-part", &[("id", &part_id(index))], |xml| {
        xml.text("part-name", &[], &part.name);
        if !part.abbreviation.is_empty() {
            xml.text("part-abbreviation", &[], &part.abbreviation);
        }
        let instrument = &part.instrument;
        let drums = drums_of(part);
        let main = instrument_id(index, None);
        let named = !instrument.name.is_empty();
        if drums.is_empty() && !named && !has_midi(instrument) && !changes_program(part) {
            return;
        }
        let name = if named { &instrument.name } else { &part.name };
        xml.element("score-instrument", &[("id", &main)], |xml| {
            xml.text("instrument-name", &[], if named { name } else { "" });
        });
        for &drum in &drums {
            xml.element("score-instrument", &[("id", &instrument_id(index, Some(drum)))], |xml| {
                xml.text("instrument-name", &[], format!("Drum {drum}"));
            });
        }
        if has_midi(instrument) {
            midi_instrument(&main, instrument, None, xml);
        }
        for &drum in &drums {
            midi_instrument(&instrument_id(index, Some(drum)), instrument, Some(drum), xml);
        }
    });
}

/// Whether the part takes another instrument on the way; the change refers to a listed one.
fn changes_program(part: &Part) -> bool {
    let mut marks = part.measures.iter().flat_map(|measure| &measure.marks);
    marks.any(|placed| matches!(placed.what, Mark::Program(_)))
}

fn has_midi(instrument: &Instrument) -> bool {
    instrument.program.is_some()
        || instrument.channel.is_some()
        || instrument.volume.is_some()
        || instrument.pan.is_some()
        || instrument.percussion
}

fn midi_instrument(id: &str, instrument: &Instrument, drum: Option<u8>, xml: &mut Xml) {
    let drum_channel = instrument.percussion.then_some(9);
    xml.element("midi-instrument", &[("id", &id)], |xml| {
        if let Some(channel) = instrument.channel.or(drum_channel) {
            xml.text("midi-channel", &[], channel + 1);
        }
        if let Some(program) = instrument.program {
            xml.text("midi-program", &[], u16::from(program) + 1);
        }
        if let Some(drum) = drum {
            xml.text("midi-unpitched", &[], drum + 1);
        }
        if drum.is_none() {
            if let Some(volume) = instrument.volume {
                xml.text("volume", &[], format!("{:.2}", f64::from(volume) / 1.27));
            }
            if let Some(pan) = instrument.pan {
                xml.text("pan", &[], pan);
            }
        }
    });
}
