//! Chord symbols.

use score::{ChordKind, ChordSymbol, DegreeChange, Tone};

use super::xml::Xml;

pub(super) fn write(chord: &ChordSymbol, staff: u8, staves: u8, xml: &mut Xml) {
    xml.element("harmony", &[], |xml| {
        xml.element("root", &[], |xml| tone(chord.root, "root-step", "root-alter", xml));
        let shown = chord.text.as_deref().unwrap_or(chord.kind.suffix());
        let text: [(&str, &dyn std::fmt::Display); 1] = [("text", &shown)];
        let plain = chord.kind == ChordKind::Major && shown.is_empty();
        xml.text("kind", if plain { &[] } else { &text }, chord.kind.musicxml_name());
        if let Some(bass) = chord.bass {
            xml.element("bass", &[], |xml| tone(bass, "bass-step", "bass-alter", xml));
        }
        for degree in &chord.degrees {
            xml.element("degree", &[], |xml| {
                xml.text("degree-value", &[], degree.degree);
                xml.text("degree-alter", &[], degree.alter);
                let change = match degree.change {
                    DegreeChange::Add => "add",
                    DegreeChange::Alter => "alter",
                    DegreeChange::Subtract => "subtract",
                };
                xml.text("degree-type", &[], change);
            });
        }
        if staves > 1 {
            xml.text("staff", &[], staff);
        }
    });
}

fn tone(tone: Tone, step: &'static str, alter: &'static str, xml: &mut Xml) {
    xml.text(step, &[], tone.step.letter());
    if tone.alter != 0 {
        xml.text(alter, &[], tone.alter);
    }
}
