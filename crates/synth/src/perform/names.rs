//! The instrument a part's name means.

use std::sync::LazyLock;

use score::{Part, Score};

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

/// The program of each part: what the score says, or else what its names mean, or else a piano.
///
/// Some writers put program 0 on everything; when all parts are pianos by number and some are not by
/// name, the names are believed.
pub(super) fn programs(score: &Score) -> Vec<u8> {
    let names: Vec<Option<u8>> = score.parts.iter().map(by_name).collect();
    let singers = names.contains(&Some(CHOIR));
    let told = |part: &Part| part.instrument.program.filter(|_| !part.instrument.percussion);
    let all_pianos = score.parts.len() > 1 && score.parts.iter().filter_map(told).all(|p| p == 0);
    let program = |(part, name): (&Part, &Option<u8>)| {
        let name = match name {
            // A bass among sopranos sings.
            Some(CONTRABASS) if sung(part) || singers && short_bass(&part.name) => Some(CHOIR),
            None if sung(part) => Some(CHOIR),
            name => *name,
        };
        match part.instrument.program {
            Some(0) if all_pianos && !part.instrument.percussion => name.unwrap_or(0),
            Some(program) => program.min(127),
            None => name.unwrap_or(0),
        }
    };
    score.parts.iter().zip(&names).map(program).collect()
}

fn by_name(part: &Part) -> Option<u8> {
    [&part.name, &part.instrument.name, &part.abbreviation].into_iter().find_map(|n| program(n))
}

fn sung(part: &Part) -> bool {
    let voices = part.measures.iter().take(64).flat_map(|measure| &measure.voices);
    voices.flat_map(|voice| &voice.events).any(|event| !event.lyrics.is_empty())
}

fn short_bass(name: &str) -> bool {
    words(name).iter().all(|word| matches!(word.as_str(), "bass" | "basso" | "bassi" | "bässe"))
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
    use score::shorthand;

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
        score.parts[0].name = "Soprano".to_owned();
        score.parts[1].name = "Bass".to_owned();
        assert_eq!(programs(&score), [52, 52]);
        score.parts[0].name = "Viola".to_owned();
        assert_eq!(programs(&score), [41, 43]);
    }

    #[test]
    fn the_score_is_believed_unless_it_never_said() {
        let mut score = shorthand("C", "4/4", &["C5:4", "C3:4"]).unwrap();
        score.parts[0].name = "Trumpet".to_owned();
        score.parts[0].instrument.program = Some(0);
        score.parts[1].instrument.program = Some(0);
        assert_eq!(programs(&score), [56, 0]);
        score.parts[1].instrument.program = Some(19);
        assert_eq!(programs(&score), [0, 19]);
    }
}
