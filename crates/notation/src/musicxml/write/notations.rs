//! `<notations>` and `<lyric>`: what hangs on a note.

use score::{Articulation, Edge, Event, Lyric, Note, Ornament, TupletMark};

use super::xml::Xml;
use super::{note, technical};
use crate::musicxml::names;

/// Writes the notations of one note. Those of the whole chord stand at its first note.
pub(super) fn write(event: &Event, note: Option<&Note>, in_chord: bool, xml: &mut Xml) {
    let tied = note.is_some_and(|note| note.tie_start || note.tie_stop);
    let fingered = note.is_some_and(technical::has_signs);
    let arpeggio = event.articulations.contains(&Articulation::Arpeggio);
    let hung = !(event.slurs.is_empty()
        && event.tuplets.is_empty()
        && event.articulations.is_empty()
        && event.ornaments.is_empty());
    if !(tied || fingered || arpeggio || (hung && !in_chord)) {
        return;
    }
    xml.element("notations", &[], |xml| {
        if let Some(note) = note {
            note::ties("tied", note, xml);
        }
        if !in_chord {
            for slur in &event.slurs {
                xml.empty("slur", &[("number", &slur.number), ("type", &edge(slur.edge))]);
            }
            event.tuplets.iter().for_each(|mark| tuplet(mark, xml));
            lines(event, xml);
            ornaments(event, xml);
        }
        technical::write(event, note, in_chord, xml);
        if !in_chord {
            articulations(event, xml);
            let fermatas = event.articulations.iter().filter(|a| **a == Articulation::Fermata);
            fermatas.for_each(|_| xml.empty("fermata", &[]));
        }
        if arpeggio {
            xml.empty("arpeggiate", &[]);
        }
    });
}

pub(super) fn edge(edge: Edge) -> &'static str {
    match edge {
        Edge::Start => "start",
        Edge::Stop => "stop",
    }
}

fn tuplet(mark: &TupletMark, xml: &mut Xml) {
    let bracket = mark.bracket.map(|bracket| if bracket { "yes" } else { "no" });
    let kind = edge(mark.edge);
    let mut attributes: Vec<(&str, &dyn std::fmt::Display)> =
        vec![("number", &mark.number), ("type", &kind)];
    if let Some(bracket) = &bracket {
        attributes.push(("bracket", bracket));
    }
    xml.element("tuplet", &attributes, |xml| {
        if let Some(ratio) = mark.ratio {
            xml.element("tuplet-actual", &[], |xml| xml.text("tuplet-number", &[], ratio.actual));
            xml.element("tuplet-normal", &[], |xml| xml.text("tuplet-number", &[], ratio.normal));
        }
    });
}

fn lines(event: &Event, xml: &mut Xml) {
    for ornament in &event.ornaments {
        if let Ornament::Glissando(end) = ornament {
            xml.empty("glissando", &[("type", &edge(*end)), ("line-type", &"solid")]);
        }
    }
}

fn ornaments(event: &Event, xml: &mut Xml) {
    let ours = |ornament: &&Ornament| !matches!(ornament, Ornament::Glissando(_));
    if !event.ornaments.iter().any(|ornament| ours(&ornament)) {
        return;
    }
    xml.element("ornaments", &[], |xml| {
        for ornament in event.ornaments.iter().filter(ours) {
            match ornament {
                Ornament::WavyLine(end) => xml.empty("wavy-line", &[("type", &edge(*end))]),
                Ornament::Tremolo(strokes) => {
                    xml.text("tremolo", &[("type", &"single")], strokes);
                }
                Ornament::TremoloBetween(end, strokes) => {
                    xml.text("tremolo", &[("type", &edge(*end))], strokes);
                }
                plain => {
                    if let Some(word) = names::word(names::ORNAMENTS, plain) {
                        xml.empty(word, &[]);
                    }
                }
            }
        }
    });
}

fn articulations(event: &Event, xml: &mut Xml) {
    let words: Vec<&str> = event
        .articulations
        .iter()
        .filter_map(|articulation| match articulation {
            Articulation::Other(word) if is_name(word) => Some(word.as_str()),
            known => names::word(names::ARTICULATIONS, known),
        })
        .collect();
    if !words.is_empty() {
        xml.element("articulations", &[], |xml| words.iter().for_each(|word| xml.empty(word, &[])));
    }
}

/// An unknown articulation is written back only under a name that XML allows.
fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

pub(super) fn lyric(lyric: &Lyric, xml: &mut Xml) {
    xml.element("lyric", &[("number", &lyric.verse)], |xml| {
        if !lyric.text.is_empty() {
            xml.text(
                "syllabic",
                &[],
                names::word(names::SYLLABICS, &lyric.syllabic).unwrap_or("single"),
            );
            for (index, text) in lyric.text.split('‿').enumerate() {
                if index > 0 {
                    xml.text("elision", &[], "‿");
                }
                xml.text("text", &[], text);
            }
        }
        if lyric.extend {
            xml.empty("extend", &[]);
        }
    });
}
