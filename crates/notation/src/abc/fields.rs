//! Information fields (section 3): keys, meters, lengths, tempi, voices.

use score::{Clef, ClefSign, Key, Meter, Mode, NoteValue, Quarters, Step, Tempo, TempoBeat};

use crate::limits::{MAX_NAME, shortened};

/// What a `K:` field says.
#[derive(Clone, Debug)]
pub(super) struct KeyField {
    /// `None` when the field only changes the clef.
    pub(super) key: Option<Key>,
    /// Accidentals that hold for the whole tune, by letter.
    pub(super) explicit: Vec<(Step, i8)>,
    pub(super) voice: VoiceOptions,
}

/// What `K:` and `V:` may say of how a voice is printed and sounds.
#[derive(Clone, Debug, Default)]
pub(super) struct VoiceOptions {
    pub(super) clef: Option<Clef>,
    pub(super) octave: i8,
    pub(super) transpose: i32,
    pub(super) name: Option<String>,
    pub(super) short_name: Option<String>,
}

/// Reads the value of a `K:` field.
pub(super) fn key(text: &str) -> KeyField {
    let (head, rest) = split_key(text.trim());
    let mut field = KeyField { key: head, explicit: Vec::new(), voice: options(rest) };
    let only = rest.split_whitespace().any(|word| word == "exp");
    for word in rest.split_whitespace() {
        if let Some((step, alter)) = explicit(word) {
            // A letter has one accidental.
            field.explicit.retain(|(other, _)| *other != step);
            field.explicit.push((step, alter));
        }
    }
    if only {
        field.key = field.key.map(|_| Key::new(0, Mode::Unknown));
    }
    field
}

/// Splits off tonic and mode.
fn split_key(text: &str) -> (Option<Key>, &str) {
    for (word, fifths) in [("HP", 0), ("Hp", 2), ("none", 0)] {
        if let Some(rest) = text.strip_prefix(word) {
            return (Some(Key::new(fifths, Mode::Unknown)), rest);
        }
    }
    let mut chars = text.char_indices();
    let Some((_, letter)) = chars.next() else { return (Some(Key::new(0, Mode::Unknown)), text) };
    if !('A'..='G').contains(&letter) || text.starts_with("Bass") {
        return (None, text);
    }
    let mut end = 1;
    if text[end..].starts_with(['#', 'b']) {
        end += 1;
    }
    let tonic = &text[..end];
    let after = text[end..].trim_start();
    let word_end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
    let word = &after[..word_end];
    let is_option = after[word_end..].starts_with('=');
    let as_mode: Option<Key> = format!("{tonic} {word}").parse().ok();
    match as_mode {
        Some(key) if !is_option => (Some(key), &after[word_end..]),
        _ => (tonic.parse().ok(), after),
    }
}

/// An accidental of the signature: `^f`, `_b`, `=c`.
fn explicit(word: &str) -> Option<(Step, i8)> {
    let letter = word.chars().last()?;
    let signs = word.strip_suffix(letter)?;
    let alter = match signs {
        "^" => 1,
        "^^" => 2,
        "_" => -1,
        "__" => -2,
        "=" => 0,
        _ => return None,
    };
    Some((Step::from_letter(letter)?, alter))
}

/// Reads `name="Alto" clef=bass transpose=-2 ...`, quotes kept together.
pub(super) fn options(text: &str) -> VoiceOptions {
    let mut options = VoiceOptions::default();
    for (name, value) in pairs(text) {
        match name.as_str() {
            "clef" => options.clef = clef(&value),
            "octave" => options.octave = value.parse().unwrap_or(0).clamp(-4, 4),
            "transpose" | "t" => options.transpose = value.parse().unwrap_or(0).clamp(-48, 48),
            "name" | "nm" => options.name = Some(shortened(&value, MAX_NAME).to_owned()),
            "snm" | "sname" | "subname" => {
                options.short_name = Some(shortened(&value, MAX_NAME).to_owned());
            }
            "" => match octave_sign(&value) {
                Some(octave) => {
                    options.clef = Some(Clef { octave, ..options.clef.unwrap_or(Clef::TREBLE) });
                }
                None => options.clef = options.clef.or_else(|| clef(&value)),
            },
            _ => {}
        }
    }
    if let Some(clef) = options.clef {
        options.octave += clef.octave;
    }
    options
}

/// `-8va` alone after a key, as abc2ps has it: the clef, treble by default, sounds an octave away.
fn octave_sign(word: &str) -> Option<i8> {
    match word {
        "-8va" | "-8" => Some(-1),
        "+8va" | "+8" => Some(1),
        _ => None,
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() && pairs.len() < 64 {
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let Some(after) = after.strip_prefix('=') else {
            pairs.push((String::new(), name.to_owned()));
            rest = after.trim_start();
            continue;
        };
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
        };
        pairs.push((name.to_owned(), value.to_owned()));
        rest = after.trim_start();
    }
    pairs
}

/// A clef by name: `treble`, `bass`, `alto`, `tenor`, `perc`, with `-8` or `+8`.
fn clef(name: &str) -> Option<Clef> {
    let (base, octave) = match (name.strip_suffix("-8"), name.strip_suffix("+8")) {
        (Some(base), _) => (base, -1),
        (_, Some(base)) => (base, 1),
        _ => (name, 0),
    };
    let (sign, line) = match base {
        "treble" | "G" | "treble2" | "G2" => (ClefSign::G, 2),
        "treble1" | "G1" => (ClefSign::G, 1),
        "bass" | "F" | "bass4" | "F4" => (ClefSign::F, 4),
        "bass3" | "baritone" | "F3" => (ClefSign::F, 3),
        "alto" | "C" | "alto3" | "C3" => (ClefSign::C, 3),
        "tenor" | "alto4" | "C4" => (ClefSign::C, 4),
        "alto1" | "soprano" | "C1" => (ClefSign::C, 1),
        "alto2" | "mezzosoprano" | "C2" => (ClefSign::C, 2),
        "perc" | "P" => (ClefSign::Percussion, 2),
        _ => return None,
    };
    Some(Clef { sign, line, octave })
}

