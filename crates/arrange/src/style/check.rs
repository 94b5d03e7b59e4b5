//! What a style must fulfil, and the meters it can.

use score::{Key, Meter, theory::RomanNumeral};

use super::{Drum, Limb, Line, Part, Pattern, Plays, Style};
use crate::ArrangeError;
use crate::figure;

/// The longest text that is read, in bytes, and the most parts, lines of a part, patterns of a line,
/// bars of an introduction.
const MAX_TEXT: usize = 256 * 1024;
const MAX_PARTS: usize = 32;
const MAX_LINES: usize = 8;
const MAX_PATTERNS: usize = 128;
const MAX_BARS: usize = 16;

pub(super) fn parse(text: &str) -> Result<Style, ArrangeError> {
    if text.len() > MAX_TEXT {
        return Err(ArrangeError::Style(format!("it is longer than {MAX_TEXT} bytes")));
    }
    let style: Style =
        toml::from_str(text).map_err(|error| ArrangeError::Style(error.to_string()))?;
    check(&style).map_err(ArrangeError::Style)?;
    Ok(style)
}

fn check(style: &Style) -> Result<(), String> {
    if style.parts.is_empty() || style.parts.len() > MAX_PARTS {
        return Err(format!("it needs from 1 to {MAX_PARTS} parts"));
    }
    if !(20.0..=400.0).contains(&style.tempo) {
        return Err("tempo must be from 20 to 400 quarter notes a minute".to_owned());
    }
    for bars in [&style.intro, &style.intro_minor, &style.ending, &style.ending_minor] {
        numerals(bars)?;
    }
    for part in &style.parts {
        check_part(part).map_err(|what| format!("part {:?}: {what}", part.name))?;
    }
    let mut lines = style.parts.iter().flat_map(|part| &part.lines);
    let tune =
        |line: &Line| line.plays == Plays::Melody || line.plays == Plays::Voice && line.voice == 1;
    if lines.any(tune) { Ok(()) } else { Err("no line plays the melody".to_owned()) }
}

fn numerals(bars: &[String]) -> Result<(), String> {
    if bars.len() > MAX_BARS {
        return Err(format!("at most {MAX_BARS} bars can come before or after the melody"));
    }
    let bad = bars
        .iter()
        .flat_map(|bar| bar.split_whitespace())
        .find(|numeral| RomanNumeral::parse(numeral, Key::C_MAJOR).is_err());
    bad.map_or(Ok(()), |numeral| Err(format!("`{numeral}` is not a Roman numeral")))
}

fn check_part(part: &Part) -> Result<(), String> {
    if part.lines.is_empty() || part.lines.len() > MAX_LINES {
        return Err(format!("it needs from 1 to {MAX_LINES} lines"));
    }
    if part.program > 127 || part.volume > 127 {
        return Err("program and volume must be from 0 to 127".to_owned());
    }
    if !(-90..=90).contains(&part.pan) || !(-3..=3).contains(&part.octave) {
        return Err("pan must be from -90 to 90 and octave from -3 to 3".to_owned());
    }
    if !(1..=3).contains(&part.staves) || part.clefs.len() > usize::from(part.staves) {
        return Err("it needs from 1 to 3 staves, and no more clefs than staves".to_owned());
    }
    for (index, line) in part.lines.iter().enumerate() {
        check_line(part, line).map_err(|what| format!("line {}: {what}", index + 1))?;
    }
    Ok(())
}

fn check_line(part: &Part, line: &Line) -> Result<(), String> {
    if !(1..=part.staves).contains(&line.staff) {
        return Err(format!("there is no staff {}", line.staff));
    }
    if part.percussion != (line.plays == Plays::Drums) {
        return Err("drums, and only drums, are played by a part with percussion = true".to_owned());
    }
    if (line.plays == Plays::Voice) != (1..=4).contains(&line.voice) {
        return Err("voice = 1 to 4 goes with plays = \"voice\"".to_owned());
    }
    if !(1..=6).contains(&line.notes) {
        return Err("notes must be from 1 to 6".to_owned());
    }
    if line.range.1 - line.range.0 < 11 && !part.percussion && line.plays != Plays::Chords {
        return Err("its range must span an octave, so that every tone has a place".to_owned());
    }
    if line.patterns.len() > MAX_PATTERNS {
        return Err(format!("at most {MAX_PATTERNS} patterns"));
    }
    if line.plays == Plays::Drums && line.patterns.is_empty() {
        return Err("drums need patterns".to_owned());
    }
    for (index, pattern) in line.patterns.iter().enumerate() {
        check_pattern(line.plays, pattern)
            .map_err(|what| format!("pattern {} ({}): {what}", index + 1, pattern.meter))?;
    }
    Ok(())
}

