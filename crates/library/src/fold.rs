//! Text as it is compared: without case, accents and width.

use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;

/// Articles that do not count when names are put in order.
const ARTICLES: [&str; 3] = ["the ", "an ", "a "];

/// Folds text for comparing: compatibility forms, case, accents of Latin, Greek and Cyrillic letters.
///
/// Marks that make another letter stay: が is not か. Letters that do not decompose are spelled as
/// their readers would without them: `Øystein` as `oystein`, `Straße` as `strasse`.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let bare = text.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}'));
    for c in bare.flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            // Lowering İ leaves a dot behind.
            '\u{307}' => {}
            _ => folded.push(c),
        }
    }
    folded.nfc().collect()
}

/// The text by which a title or name is put in order: folded, without its article, Chinese by pinyin.
#[must_use]
pub fn sort_text(text: &str) -> String {
    let folded = fold(text);
    let folded = folded.trim();
    let bare = ARTICLES.iter().find_map(|article| folded.strip_prefix(article)).unwrap_or(folded);
    let mut sorted = String::with_capacity(bare.len());
    for c in bare.trim_start().chars() {
        match c.to_pinyin() {
            Some(syllable) => sorted.extend([syllable.plain(), " "]),
            None => sorted.push(c),
        }
    }
    sorted
}

/// The letter under which a `sort_text` stands in an index; digits and marks stand under `#`.
///
/// Chinese names stand under the first letter of their pinyin, for that is how they are put in order.
#[must_use]
pub fn index_letter(sort_text: &str) -> char {
    let first = sort_text.chars().next().filter(|c| c.is_alphabetic());
    first.map_or('#', |c| c.to_uppercase().next().unwrap_or(c))
}

/// Whether the sign belongs to a script that puts no space between words.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_width_fold() {
        assert_eq!(
            fold("Beyoncé ÉTUDE Dvořák Øystein Straße İstanbul"),
            "beyonce etude dvorak oystein strasse istanbul"
        );
        assert_eq!(fold("ＡＢＣ　１２３"), "abc 123");
        assert_eq!(fold("がっこう 한국"), "がっこう 한국");
    }

    #[test]
    fn names_are_put_in_order_without_articles_and_by_pinyin() {
        assert_eq!(sort_text("The Beatles"), "beatles");
        assert_eq!(sort_text("The"), "the");
        assert_eq!(sort_text("周杰伦"), "zhou jie lun ");
        let letters = ["The Beatles", "周杰伦", "!!!", "2Pac", "Ärzte", "Ёлка", ""];
        let letters = letters.map(|name| index_letter(&sort_text(name)));
        assert_eq!(letters, ['B', 'Z', '#', '#', 'A', 'Е', '#']);
    }
}
