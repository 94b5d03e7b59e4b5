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

use score::Score;

use crate::Warnings;
use measure::PartWriter;
use xml::Xml;

const DOCTYPE: &str = "<!DOCTYPE score-partwise PUBLIC \"-//Recordare//DTD MusicXML 4.0 \
                       Partwise//EN\" \"http://www.musicxml.org/dtds/partwise.dtd\">";

/// Writes a whole document.
pub(super) fn document(score: &Score) -> (String, Warnings) {
    let mut warnings = Warnings::default();
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
