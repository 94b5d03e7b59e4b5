//! Four voices that are written as four lines: four parts, or two staves of two voices.

use score::Score;

use super::doubling::without_doublings;
use super::lines::{Keeps, Note, by_line, by_part, is_single, mean_pitch, single, sounding};

/// Names of the four voices, as choirs print them.
const NAMES: [&[&str]; 4] = [
    &[
        "soprano",
        "sopran",
        "soprani",
        "sop",
        "s",
        "cantus",
        "canto",
        "superius",
        "discantus",
        "treble",
    ],
    &["alto", "alt", "alti", "altus", "contralto", "a"],
    &["tenor", "tenore", "tenori", "ten", "t"],
    &["bass", "basso", "bassi", "bassus", "bas", "b"],
];

/// The four voices, highest first, when the score has a part for each; parts that double them may be
/// there too.
pub(super) fn four_parts(score: &Score, notes: &[Note]) -> Option<Vec<Vec<Note>>> {
    let parts = by_part(notes);
    named(score, &parts)
        .or_else(|| four_singles(&parts))
        .or_else(|| four_singles(&without_doublings(&parts, &sung(score, &parts))))
        .map(as_choir)
}

/// The four voices, highest first, when the score is written in four lines, two on a staff.
pub(super) fn four_lines(notes: &[Note]) -> Option<Vec<Vec<Note>>> {
    four_singles(&by_line(notes)).map(as_choir)
}

/// Voices cross for a moment; over a whole piece the order of their means is the order of the choir.
fn as_choir(mut voices: Vec<Vec<Note>>) -> Vec<Vec<Note>> {
    voices.sort_by_key(|voice| std::cmp::Reverse(mean_pitch(voice)));
    let last = voices.len() - 1;
    let keeps = |index: usize| if index == last { Keeps::Bass } else { Keeps::Highest };
    voices.iter().enumerate().map(|(index, voice)| single(voice, keeps(index))).collect()
}

/// The parts that are called soprano, alto, tenor and bass, when each name occurs once.
fn named(score: &Score, parts: &[Vec<Note>]) -> Option<Vec<Vec<Note>>> {
    let mut found: [Option<&Vec<Note>>; 4] = [None; 4];
    for part in parts {
        let written = score.parts.get(part.first()?.part)?;
        let Some(voice) = voice_named(&written.name) else { continue };
        if found[voice].replace(part).is_some() {
            return None;
        }
    }
    let voices: Vec<Vec<Note>> = found.into_iter().flatten().cloned().collect();
    (voices.len() == 4 && voices.iter().all(|voice| is_single(voice))).then_some(voices)
}

fn voice_named(name: &str) -> Option<usize> {
    let plain = name.trim().trim_end_matches(['.', ':', ' ']).to_lowercase();
    NAMES.iter().position(|names| names.contains(&plain.as_str()))
}

/// Which of the parts have words.
fn sung(score: &Score, parts: &[Vec<Note>]) -> Vec<bool> {
    let has_words = |part: &Vec<Note>| {
        let written = part.first().and_then(|note| score.parts.get(note.part));
        written.is_some_and(super::melody::has_words)
    };
    parts.iter().map(has_words).collect()
}

/// The lines when they are four, one note at a time in each, and each has at least a quarter of the
/// longest one's time.
fn four_singles(lines: &[Vec<Note>]) -> Option<Vec<Vec<Note>>> {
    let longest = lines.iter().map(|line| sounding(line)).max()?;
    let fits = |line: &Vec<Note>| is_single(line) && sounding(line) * 4 >= longest;
    (lines.len() == 4 && lines.iter().all(fits)).then(|| lines.to_vec())
}
