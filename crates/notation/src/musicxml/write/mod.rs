//! From a score to a document (MusicXML 4.0 partwise).

mod accidental;
mod attributes;
mod beams;
mod direction;
mod divisions;
mod harmony;
mod header;
mod measure;
mod notations;
mod note;
mod plan;
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
        for index in 0..score.parts.len() {
            xml.element("part", &[("id", &header::part_id(index))], |xml| {
                PartWriter::new(score, index).write(xml, &mut warnings);
            });
        }
    });
    (xml.finish(), warnings)
}
