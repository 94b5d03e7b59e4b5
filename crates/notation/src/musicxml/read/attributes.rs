//! Divisions, keys, times, clefs, staves and transposition.

use score::{Clef, Interval, Key, Mark, Meter, MeterSymbol, MeterTerm, Mode, Quarters};

use super::part::{PartReader, Walk};
use crate::musicxml::names;
use crate::musicxml::tree::Element;

pub(super) fn read(element: Element<'_>, reader: &mut PartReader, walk: &mut Walk<'_>) {
    if element.has("divisions") {
        divisions(element, reader, walk);
    }
    if let Some(staves) = element.small_of::<u8>("staves") {
        reader.part.staves = reader.part.staves.max(staves.clamp(1, 16));
    }
    for key in element.all("key") {
        read_key(key, walk);
    }
    for time in element.all("time").take(1) {
        read_time(time, walk);
    }
    for clef in element.all("clef") {
        read_clef(clef, walk);
    }
    if let Some(transpose) = element.child("transpose") {
        read_transpose(transpose, reader, walk);
    }
}

fn divisions(element: Element<'_>, reader: &mut PartReader, walk: &mut Walk<'_>) {
    match element.integer_of("divisions") {
        Some(number) if (1..=1 << 24).contains(&number) => reader.divisions = number,
        _ => walk.warn("its <divisions> is not a number above zero: the last one stays in force"),
    }
}

fn read_key(element: Element<'_>, walk: &mut Walk<'_>) {
    let Some(fifths) =
        element.small_of::<i8>("fifths").filter(|fifths| (-14..=14).contains(fifths))
    else {
        walk.warn_once("a key that is not a number of sharps or flats is left out");
        return;
    };
    let mode = element.text_of("mode").unwrap_or("none").to_lowercase();
    let mode = Mode::ALL.into_iter().find(|known| known.name() == mode).unwrap_or(Mode::Unknown);
    let staff = element.small_attribute("number").unwrap_or(1);
    if staff > 1 && walk.keyed {
        walk.warn_once("staves of one part in different keys: the first staff's key holds");
        return;
    }
    walk.keyed = true;
    walk.mark(walk.cursor, 1, Mark::Key(Key::new(fifths, mode)));
}

fn read_time(element: Element<'_>, walk: &mut Walk<'_>) {
    let Some(meter) = meter(element) else {
        walk.warn("its time signature cannot be read: the last one stays in force");
        return;
    };
    if walk.cursor > Quarters::ZERO {
        walk.warn("a time signature in mid-measure is left out");
        return;
    }
    let measure = &mut walk.frame.measures[walk.index];
    match &measure.meter {
        Some(other) if *other != meter => {
            walk.warn_once("parts in different meters at once: the first part's meter holds");
        }
        _ => measure.meter = Some(meter),
    }
}

fn meter(element: Element<'_>) -> Option<Meter> {
    if element.has("senza-misura") {
        return Some(Meter::free());
    }
    let mut terms = Vec::new();
    for (beats, unit) in element.all("beats").zip(element.all("beat-type")) {
        let unit: u8 = unit.trimmed().parse().ok().filter(|unit: &u8| unit.is_power_of_two())?;
        for beats in beats.trimmed().split('+') {
            let beats: u8 = beats.trim().parse().ok().filter(|&beats| beats > 0)?;
            terms.push(MeterTerm { beats, unit });
        }
    }
    let symbol = match element.attribute("symbol").as_deref() {
        Some("common") => MeterSymbol::Common,
        Some("cut") => MeterSymbol::Cut,
        _ => MeterSymbol::Numbers,
    };
    (!terms.is_empty() && terms.len() <= 16).then_some(Meter { terms, symbol })
}

fn read_clef(element: Element<'_>, walk: &mut Walk<'_>) {
    let staff = element.small_attribute("number").unwrap_or(1);
    let word = element.text_of("sign").unwrap_or("G");
    let Some(sign) = names::value(names::CLEF_SIGNS, word) else {
        walk.warn_once(format!("the clef sign {word:?} is left out"));
        return;
    };
    let usual = match sign {
        score::ClefSign::F => 4,
        score::ClefSign::C => 3,
        score::ClefSign::Tab => 5,
        score::ClefSign::G | score::ClefSign::Percussion => 2,
    };
    let line = element.small_of("line").unwrap_or(usual);
    let octave = element.small_of("clef-octave-change").unwrap_or(0);
    walk.mark(walk.cursor, staff, Mark::Clef(Clef { sign, line, octave }));
}

fn read_transpose(element: Element<'_>, reader: &mut PartReader, walk: &mut Walk<'_>) {
    let chromatic = element.small_of::<i32>("chromatic").unwrap_or(0).clamp(-127, 127);
    let octaves = element.small_of::<i32>("octave-change").unwrap_or(0).clamp(-10, 10);
    let usual_steps = [0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6];
    let within = usize::try_from(chromatic.abs() % 12).unwrap_or(0);
    let guessed = chromatic.signum() * (usual_steps[within] + 7 * (chromatic.abs() / 12));
    let diatonic = element.small_of::<i32>("diatonic").unwrap_or(guessed).clamp(-70, 70);
    let interval = Interval::new(diatonic + 7 * octaves, chromatic + 12 * octaves);
    if reader.transposed && reader.part.transposition != interval {
        walk.warn_once("a part that changes its transposition keeps the first one");
        return;
    }
    reader.transposed = true;
    reader.part.transposition = interval;
}
