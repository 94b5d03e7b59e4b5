//! The instrument a part's name means.

use std::sync::LazyLock;

use score::Score;

/// The table, written for people.
const TABLE: &str = include_str!("instruments.toml");

#[derive(serde::Deserialize)]
struct Table {
    instrument: Vec<Entry>,
}

#[derive(serde::Deserialize)]
struct Entry {
    program: u8,
    names: Vec<String>,
}

/// A name as words, and its program; longest names first.
static NAMES: LazyLock<Vec<(Vec<String>, u8)>> = LazyLock::new(|| {
    let entries = toml::from_str::<Table>(TABLE).map(|table| table.instrument).unwrap_or_default();
    let mut names: Vec<(Vec<String>, u8)> = entries
        .iter()
        .flat_map(|entry| entry.names.iter().map(|name| (words(name), entry.program)))
        .collect();
    names.sort_by_key(|(words, _)| std::cmp::Reverse(words.iter().map(String::len).sum::<usize>()));
    names
});

/// The choir's program, which many bass singers share with the soprano.
const CHOIR: u8 = 52;
const CONTRABASS: u8 = 43;

/// The General MIDI program that a name means, if it means one.
pub(super) fn program(name: &str) -> Option<u8> {
    let given = words(name);
    NAMES.iter().find(|(wanted, _)| contains(&given, wanted)).map(|(_, program)| *program)
}

/// The program of a part: what the score says, or else what its names mean, or else a piano.
pub(super) fn program_of(score: &Score, part: usize) -> u8 {
    let Some(part) = score.parts.get(part) else { return 0 };
    if let Some(program) = part.instrument.program {
        return program.min(127);
    }
    let names = [&part.name, &part.instrument.name, &part.abbreviation];
    let sung = || {
        let lyrics = |event: &score::Event| !event.lyrics.is_empty();
        let voices = part.measures.iter().take(64).flat_map(|measure| &measure.voices);
        voices.flat_map(|voice| &voice.events).any(lyrics)
    };
    match names.into_iter().find_map(|name| program(name)) {
        // A bass among sopranos sings.
        Some(CONTRABASS) if sung() || has_singers(score) && short_bass(&part.name) => CHOIR,
        Some(program) => program,
        None if sung() => CHOIR,
        None => 0,
    }
}

fn short_bass(name: &str) -> bool {
    words(name).iter().all(|word| matches!(word.as_str(), "bass" | "basso" | "bassi" | "bässe"))
}

fn has_singers(score: &Score) -> bool {
    let singer = |part: &score::Part| {
        part.instrument.program.is_none() && program(&part.name) == Some(CHOIR)
    };
    score.parts.iter().take(64).any(singer)
}

/// Lower-case words; digits and points end a word.
fn words(name: &str) -> Vec<String> {
    let lower: String = name.chars().take(200).collect::<String>().to_lowercase();
    let words = lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

fn contains(given: &[String], wanted: &[String]) -> bool {
    let chinese = |word: &str| word.chars().any(|c| ('\u{2e80}'..='\u{9fff}').contains(&c));
    if let [word] = wanted
        && chinese(word)
    {
        return given.iter().any(|given| given.contains(word.as_str()));
    }
    let same = |(given, wanted): (&String, &String)| {
        given == wanted || given.strip_suffix('s').is_some_and(|singular| singular == wanted)
    };
    !wanted.is_empty() && given.windows(wanted.len()).any(|some| some.iter().zip(wanted).all(same))
}

#[cfg(test)]
mod tests {
    use score::{Part, shorthand};

    use super::*;

    #[test]
    fn the_table_is_read() {
        assert!(toml::from_str::<Table>(TABLE).is_ok());
        assert!(NAMES.len() > 250 && NAMES.iter().all(|(words, p)| !words.is_empty() && *p < 128));
    }

    #[test]
    fn names_of_five_languages() {
        for (name, expected) in [
            ("Violino I", Some(40)),
            ("Violins 2", Some(40)),
            ("Flöte", Some(73)),
            ("钢琴", Some(0)),
            ("第一小提琴", Some(40)),
            ("女高音", Some(52)),
            ("Tromboni", Some(57)),
            ("Tromba in C", Some(56)),
            ("Corno inglese", Some(69)),
            ("Corni in F", Some(60)),
            ("Alto Saxophone", Some(65)),
            ("Viola da gamba", Some(42)),
            ("Singstimme.", Some(52)),
            ("Hautbois", Some(68)),
            ("Kontrabass", Some(43)),
            ("Bassklarinette in B", Some(71)),
            ("Part 1", None),
        ] {
            assert_eq!(program(name), expected, "{name}");
        }
    }

    #[test]
    fn a_bass_among_singers_sings() {
        let mut score = shorthand("C", "4/4", &["C5:4", "C3:4"]).unwrap();
        score.parts[0] = Part { name: "Soprano".to_owned(), ..score.parts[0].clone() };
        score.parts[1].name = "Bass".to_owned();
        assert_eq!((program_of(&score, 0), program_of(&score, 1)), (52, 52));
        score.parts[0].name = "Viola".to_owned();
        assert_eq!((program_of(&score, 0), program_of(&score, 1)), (41, 43));
    }
}