/// The name of a clef, the inverse of reading one.
pub(super) fn clef_name(clef: Clef) -> String {
    let base = match (clef.sign, clef.line) {
        (ClefSign::G, 1) => "treble1",
        (ClefSign::G, _) => "treble",
        (ClefSign::F, 3) => "bass3",
        (ClefSign::F, _) => "bass",
        (ClefSign::C, 1) => "alto1",
        (ClefSign::C, 2) => "alto2",
        (ClefSign::C, 4) => "tenor",
        (ClefSign::C, _) => "alto",
        (ClefSign::Percussion | ClefSign::Tab, _) => "perc",
    };
    let octave = match clef.octave {
        ..=-1 => "-8",
        0 => "",
        1.. => "+8",
    };
    format!("{base}{octave}")
}

/// Reads the value of an `M:` field.
pub(super) fn meter(text: &str) -> Option<Meter> {
    let text = text.trim();
    if text.is_empty() { Some(Meter::free()) } else { text.parse().ok() }
}

/// Reads the value of an `L:` field, in quarters.
pub(super) fn unit(text: &str) -> Option<Quarters> {
    let (top, bottom) = text.trim().split_once('/').unwrap_or((text.trim(), "1"));
    let (top, bottom): (i64, i64) = (top.trim().parse().ok()?, bottom.trim().parse().ok()?);
    let sane = (1..=64).contains(&top) && (1..=512).contains(&bottom);
    sane.then(|| Quarters::new(4 * top, bottom))
}

/// The unit length where no `L:` is given: a sixteenth below 3/4, else an eighth (section 3.1.7).
pub(super) fn usual_unit(meter: Option<&Meter>) -> Quarters {
    let short = meter.is_some_and(|meter| {
        meter.bar_length().is_positive() && meter.bar_length() < Quarters::whole(3)
    });
    if short { Quarters::new(1, 4) } else { Quarters::new(1, 2) }
}

/// Reads the value of a `Q:` field.
pub(super) fn tempo(text: &str, unit: Quarters) -> Option<Tempo> {
    let mut words = text.split('"').enumerate();
    let quoted: Vec<&str> = words.by_ref().filter(|(i, _)| i % 2 == 1).map(|(_, w)| w).collect();
    let plain: String =
        text.split('"').enumerate().filter(|(i, _)| i % 2 == 0).map(|(_, w)| w).collect();
    let plain = plain.trim();
    let (beat, number) = plain.split_once('=').map_or((None, plain), |(b, n)| (Some(b), n));
    let bpm: f64 = number.trim().parse().ok().filter(|bpm| (1.0..=2000.0).contains(bpm))?;
    let length = match beat.map(str::trim) {
        // `C=120` and a bare number count unit lengths, as version 1.6 had it.
        None => unit,
        Some(beat) if beat.starts_with('C') => {
            unit * beat[1..].trim().parse::<i64>().unwrap_or(1).clamp(1, 64)
        }
        Some(beats) => beats
            .split_whitespace()
            .filter_map(|beat| {
                let (top, bottom) = beat.split_once('/')?;
                let (top, bottom): (i64, i64) = (top.parse().ok()?, bottom.parse().ok()?);
                let sane = (1..=64).contains(&top) && (1..=512).contains(&bottom);
                sane.then(|| Quarters::new(4 * top, bottom))
            })
            .sum(),
    };
    let text = Some(quoted.join(" ")).filter(|text| !text.is_empty());
    let value = NoteValue::of(length).filter(|value| value.tuplet.is_none());
    match value {
        Some(value) => {
            let beat = TempoBeat { base: value.base, dots: value.dots };
            Some(Tempo { bpm, beat, text, shown: true })
        }
        None if length.is_positive() => {
            Some(Tempo { text, ..Tempo::quarters(bpm * length.to_f64()) })
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        let check = |text: &str, expected: &str| {
            assert_eq!(key(text).key.unwrap().to_string(), expected, "{text}");
        };
        check("G", "G major");
        check("Am", "A minor");
        check("D Mix", "D mixolydian");
        check("EDor clef=bass", "E dorian");
        check("F#m", "F# minor");
        check("Bb maj", "Bb major");
        check("C clef=treble", "C major");
        assert!(key("clef=bass").key.is_none());
        assert_eq!(key("D exp _b _e ^f").explicit.len(), 3);
        assert_eq!(key("G clef=treble-8").voice.octave, -1);
        assert_eq!(key("A min -8va").voice.octave, -1);
        assert_eq!(key("A min bass -8va").voice.clef.map(|clef| clef.sign), Some(ClefSign::F));
    }

    #[test]
    fn tempi() {
        let qpm = |text: &str| tempo(text, Quarters::new(1, 2)).unwrap().quarters_per_minute();
        assert!((qpm("1/4=120") - 120.0).abs() < 1e-9);
        assert!((qpm("\"Allegro\" 3/8=50") - 75.0).abs() < 1e-9);
        assert!((qpm("120") - 60.0).abs() < 1e-9);
    }
}
