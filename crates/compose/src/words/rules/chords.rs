//! Chord symbols in a row: `over Dm A7 Dm`, `chords: C | G Am | F`, `和弦 C G Am F`.

use score::ChordSymbol;

use crate::controls::Progression;
use crate::words::text::{Text, is_han};
use crate::words::wish::Wish;

use super::{Found, Reading};

const INTRODUCTIONS: [&str; 19] = [
    "over the chords",
    "over the changes",
    "over the progression",
    "over",
    "on the chords",
    "with the chords",
    "with chords",
    "using the chords",
    "the chords",
    "chords",
    "chord progression",
    "progression",
    "changes",
    "和弦",
    "和弦是",
    "和弦为",
    "和弦进行",
    "和弦走向",
    "和弦用",
];
/// The most chords that are read in a row; more than that is no song.
const MOST: usize = 512;
/// The longest symbol, in signs.
const LONGEST: usize = 16;

/// Chords that begin here: one or more after an introduction; three, or two of which one is more than
/// a letter, without.
pub(super) fn at(text: &Text<'_>, place: usize) -> Option<Found> {
    let introduced = introduction(text, place);
    let start = introduced.unwrap_or(place);
    let row = Row::read(text, start);
    let telling = row.symbols.iter().any(|symbol| symbol.chars().count() > 1);
    let enough = match row.symbols.len() {
        0 => false,
        // "over A calm sea" begins a sentence.
        1 => introduced.is_some() && (telling || row.symbols[0] != "A"),
        2 => introduced.is_some() || telling,
        _ => true,
    };
    let progression: Progression = row.written.parse().ok().filter(|_| enough)?;
    Some((Reading::Wish(Wish::Chords(progression)), row.end))
}

/// Where the chords start after an introduction.
pub(super) fn introduction(text: &Text<'_>, place: usize) -> Option<usize> {
    let end = text.any(place, &INTRODUCTIONS)?;
    let colon = text.skip_blanks(end);
    Some(text.skip_blanks(if text.folded(colon) == Some(':') { colon + 1 } else { colon }))
}

/// Symbols and the lines between them.
struct Row {
    symbols: Vec<String>,
    written: String,
    end: usize,
}

impl Row {
    fn read(text: &Text<'_>, start: usize) -> Row {
        let mut row = Row { symbols: Vec::new(), written: String::new(), end: start };
        let mut place = start;
        while row.symbols.len() < MOST {
            let line = bar_lines(text, place, &mut row.written);
            if line > place {
                place = line;
                // A line closes the last bar, but no line opens a row that has no chord.
                if !row.symbols.is_empty() {
                    row.end = line;
                }
            }
            let Some((symbol, end)) = symbol(text, place) else { break };
            row.written.push_str(&symbol);
            row.written.push(' ');
            row.symbols.push(symbol);
            row.end = end;
            place = between(text, end);
            if place == end && text.folded(end) != Some('|') {
                break;
            }
        }
        row.written = row.written.trim_end_matches(['|', ' ']).to_owned();
        if row.symbols.len() > 1
            && bars_are_marked(text, start, row.end)
            && !row.written.contains('|')
        {
            row.written.push('|');
        }
        row
    }
}

fn bars_are_marked(text: &Text<'_>, start: usize, end: usize) -> bool {
    (start..end).any(|place| text.folded(place) == Some('|'))
}

/// Takes over the bar lines here; where they end.
fn bar_lines(text: &Text<'_>, place: usize, written: &mut String) -> usize {
    let is_line = |sign: char| sign.is_whitespace() || sign == '|';
    let end = text.skip(place, is_line);
    let lined = (place..end).any(|at| text.folded(at) == Some('|'));
    if lined && !written.is_empty() {
        written.push_str("| ");
    }
    if lined { end } else { place }
}

/// Past what may stand between two chords: blanks, and one comma, dash or arrow.
fn between(text: &Text<'_>, end: usize) -> usize {
    let blanks = text.skip_blanks(end);
    let dashes = text.skip(blanks, |sign| matches!(sign, '-' | '>' | '→'));
    if dashes > blanks {
        return text.skip_blanks(dashes);
    }
    match text.folded(blanks) {
        Some(',' | '、' | '·') => text.skip_blanks(blanks + 1),
        _ => blanks,
    }
}

/// A chord symbol that begins here with a capital.
fn symbol(text: &Text<'_>, place: usize) -> Option<(String, usize)> {
    let first = text.plain(place)?;
    if !('A'..='G').contains(&first) && first != 'N' {
        return None;
    }
    let mut end = place;
    while let Some(sign) = text.plain(end).filter(|_| end - place < LONGEST) {
        let next = text.plain(end + 1);
        // C-G are two chords, C-7 is one.
        let dash = sign == '-' && !next.is_some_and(|next| next.is_ascii_digit());
        if sign.is_whitespace() || is_han(sign) || dash || "|,;:、。!?→>".contains(sign) {
            break;
        }
        end += 1;
    }
    // A full stop or bracket may close the sentence instead of the symbol.
    (place + 1..=end).rev().take(3).find_map(|end| {
        let written = text.plain_text(place..end);
        let whole = text.is_boundary(end) && written.parse::<ChordSymbol>().is_ok();
        whole.then_some((written, end))
    })
}
