//! Macros (section 9): `m: ~g2 = {a}g{f}g` stands for one figure, `m: ~n2 = (3o/n/m/ n` for one at
//! every pitch: in its replacement `n` is the note found, `o` the one above, `m` the one below.
//!
//! What a macro gives is not searched again, and a tune has a budget: a hostile one cannot grow.

use std::borrow::Cow;

/// Most macros of a tune.
const MOST: usize = 64;
/// Longest target and replacement, in bytes.
const LONGEST: usize = 1_000;
/// Most bytes that macros may add to a tune.
const MOST_ADDED: usize = 1 << 20;
/// Most comparisons of a place in the music with a target.
const MOST_COMPARISONS: usize = 20_000_000;

/// One macro.
#[derive(Clone, Debug)]
struct Macro {
    target: String,
    replacement: String,
    /// Its target holds the letter `n`, for any note.
    transposing: bool,
}

/// The macros of a tune.
#[derive(Clone, Debug, Default)]
pub(super) struct Macros {
    list: Vec<Macro>,
    added: usize,
    compared: usize,
}

impl Macros {
    /// Takes an `m:` field in; the error says what is wrong with it.
    pub(super) fn define(&mut self, value: &str) -> Result<(), &'static str> {
        let (target, replacement) = value.split_once('=').ok_or("write it as m:~g2={a}g{f}g")?;
        let (target, replacement) = (target.trim(), replacement.trim());
        if target.is_empty() || target.len() > LONGEST || replacement.len() > LONGEST {
            return Err("a macro has a name, and is not that long");
        }
        self.list.retain(|known| known.target != target);
        if self.list.len() >= MOST {
            return Err("the tune has too many macros");
        }
        let transposing = target.contains('n');
        let (target, replacement) = (target.to_owned(), replacement.to_owned());
        self.list.push(Macro { target, replacement, transposing });
        // Where two fit, the longer is meant, or the one for this very note.
        self.list.sort_by_key(|one| (std::cmp::Reverse(one.target.len()), one.transposing));
        Ok(())
    }

    /// The music with every target replaced, outside quotes, decorations and fields; second,
    /// whether the budget ended it early.
    pub(super) fn expand<'a>(&mut self, music: &'a str) -> (Cow<'a, str>, bool) {
        if self.list.is_empty() {
            return (Cow::Borrowed(music), false);
        }
        let mut result = String::with_capacity(music.len());
        let mut at = 0;
        while at < music.len() {
            let rest = &music[at..];
            if let Some(used) = verbatim(rest) {
                result.push_str(&rest[..used]);
                at += used;
                continue;
            }
            self.compared += self.list.len();
            if self.compared > MOST_COMPARISONS || self.added > MOST_ADDED {
                result.push_str(rest);
                return (Cow::Owned(result), true);
            }
            match self.list.iter().find_map(|one| one.replaced(rest)) {
                Some((used, text)) => {
                    self.added += text.len();
                    result.push_str(&text);
                    at += used;
                }
                None => {
                    let used = rest.chars().next().map_or(1, char::len_utf8);
                    result.push_str(&rest[..used]);
                    at += used;
                }
            }
        }
        (Cow::Owned(result), false)
    }
}

/// The length of a quotation, decoration or inline field that begins here: no music to replace.
fn verbatim(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let close = match bytes {
        [b'"', ..] => b'"',
        [b'!', ..] => b'!',
        [b'[', letter, b':', ..] if letter.is_ascii_alphabetic() => b']',
        _ => return None,
    };
    // A name or quotation that long is none; searching further would take for ever.
    bytes[1..].iter().take(LONGEST).position(|byte| *byte == close).map(|end| end + 2)
}

impl Macro {
    /// How much of a text it replaces, and by what.
    fn replaced(&self, rest: &str) -> Option<(usize, String)> {
        if !self.transposing {
            return rest
                .starts_with(&self.target)
                .then(|| (self.target.len(), self.replacement.clone()));
        }
        let (before, after) = self.target.split_once('n')?;
        let tail = rest.strip_prefix(before)?;
        let (used, note) = Note::read(tail)?;
        let end = before.len() + used;
        rest[end..].starts_with(after).then(|| (end + after.len(), self.at(note)))
    }

    /// The replacement at a note: `h` to `z` are the notes around `n`, but for decorations.
    fn at(&self, note: Note) -> String {
        let mut text = String::new();
        let mut at = 0;
        while at < self.replacement.len() {
            let rest = &self.replacement[at..];
            if let Some(used) = verbatim(rest) {
                text.push_str(&rest[..used]);
                at += used;
                continue;
            }
            let Some(letter) = rest.chars().next() else { break };
            match letter {
                'h'..='z' => note.up(i32::from(letter as u8) - i32::from(b'n')).write(&mut text),
                other => text.push(other),
            }
            at += letter.len_utf8();
        }
        text
    }
}

/// A note name: staff steps from `C`.
#[derive(Clone, Copy)]
struct Note(i32);

impl Note {
    /// Reads a letter with its octave marks.
    fn read(text: &str) -> Option<(usize, Note)> {
        let letter = text.chars().next()?;
        let step = "CDEFGAB".find(letter.to_ascii_uppercase()).filter(|_| letter.is_ascii())?;
        let mut steps = i32::try_from(step).ok()? + if letter.is_ascii_lowercase() { 7 } else { 0 };
        let marks = text[1..].bytes().take(8).take_while(|byte| matches!(byte, b'\'' | b','));
        let mut used = 1;
        for mark in marks {
            steps += if mark == b'\'' { 7 } else { -7 };
            used += 1;
        }
        Some((used, Note(steps)))
    }

    fn up(self, steps: i32) -> Note {
        Note(self.0 + steps)
    }

    fn write(self, text: &mut String) {
        let letter = usize::try_from(self.0.rem_euclid(7)).unwrap_or(0);
        let letter = char::from(b"CDEFGAB"[letter]);
        let octave = self.0.div_euclid(7);
        if octave >= 1 {
            text.push(letter.to_ascii_lowercase());
            (1..octave).for_each(|_| text.push('\''));
        } else {
            text.push(letter);
            (octave..0).for_each(|_| text.push(','));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(macros: &[&str], music: &str, expected: &str) {
        let mut known = Macros::default();
        macros.iter().for_each(|one| known.define(one).unwrap());
        assert_eq!(known.expand(music).0, expected);
    }

    #[test]
    fn static_and_transposing() {
        check(&["~g2 = {a}g{f}g"], "~g2 g ~g3", "{a}g{f}g g ~g3");
        check(&["~n2 = {o}n{m}n"], "~g2 ~B2|~c'2", "{a}g{f}g {c}B{A}B|{d'}c'{b}c'");
        check(&["~n = n/o/n/", "~g = g4"], "~g ~C,", "g4 C,/D,/C,/");
    }

    #[test]
    fn names_and_words_are_left_alone() {
        check(&["n = nn"], "\"An n\" !turn! [K:G] A", "\"An n\" !turn! [K:G] AA");
        check(&["T = !trill!"], "TA T", "!trill!A !trill!");
    }

    #[test]
    fn a_bomb_is_cut() {
        let mut known = Macros::default();
        known.define(&format!("a = {}", "a".repeat(1000))).unwrap();
        let music = "a".repeat(1 << 20);
        let (text, cut) = known.expand(&music);
        assert!(cut && text.len() < 3 << 20);
    }
}
