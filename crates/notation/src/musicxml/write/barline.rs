//! `<barline>` elements: styles, repeats and endings.

use score::{Barline, EndingStop, Measure};

use super::xml::Xml;
use crate::musicxml::names;

pub(super) fn left(measure: &Measure, xml: &mut Xml) {
    if !measure.repeat_start && measure.ending_start.is_empty() {
        return;
    }
    xml.element("barline", &[("location", &"left")], |xml| {
        if measure.repeat_start {
            xml.text("bar-style", &[], "heavy-light");
        }
        if !measure.ending_start.is_empty() {
            ending(&measure.ending_start, "start", xml);
        }
        if measure.repeat_start {
            xml.empty("repeat", &[("direction", &"forward")]);
        }
    });
}

pub(super) fn right(measure: &Measure, xml: &mut Xml) {
    let plain = measure.barline == Barline::Regular
        && measure.repeat_end.is_none()
        && measure.ending_stop.is_none();
    if plain {
        return;
    }
    xml.element("barline", &[("location", &"right")], |xml| {
        let style = match (measure.barline, measure.repeat_end) {
            (Barline::Regular, Some(_)) => Some("light-heavy"),
            (Barline::Regular, None) => None,
            (style, _) => names::word(names::BARLINES, &style),
        };
        if let Some(style) = style {
            xml.text("bar-style", &[], style);
        }
        match measure.ending_stop {
            Some(EndingStop::Stop) => ending(&measure.ending_start, "stop", xml),
            Some(EndingStop::Discontinue) => ending(&measure.ending_start, "discontinue", xml),
            None => {}
        }
        match measure.repeat_end {
            Some(2) => xml.empty("repeat", &[("direction", &"backward")]),
            Some(times) => xml.empty("repeat", &[("direction", &"backward"), ("times", &times)]),
            None => {}
        }
    });
}

fn ending(numbers: &[u8], kind: &str, xml: &mut Xml) {
    let numbers: Vec<String> = numbers.iter().map(u8::to_string).collect();
    // An ending that began in an earlier measure still has to be numbered; 1 satisfies the schema.
    let numbers = if numbers.is_empty() { "1".to_owned() } else { numbers.join(", ") };
    xml.empty("ending", &[("number", &numbers), ("type", &kind)]);
}