/// The signs each kind of line knows.
fn signs(plays: Plays) -> &'static str {
    match plays {
        Plays::Melody | Plays::Second => "",
        Plays::Voice | Plays::Counter => "xX-.",
        Plays::Chords => "xX>123456u-.",
        Plays::Bass => "R358o5aw>-.",
        Plays::Drums => "xXg-.",
    }
}

fn check_pattern(plays: Plays, pattern: &Pattern) -> Result<(), String> {
    if !(1..=3).contains(&pattern.density) {
        return Err("density must be 1, 2 or 3".to_owned());
    }
    if plays == Plays::Drums {
        return check_drums(pattern);
    }
    if !pattern.drums.is_empty() {
        return Err("only drums have drums".to_owned());
    }
    check_text(&pattern.rhythm, signs(plays))
}

fn check_text(text: &str, signs: &str) -> Result<(), String> {
    let bars = figure::bars(text);
    if bars.is_empty() || bars.iter().any(|bar| bar.is_empty() || bar.len() > 96) || bars.len() > 16
    {
        return Err("a rhythm has from 1 to 16 bars of 1 to 96 steps".to_owned());
    }
    match bars.iter().flatten().find(|sign| !signs.contains(**sign)) {
        Some(sign) if signs.is_empty() => Err(format!("this line takes no pattern (`{sign}`)")),
        Some(sign) => Err(format!("`{sign}` is not one of {signs}")),
        None => Ok(()),
    }
}

/// Two hands and two feet must be able to play it.
fn check_drums(pattern: &Pattern) -> Result<(), String> {
    if pattern.drums.is_empty() || !pattern.rhythm.is_empty() {
        return Err("drums have a table of drums instead of a rhythm".to_owned());
    }
    let mut shape: Option<Vec<usize>> = None;
    for (drum, text) in &pattern.drums {
        check_text(text, signs(Plays::Drums)).map_err(|what| format!("{drum:?}: {what}"))?;
        let own: Vec<usize> = figure::bars(text).iter().map(Vec::len).collect();
        if shape.get_or_insert_with(|| own.clone()) != &own {
            return Err(format!("{drum:?}: all drums need the same number of steps"));
        }
    }
    let hits = |limb: Limb, step: usize| {
        let own = pattern.drums.iter().filter(|(drum, _)| drum.limb() == limb);
        own.filter(|(_, text)| {
            let sign = figure::bars(text).into_iter().flatten().nth(step);
            matches!(sign, Some('x' | 'X' | 'g'))
        })
        .count()
    };
    for step in 0..shape.unwrap_or_default().iter().sum() {
        if hits(Limb::Hand, step) > 2 || hits(Limb::Foot, step) > 2 {
            return Err(format!(
                "step {}: more hits than two hands and two feet can play",
                step + 1
            ));
        }
    }
    let feet: Vec<&Drum> = pattern.drums.keys().filter(|drum| drum.limb() == Limb::Foot).collect();
    if feet.len() > 2 { Err("more pedals than feet".to_owned()) } else { Ok(()) }
}

pub(super) fn meters(style: &Style) -> Option<Vec<Meter>> {
    let mut common: Option<Vec<Meter>> = None;
    let lines = style.parts.iter().flat_map(|part| &part.lines);
    for line in lines.filter(|line| line.needs_patterns()) {
        let mut own: Vec<Meter> = Vec::new();
        for pattern in line.patterns.iter().filter(|pattern| pattern.when == super::When::Groove) {
            if !own.contains(&pattern.meter) {
                own.push(pattern.meter.clone());
            }
        }
        common = Some(match common {
            None => own,
            // A meter counts when this line can derive it, too.
            Some(before) => before
                .into_iter()
                .filter(|meter| figure::find(&line.patterns, meter).is_some())
                .collect(),
        });
    }
    common
}
