//! From a score to a document (MusicXML 4.0 partwise).

mod accidental;
mod attributes;
mod barline;
mod beams;
mod direction;
mod divisions;
mod engrave;
mod harmony;
mod header;
mod home;
mod measure;
mod notations;
mod note;
mod plan;
mod spans;
mod split;
mod technical;
mod tuplets;
mod xml;

use std::borrow::Cow;

use score::{Meter, Part, Score};

use crate::{Position, Warnings};
use measure::PartWriter;
use xml::Xml;

const DOCTYPE: &str = "<!DOCTYPE score-partwise PUBLIC \"-//Recordare//DTD MusicXML 4.0 \
                       Partwise//EN\" \"http://www.musicxml.org/dtds/partwise.dtd\">";

/// Writes a whole document.
pub(super) fn document(score: &Score) -> (String, Warnings) {
    let mut warnings = Warnings::default();
    let score = &*with_a_part(score, &mut warnings);
    if !score.form.is_empty() {
        let message = "MusicXML cannot hold the order of parts: they are written once each";
        warnings.push(Position::default(), message);
    }
    let mut xml = Xml::new();
    xml.raw(DOCTYPE);
    xml.element("score-partwise", &[("version", &"4.0")], |xml| {
        header::write(score, xml);
        let source = engrave::Source::of(score);
        for (index, part) in score.parts.iter().enumerate() {
            let part = engrave::part(score, part, source);
            xml.element("part", &[("id", &header::part_id(index))], |xml| {
                PartWriter::new(score, index, &part, source).write(xml, &mut warnings);
            });
        }
    });
    (xml.finish(), warnings)
}

/// MusicXML has at least one part with one measure: a score without is written as a silent one, which
/// programs can open.
fn with_a_part<'a>(score: &'a Score, warnings: &mut Warnings) -> Cow<'a, Score> {
    if !score.parts.is_empty() && !score.measures.is_empty() {
        return Cow::Borrowed(score);
    }
    warnings.push(Position::default(), "there is no music: one silent part is written");
    let mut silent = score.clone();
    if silent.measures.is_empty() {
        silent.measures = Score::with_measures(&Meter::default(), 1).measures;
    }
    if silent.parts.is_empty() {
        silent.parts.push(Part::new("Music", 0));
    }
    silent.tidy();
    Cow::Owned(silent)
}
