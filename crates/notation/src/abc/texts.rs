//! How lengths, meters, keys and tempi are spelled in ABC.

use score::{Key, Meter, Mode, NoteValue, Quarters, Score, Tempo};

/// The unit that keeps most lengths whole and short: an eighth, or a quarter or sixteenth when those
/// are the commonest lengths.
pub(super) fn unit(score: &Score) -> Quarters {
    let mut counts = [0usize; 3];
    for (_, event) in score.events() {
        let index = match event.duration {
            length if length >= Quarters::ONE => 0,
            length if length >= Quarters::new(1, 2) => 1,
            _ => 2,
        };
        counts[index] += 1;
    }
    let total: usize = counts.iter().sum();
    if counts[0] * 10 >= total * 9 {
        Quarters::ONE
    } else if counts[2] * 2 > total {
        Quarters::new(1, 4)
    } else {
        Quarters::new(1, 2)
    }
}

/// A line of a tune is a line: what would end it, and the other control characters, become spaces.
pub(super) fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

pub(super) fn fraction(value: Quarters) -> String {
    if value == Quarters::ONE { "1".to_owned() } else { value.to_string() }
}

/// A multiplier as ABC shortens it: nothing for 1, `/` for a half.
pub(super) fn short(multiplier: Quarters) -> String {
    match (multiplier.numerator(), multiplier.denominator()) {
        (1, 1) => String::new(),
        (1, 2) => "/".to_owned(),
        (1, below) => format!("/{below}"),
        _ => multiplier.to_string(),
    }
}

pub(super) fn meter_text(meter: &Meter) -> String {
    match meter.symbol {
        score::MeterSymbol::Common => "C".to_owned(),
        score::MeterSymbol::Cut => "C|".to_owned(),
        score::MeterSymbol::Numbers if meter.terms.is_empty() => "none".to_owned(),
        score::MeterSymbol::Numbers => meter.to_string(),
    }
}

pub(super) fn key_text(key: Key) -> String {
    let mode = match key.mode {
        Mode::Major | Mode::Ionian => "",
        Mode::Unknown if key.fifths == 0 => return "none".to_owned(),
        Mode::Unknown => "",
        Mode::Minor | Mode::Aeolian => "m",
        Mode::Dorian => "dor",
        Mode::Phrygian => "phr",
        Mode::Lydian => "lyd",
        Mode::Mixolydian => "mix",
        Mode::Locrian => "loc",
    };
    format!("{}{mode}", key.tonic())
}

pub(super) fn tempo_text(tempo: &Tempo) -> String {
    let beat = NoteValue::dotted(tempo.beat.base, tempo.beat.dots).length() / 4;
    let bpm = format!("{:.3}", tempo.bpm);
    let bpm = bpm.trim_end_matches('0').trim_end_matches('.');
    let beat = if beat.denominator() == 1 { format!("{beat}/1") } else { beat.to_string() };
    match &tempo.text {
        Some(text) => format!("\"{}\" {beat}={bpm}", text.replace(['"', ']'], "'")),
        None => format!("{beat}={bpm}"),
    }
}
