//! Chord symbols.

use score::{ChordDegree, ChordKind, ChordSymbol, DegreeChange, Mark, Quarters, Step, Tone};

use super::part::{PartReader, Walk};
use crate::musicxml::tree::Element;

pub(super) fn read(element: Element<'_>, reader: &PartReader, walk: &mut Walk<'_>) {
    let at = (walk.cursor + reader.offset(element)).max(Quarters::ZERO);
    let staff = element.small_of("staff").unwrap_or(1);
    match symbol(element) {
        Some(symbol) => walk.mark(at, staff, Mark::Chord(symbol)),
        None => walk
            .warn_once("a chord symbol without a root letter (a function or numeral) is left out"),
    }
}

fn symbol(element: Element<'_>) -> Option<ChordSymbol> {
    let kind_element = element.child("kind");
    let kind = kind_element.map_or("major", |kind| kind.trimmed());
    let kind = ChordKind::from_musicxml_name(kind).unwrap_or(ChordKind::Other);
    let none = (kind == ChordKind::None).then_some(Tone::new(Step::C, 0));
    let root = element.child("root").and_then(|root| tone(root, "root")).or(none)?;
    let mut symbol = ChordSymbol::new(root, kind);
    symbol.bass = element.child("bass").and_then(|bass| tone(bass, "bass"));
    symbol.degrees = element.all("degree").filter_map(degree).collect();
    let text = kind_element.and_then(|kind| kind.attribute("text")).map(|text| text.into_owned());
    symbol.text = text.filter(|text| *text != kind.suffix());
    Some(symbol)
}

fn tone(element: Element<'_>, what: &str) -> Option<Tone> {
    let letter = element.text_of(&format!("{what}-step"))?.chars().next()?;
    let alter = element.small_of(&format!("{what}-alter")).unwrap_or(0);
    Some(Tone::new(Step::from_letter(letter)?, alter))
}

fn degree(element: Element<'_>) -> Option<ChordDegree> {
    let change = match element.text_of("degree-type")? {
        "add" => DegreeChange::Add,
        "alter" => DegreeChange::Alter,
        "subtract" => DegreeChange::Subtract,
        _ => return None,
    };
    let degree = element.small_of("degree-value").filter(|value| (1..=13).contains(value))?;
    Some(ChordDegree { degree, alter: element.small_of("degree-alter").unwrap_or(0), change })
}
