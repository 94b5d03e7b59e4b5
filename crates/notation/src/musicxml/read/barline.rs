//! Barlines, repeats and endings.

use score::{Barline, EndingStop, Jump};

use super::part::Walk;
use crate::musicxml::names;
use crate::musicxml::tree::Element;

pub(super) fn read(element: Element<'_>, walk: &mut Walk<'_>) {
    let left = element.is("location", "left");
    let measure = &mut walk.frame.measures[walk.index];
    let repeat = element.child("repeat");
    if let Some(repeat) = repeat {
        if repeat.is("direction", "forward") {
            measure.repeat_start = true;
        } else {
            measure.repeat_end = Some(repeat.small_attribute("times").unwrap_or(2).max(1));
        }
    }
    if let Some(style) = element.text_of("bar-style").filter(|_| !left) {
        let style = names::value(names::BARLINES, style).unwrap_or_default();
        // The light-heavy line of a repeat is part of the repeat sign.
        if !(repeat.is_some() && style == Barline::Final) {
            measure.barline = style;
        }
    }
    for ending in element.all("ending") {
        match ending.attribute("type").as_deref() {
            Some("start") => {
                let numbers = ending.attribute("number").unwrap_or_default();
                let numbers = numbers.split([',', ' ']).filter_map(|n| n.trim().parse().ok());
                measure.ending_start = numbers.filter(|&n| n > 0).take(32).collect();
            }
            Some("discontinue") => measure.ending_stop = Some(EndingStop::Discontinue),
            _ => measure.ending_stop = Some(EndingStop::Stop),
        }
    }
    for (name, jump) in [("segno", Jump::Segno), ("coda", Jump::Coda)] {
        if element.has(name) && !measure.jumps.contains(&jump) {
            measure.jumps.push(jump);
        }
    }
}
