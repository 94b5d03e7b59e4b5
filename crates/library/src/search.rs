//! How titles and names are found: by words, by parts of Chinese and Japanese text, by pinyin.
//!
//! The store keeps plain lists of words; what a word is, is decided here. A run of
//! signs without spaces is cut into pairs: 月亮代表 becomes 月亮, 亮代, 代表 and 表, so that any part of
//! it is found. From each of its signs on, its pinyin is kept twice, whole (`yueliangdaibiao`) and as
//! initials (`yldb`), so that people find it as they type.

mod index;

use std::collections::BTreeSet;

use pinyin::ToPinyin;

use crate::{fold, fold::is_unspaced, limits};
pub use index::{Places, WordIndex, WordIndexBuilder};

/// Signs of one run that are given pinyin; longer runs are texts, not titles.
const MAX_PINYIN_SIGNS: usize = 24;

/// The words by which something with these texts is found, each once, in order.
pub fn search_words<'t>(texts: impl IntoIterator<Item = &'t str>) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for text in texts {
        for piece in pieces(text) {
            match piece {
                Piece::Word(word) => drop(words.insert(word)),
                Piece::Run(run) => {
                    words.extend(pairs(&run));
                    words.extend(run.last().map(char::to_string));
                    add_pinyin(&run, &mut words);
                }
            }
        }
    }
    words
}

/// One word that must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Letters and digits only, folded.
    pub text: String,
    /// Whether longer words that begin with it count too.
    pub prefix: bool,
}

/// What somebody looks for: every term must be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// At most [`limits::MAX_SEARCH_TERMS`] terms; none means everything.
    pub terms: Vec<Term>,
}

impl Query {
    /// Reads what was typed. Two quotation marks, as Subsonic clients send them, look for everything.
    #[must_use]
    pub fn parse(text: &str) -> Query {
        let mut terms = Vec::new();
        for piece in pieces(text) {
            match piece {
                Piece::Word(text) => terms.push(Term { text, prefix: true }),
                Piece::Run(run) if run.len() == 1 => {
                    terms.push(Term { text: run.iter().collect(), prefix: true });
                }
                Piece::Run(run) => {
                    terms.extend(pairs(&run).map(|text| Term { text, prefix: false }));
                }
            }
        }
        terms.truncate(limits::MAX_SEARCH_TERMS);
        Query { terms }
    }

    /// Whether something with these words is found; the meaning that [`WordIndex`] is tested by.
    #[must_use]
    pub fn matches(&self, words: &BTreeSet<String>) -> bool {
        self.terms.iter().all(|term| {
            let first = words.range(term.text.clone()..).next();
            first.is_some_and(|word| {
                if term.prefix { word.starts_with(&term.text) } else { *word == term.text }
            })
        })
    }
}

enum Piece {
    /// Letters and digits between spaces.
    Word(String),
    /// Signs of a script without spaces.
    Run(Vec<char>),
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open = false;
    for c in fold(text).chars() {
        if matches!(c, '\'' | '’') {
            // don't is one word, with and without its mark.
            continue;
        }
        if !c.is_alphanumeric() {
            open = false;
            continue;
        }
        match (pieces.last_mut().filter(|_| open), is_unspaced(c)) {
            (Some(Piece::Word(word)), false) if word.len() < limits::MAX_TEXT => word.push(c),
            (Some(Piece::Run(run)), true) => run.push(c),
            (_, true) => pieces.push(Piece::Run(vec![c])),
            (_, false) => pieces.push(Piece::Word(c.to_string())),
        }
        open = true;
    }
    pieces
}

fn pairs(run: &[char]) -> impl Iterator<Item = String> {
    run.windows(2).map(|pair| pair.iter().collect())
}

fn add_pinyin(run: &[char], words: &mut BTreeSet<String>) {
    let syllables: Vec<&str> = run
        .iter()
        .take(MAX_PINYIN_SIGNS)
        .map_while(|c| c.to_pinyin().map(pinyin::Pinyin::plain))
        .collect();
    for start in 0..syllables.len() {
        let tail = &syllables[start..];
        words.insert(tail.concat());
        words.insert(tail.iter().filter_map(|syllable| syllable.chars().next()).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str, text: &str) -> bool {
        Query::parse(query).matches(&search_words([text]))
    }

    #[test]
    fn chinese_is_found_by_any_part_and_by_pinyin() {
        for query in [
            "月亮代表我的心",
            "代表",
            "我",
            "心",
            "yldb",
            "dbwdx",
            "yueliang",
            "DaiBiao",
            "月亮 xin",
        ] {
            assert!(found(query, "月亮代表我的心 (Live)"), "{query}");
        }
        for query in ["亮月", "代心", "ldyb", "月亮 Studio"] {
            assert!(!found(query, "月亮代表我的心 (Live)"), "{query}");
        }
    }

    #[test]
    fn words_are_found_by_their_beginning_without_accents() {
        for query in ["dvorak", "DVOŘ", "humoresque dvo", "don’t", "dont", "\"\"", "", "7"] {
            assert!(found(query, "Dvořák: Humoresque No. 7 / Don't"), "{query}");
        }
        assert!(!found("vorak", "Dvořák"));
    }

    #[test]
    fn a_query_has_bounds_and_no_signs_of_a_query_language() {
        let query = Query::parse(&"a\" OR b* & c:' ".repeat(100));
        assert_eq!(query.terms.len(), limits::MAX_SEARCH_TERMS);
        assert!(query.terms.iter().all(|term| term.text.chars().all(char::is_alphanumeric)));
    }
}
