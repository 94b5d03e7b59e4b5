//! `w:` lines: syllables under the notes of the music line before them (section 5.1).

use score::{Lyric, Syllabic};

use super::voice::Voice;

/// One sign of a lyrics line.
enum Sign {
    /// A syllable and whether a hyphen follows it.
    Syllable(String, bool),
    /// `_`: the last syllable is held.
    Hold,
    /// `*`: a note without a syllable.
    Skip,
    /// `|`: on to the next bar.
    Bar,
}

/// Sets a line of lyrics.
pub(super) fn set(voice: &mut Voice, line: &str) {
    voice.verses = voice.verses.saturating_add(1);
    let verse = voice.verses;
    let singable = std::mem::take(&mut voice.singable);
    hang(voice, signs(line), &singable[voice.line_start.min(singable.len())..], verse);
    voice.singable = singable;
}

/// Hangs a verse onto notes, each a bar and an event in it.
fn hang(voice: &mut Voice, signs: Vec<Sign>, notes: &[(usize, usize)], verse: u8) {
    let mut at = 0usize;
    let mut inside = false;
    let mut last: Option<(usize, usize)> = None;
    for sign in signs {
        if let Sign::Bar = sign {
            let bar = at.checked_sub(1).and_then(|before| notes.get(before)).map(|(bar, _)| *bar);
            if let Some(bar) = bar {
                at = notes.partition_point(|(other, _)| *other <= bar);
            }
            continue;
        }
        let Some(&place) = notes.get(at) else { break };
        at += 1;
        match sign {
            Sign::Syllable(text, hyphen) => {
                let syllabic = match (inside, hyphen) {
                    (false, false) => Syllabic::Single,
                    (false, true) => Syllabic::Begin,
                    (true, true) => Syllabic::Middle,
                    (true, false) => Syllabic::End,
                };
                inside = hyphen;
                let lyric = Lyric { verse, syllabic, text, extend: false };
                lyrics_at(voice, place).push(lyric);
                voice.events += 1;
                last = Some(place);
            }
            Sign::Hold => {
                let held = last.and_then(|place| {
                    let lyrics = lyrics_at(voice, place);
                    lyrics.iter_mut().find(|lyric| lyric.verse == verse)
                });
                if let Some(lyric) = held {
                    lyric.extend = true;
                }
            }
            Sign::Skip | Sign::Bar => {}
        }
    }
}

fn lyrics_at(voice: &mut Voice, (bar, event): (usize, usize)) -> &mut Vec<Lyric> {
    &mut voice.bars[bar].events[event].1.lyrics
}

fn signs(line: &str) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mut text = String::new();
    let mut chars = line.chars().peekable();
    let mut hyphened = false;
    let flush = |text: &mut String, hyphen: bool, signs: &mut Vec<Sign>| {
        if !text.is_empty() {
            signs.push(Sign::Syllable(std::mem::take(text), hyphen));
            return true;
        }
        false
    };
    while let Some(character) = chars.next() {
        let was_hyphened = std::mem::take(&mut hyphened);
        match character {
            '\\' if chars.peek() == Some(&'-') => {
                chars.next();
                text.push('-');
            }
            '~' => text.push(' '),
            '-' => {
                // A second hyphen in a row is a note without a syllable of its own.
                if !flush(&mut text, true, &mut signs) && was_hyphened {
                    signs.push(Sign::Skip);
                }
                hyphened = true;
            }
            ' ' | '\t' => {
                flush(&mut text, false, &mut signs);
                hyphened = was_hyphened;
            }
            '_' | '*' | '|' => {
                flush(&mut text, false, &mut signs);
                signs.push(match character {
                    '_' => Sign::Hold,
                    '*' => Sign::Skip,
                    _ => Sign::Bar,
                });
            }
            other => text.push(other),
        }
    }
    flush(&mut text, false, &mut signs);
    signs
}
