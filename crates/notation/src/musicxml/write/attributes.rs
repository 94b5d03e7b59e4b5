//! Divisions, keys, times, clefs, staves and transposition.

use score::{Clef, Interval, Key, Mark, Measure, Meter, MeterSymbol, Mode, PartMeasure, Placed};

use super::measure::PartWriter;
use super::xml::Xml;
use crate::musicxml::names;

/// What stands at the beginning of a measure.
pub(super) struct Opening<'a> {
    pub(super) first: bool,
    pub(super) measure: &'a Measure,
    pub(super) content: &'a PartMeasure,
    pub(super) clefs: &'a [(u8, Clef)],
}

/// Whether a mark is written in the measure's opening attributes: a key or clef at its start, which
/// the schema wants in one place.
pub(super) fn in_opening(mark: &Placed<Mark>) -> bool {
    mark.at.is_zero() && matches!(mark.what, Mark::Key(_) | Mark::Clef(_))
}

/// Writes the opening attributes, if any, in the schema's order.
pub(super) fn opening(writer: &PartWriter<'_>, opening: &Opening<'_>, xml: &mut Xml) {
    let marks = || opening.content.marks.iter().filter(|mark| in_opening(mark));
    let meter = opening.measure.meter.as_ref();
    if !opening.first && meter.is_none() && marks().next().is_none() {
        return;
    }
    let part = writer.part;
    xml.element("attributes", &[], |xml| {
        if opening.first {
            xml.text("divisions", &[], writer.divisions);
        }
        for mark in marks() {
            if let Mark::Key(new) = mark.what {
                key(new, xml);
            }
        }
        if let Some(meter) = meter {
            time(meter, xml);
        }
        if opening.first && part.staves > 1 {
            xml.text("staves", &[], part.staves);
        }
        for &(staff, new) in opening.clefs {
            clef(new, staff, part.staves, xml);
        }
        for mark in marks() {
            if let Mark::Clef(new) = mark.what {
                clef(new, mark.staff, part.staves, xml);
            }
        }
        if opening.first && part.transposition != Interval::UNISON {
            transpose(part.transposition, xml);
        }
    });
}

pub(super) fn key(key: Key, xml: &mut Xml) {
    xml.element("key", &[], |xml| {
        xml.text("fifths", &[], key.fifths);
        if key.mode != Mode::Unknown {
            xml.text("mode", &[], key.mode.name());
        }
    });
}

fn time(meter: &Meter, xml: &mut Xml) {
    let symbol = match meter.symbol {
        MeterSymbol::Numbers => None,
        MeterSymbol::Common => Some("common"),
        MeterSymbol::Cut => Some("cut"),
    };
    let symbol = symbol.map(|symbol| [("symbol", symbol)]);
    let attributes: Vec<(&str, &dyn std::fmt::Display)> = symbol
        .iter()
        .flatten()
        .map(|(name, value)| (*name, value as &dyn std::fmt::Display))
        .collect();
    xml.element("time", &attributes, |xml| {
        if meter.terms.is_empty() {
            xml.text("senza-misura", &[], "");
        }
        // Terms of one unit share it: 3+2/8.
        for run in meter.terms.chunk_by(|a, b| a.unit == b.unit) {
            let beats: Vec<String> = run.iter().map(|term| term.beats.to_string()).collect();
            xml.text("beats", &[], beats.join("+"));
            xml.text("beat-type", &[], run[0].unit);
        }
    });
}

pub(super) fn clef(clef: Clef, staff: u8, staves: u8, xml: &mut Xml) {
    let number: [(&str, &dyn std::fmt::Display); 1] = [("number", &staff)];
    let attributes = if staves > 1 { &number[..] } else { &[] };
    xml.element("clef", attributes, |xml| {
        xml.text("sign", &[], names::word(names::CLEF_SIGNS, &clef.sign).unwrap_or("G"));
        xml.text("line", &[], clef.line);
        if clef.octave != 0 {
            xml.text("clef-octave-change", &[], clef.octave);
        }
    });
}

fn transpose(by: Interval, xml: &mut Xml) {
    let octaves = by.steps / 7;
    xml.element("transpose", &[], |xml| {
        xml.text("diatonic", &[], by.steps - 7 * octaves);
        xml.text("chromatic", &[], by.semitones - 12 * octaves);
        if octaves != 0 {
            xml.text("octave-change", &[], octaves);
        }
    });
}
