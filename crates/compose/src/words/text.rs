//! The text as the rules see it: one width, one case, one script, and where each sign stood.

use std::collections::HashMap;
use std::ops::Range;

/// A character of the text.
#[derive(Clone, Copy, Debug)]
struct Sign {
    /// In half width.
    plain: char,
    /// In half width, lower case and simplified.
    folded: char,
    /// Its first byte in the original.
    at: usize,
}

/// A text, sign by sign; places are counted in signs.
#[derive(Debug)]
pub(super) struct Text<'t> {
    original: &'t str,
    signs: Vec<Sign>,
}

impl<'t> Text<'t> {
    /// Folds a text; `simplified` maps traditional characters.
    pub(super) fn new(original: &'t str, simplified: &HashMap<char, char>) -> Text<'t> {
        let sign = |(at, raw): (usize, char)| {
            let plain = half_width(raw);
            Sign { plain, folded: folded(plain, simplified), at }
        };
        Text { original, signs: original.char_indices().map(sign).collect() }
    }

    /// How many signs there are.
    pub(super) fn len(&self) -> usize {
        self.signs.len()
    }

    /// The sign at a place: lower case, simplified, half width.
    pub(super) fn folded(&self, place: usize) -> Option<char> {
        self.signs.get(place).map(|sign| sign.folded)
    }

    /// The sign at a place in the case and script it was written in.
    pub(super) fn plain(&self, place: usize) -> Option<char> {
        self.signs.get(place).map(|sign| sign.plain)
    }

    /// The signs of a stretch as they were written, in half width.
    pub(super) fn plain_text(&self, places: Range<usize>) -> String {
        self.signs.get(places).into_iter().flatten().map(|sign| sign.plain).collect()
    }

    /// The bytes of a stretch in the original.
    pub(super) fn bytes(&self, places: Range<usize>) -> Range<usize> {
        let byte = |place: usize| self.signs.get(place).map_or(self.original.len(), |s| s.at);
        byte(places.start)..byte(places.end)
    }

    /// The original text of a stretch.
    pub(super) fn original(&self, places: Range<usize>) -> &'t str {
        self.original.get(self.bytes(places)).unwrap_or_default()
    }

    /// Whether a word may begin or end here: not between two Latin letters or two digits.
    pub(super) fn is_boundary(&self, place: usize) -> bool {
        let Some(before) = place.checked_sub(1).and_then(|before| self.folded(before)) else {
            return true;
        };
        let Some(after) = self.folded(place) else { return true };
        let joined = |kind: fn(char) -> bool| kind(before) && kind(after);
        !joined(is_letter) && !joined(is_digit)
    }

    /// The first place from here on that is no blank.
    pub(super) fn skip_blanks(&self, place: usize) -> usize {
        self.skip(place, char::is_whitespace)
    }

    /// The first place from here on that is neither blank nor hyphen.
    pub(super) fn skip_gap(&self, place: usize) -> usize {
        self.skip(place, |sign| sign.is_whitespace() || sign == '-')
    }

    /// The first place from here on whose sign is not of a kind.
    pub(super) fn skip(&self, mut place: usize, kind: impl Fn(char) -> bool) -> usize {
        while self.folded(place).is_some_and(&kind) {
            place += 1;
        }
        place
    }

    /// Where a literal that begins here ends, at the end of a word.
    pub(super) fn literal(&self, place: usize, literal: &str) -> Option<usize> {
        let mut end = place;
        for sign in literal.chars() {
            if self.folded(end) != Some(sign) {
                return None;
            }
            end += 1;
        }
        self.is_boundary(end).then_some(end)
    }

    /// Where the longest of some literals that begin here ends.
    pub(super) fn any(&self, place: usize, literals: &[&str]) -> Option<usize> {
        literals.iter().filter_map(|literal| self.literal(place, literal)).max()
    }

    /// The first of some named literals that begins here, the longest first, and where it ends.
    pub(super) fn named<T: Copy>(&self, place: usize, names: &[(&str, T)]) -> Option<(T, usize)> {
        let found =
            names.iter().filter_map(|(name, what)| Some((*what, self.literal(place, name)?)));
        found.max_by_key(|(_, end)| *end)
    }

    /// Where the word that begins here ends: a run of Latin letters or digits, or one other sign.
    pub(super) fn word_end(&self, place: usize) -> usize {
        let Some(first) = self.folded(place) else { return place };
        if !is_letter(first) && !is_digit(first) {
            return place + 1;
        }
        let mut end = place + 1;
        while let Some(sign) = self.folded(end) {
            let inside = sign == '\'' && self.folded(end + 1).is_some_and(is_letter);
            if !is_letter(sign) && !is_digit(sign) && !inside {
                break;
            }
            end += 1;
        }
        end
    }
}

/// Full-width signs in half width, and one form of each quotation mark, dash and accidental.
fn half_width(sign: char) -> char {
    match sign {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        '‘' | '’' => '\'',
        '\u{301c}' | '\u{223c}' => '~',
        '♯' => '#',
        _ => sign,
    }
}

/// Lower case and simplified.
pub(super) fn folded(sign: char, simplified: &HashMap<char, char>) -> char {
    let lower = sign.to_lowercase().next().unwrap_or(sign);
    simplified.get(&lower).copied().unwrap_or(lower)
}

/// A letter of an alphabet.
pub(super) fn is_letter(sign: char) -> bool {
    sign.is_alphabetic() && !is_han(sign)
}

/// 0 to 9.
pub(super) fn is_digit(sign: char) -> bool {
    sign.is_ascii_digit()
}

/// A Chinese character.
pub(super) fn is_han(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '々' | '〇')
}

/// A sign that carries no meaning by itself: blanks, punctuation, controls, marks that join to others.
pub(super) fn is_punctuation(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_control()
        || sign.is_ascii_punctuation()
        || matches!(sign, '\u{a1}'..='\u{bf}' | '\u{300}'..='\u{36f}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{303f}' | '\u{fe00}'..='\u{fe6f}' | '\u{feff}' | '\u{ff61}'..='\u{ff65}' | '・')
}

/// A sign that ends a clause.
pub(super) fn ends_clause(sign: char) -> bool {
    matches!(sign, ',' | '.' | ';' | ':' | '!' | '?' | '(' | ')' | '\n' | '、' | '。' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_is_folded() {
        let text = Text::new(
            "\u{ff33}\u{ff21}\u{ff34}\u{ff22}\u{3000}\u{ff11}\u{ff0f}\u{ff14}",
            &HashMap::new(),
        );
        assert_eq!(text.plain_text(0..text.len()), "SATB 1/4");
    }

    #[test]
    fn a_text_keeps_its_places() {
        let simplified = HashMap::from([('調', '调')]);
        let text = Text::new("降B大調 — ok", &simplified);
        let all: String = (0..text.len()).filter_map(|place| text.folded(place)).collect();
        assert_eq!(all, "降b大调 - ok");
        assert_eq!(text.original(1..4), "B大調");
        assert_eq!(text.plain(1), Some('B'));
        assert_eq!(text.literal(7, "ok"), Some(9));
        assert_eq!(text.literal(7, "o"), None);
        assert!(text.is_boundary(2));
    }
}
