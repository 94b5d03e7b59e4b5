//! The words that are known: data files that come with the house, and a user's own.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::ComposeError;

use super::entry::{Entry, EntrySense};
use super::language::Language;
use super::text::{Text, folded, is_han, is_letter};
use super::wish::Wish;

/// The files of the lexicon, by the heading they have in the documentation.
pub(super) const FILES: [(&str, &str); 8] = [
    ("Styles and forms", include_str!("lexicon/styles.toml")),
    ("Players", include_str!("lexicon/ensembles.toml")),
    ("Tempo", include_str!("lexicon/tempi.toml")),
    ("Moods", include_str!("lexicon/moods.toml")),
    ("Meters and modes", include_str!("lexicon/meters.toml")),
    ("Harmony", include_str!("lexicon/harmony.toml")),
    ("Texture and length", include_str!("lexicon/textures.toml")),
    ("What cannot be asked for", include_str!("lexicon/beyond.toml")),
];
/// Small words are not listed in the documentation one by one.
pub(super) const SMALL: &str = include_str!("lexicon/small.toml");
const TRADITIONAL: &str = include_str!("lexicon/traditional.toml");

/// The longest phrase that is looked up, in signs.
const LONGEST: usize = 48;

/// The words that are understood.
///
/// ```
/// use compose::words::Lexicon;
///
/// let own = "[[word]]\nensemble = \"handbells\"\nen = [\"handbells\"]\nzh = [\"手铃\"]";
/// let lexicon = Lexicon::builtin().clone().with(own)?;
/// let understanding = lexicon.understand("a carol for handbells");
/// assert_eq!(understanding.controls.ensemble.as_deref(), Some("handbells"));
/// # Ok::<(), compose::ComposeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Lexicon {
    simplified: HashMap<char, char>,
    entries: Vec<Entry>,
    /// Folded words with one blank for each gap, to the entry.
    places: HashMap<String, usize>,
    /// The longest word that begins with a sign, in signs.
    longest: HashMap<char, usize>,
}

/// A file of words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    word: Vec<toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Traditional {
    traditional: String,
    simplified: String,
}

impl Lexicon {
    /// The lexicon that comes with the house.
    pub fn builtin() -> &'static Lexicon {
        static BUILTIN: OnceLock<Lexicon> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            let files = FILES.iter().map(|(_, text)| *text).chain([SMALL]);
            // A test reads every file, so that none can be left out here.
            files.fold(Lexicon::empty(), |lexicon, file| {
                lexicon.clone().with(file).unwrap_or(lexicon)
            })
        })
    }

    fn empty() -> Lexicon {
        let read: Result<Traditional, _> = toml::from_str(TRADITIONAL);
        let pairs = |table: Traditional| {
            table.traditional.chars().zip(table.simplified.chars().collect::<Vec<_>>()).collect()
        };
        let simplified = read.map(pairs).unwrap_or_default();
        Lexicon { simplified, entries: Vec::new(), places: HashMap::new(), longest: HashMap::new() }
    }

    /// The same with the words of a TOML file added, which take the place of words that are there.
    ///
    /// # Errors
    /// [`ComposeError::Lexicon`] naming the row and what is wrong with it.
    pub fn with(mut self, text: &str) -> Result<Lexicon, ComposeError> {
        let wrong = |what: String| ComposeError::Lexicon(what);
        let file: File = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        for (index, table) in file.word.iter().enumerate() {
            let place = |what: String| wrong(format!("[[word]] number {}: {what}", index + 1));
            let entry = Entry::read(table).map_err(place)?;
            for word in entry.words.all() {
                let key = self.key(word);
                if key.is_empty() || key.chars().count() > LONGEST {
                    return Err(place(format!("{word:?} is empty or over {LONGEST} signs long")));
                }
                self.remember(key);
            }
            self.entries.push(entry);
        }
        Ok(self)
    }

    /// Keeps a word of the entry that comes next.
    fn remember(&mut self, key: String) {
        if let Some(first) = key.chars().next() {
            let longest = self.longest.entry(first).or_default();
            *longest = (*longest).max(key.chars().count());
        }
        self.places.insert(key, self.entries.len());
    }

    /// A text folded as the words are.
    pub(super) fn fold<'t>(&self, text: &'t str) -> Text<'t> {
        Text::new(text, &self.simplified)
    }

    /// The longest phrase that begins here: what it means, and where it ends.
    pub(super) fn at(&self, text: &Text<'_>, place: usize) -> Option<(&EntrySense, usize)> {
        // Blanks in the text may be several for one in the word, so signs of the word are counted.
        let longest = *self.longest.get(&text.folded(place)?)?;
        let (mut key, mut signs) = (String::new(), 0);
        let mut found = None;
        for end in place..text.len().min(place + 2 * LONGEST) {
            let sign = text.folded(end)?;
            signs += usize::from(!is_gap(sign));
            if signs > longest {
                break;
            }
            push_folded(&mut key, sign);
            if text.is_boundary(end + 1)
                && let Some(entry) = self.places.get(key.as_str())
            {
                found = Some((&self.entries[*entry].sense, end + 1));
            }
        }
        found.filter(|_| text.is_boundary(place))
    }

    /// The word for a style, form or ensemble in a language; its own name where there is none.
    pub(super) fn name(&self, wish: &Wish, language: Language) -> Option<String> {
        let (Wish::Style(name) | Wish::Form(name) | Wish::Ensemble(name)) = wish else {
            return None;
        };
        let asks = |entry: &&Entry| matches!(&entry.sense, EntrySense::Asks { wishes, .. } if wishes.contains(wish));
        let entry = self.entries.iter().find(asks);
        let word = entry.and_then(|entry| language.pick(None, entry.words.zh.first()));
        Some(word.unwrap_or(name).clone())
    }

    /// A known Latin word that differs from an unknown one by one letter.
    pub(super) fn nearest(&self, unknown: &str) -> Option<&str> {
        let unknown: Vec<char> = unknown.chars().map(|c| folded(c, &self.simplified)).collect();
        if unknown.len() < 4 || unknown.len() > 24 || !unknown.iter().all(|c| is_letter(*c)) {
            return None;
        }
        let meant = |entry: &&Entry| matches!(entry.sense, EntrySense::Asks { .. });
        let words = self.entries.iter().filter(meant).flat_map(|entry| &entry.words.en);
        let mut near = words.filter(|word| differs_by_one(&unknown, word));
        near.next().map(String::as_str)
    }

    fn key(&self, word: &str) -> String {
        let mut key = String::new();
        for sign in word.chars() {
            push_folded(&mut key, folded(sign, &self.simplified));
        }
        key
    }
}

/// A blank or hyphen.
fn is_gap(sign: char) -> bool {
    sign.is_whitespace() || sign == '-'
}

/// Adds a sign: blanks and hyphens become one blank, and none stands beside a Chinese character.
fn push_folded(key: &mut String, sign: char) {
    let last = key.chars().next_back();
    if is_gap(sign) {
        if last.is_some_and(|last| last != ' ' && !is_han(last)) {
            key.push(' ');
        }
        return;
    }
    if is_han(sign) && last == Some(' ') {
        key.pop();
    }
    key.push(sign);
}

/// One letter left out, added or another, or two neighbours exchanged.
fn differs_by_one(unknown: &[char], word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    let same = unknown.iter().zip(&word).take_while(|(a, b)| a == b).count();
    let (a, b) = (&unknown[same..], &word[same..]);
    let shorter = |a: &[char], b: &[char]| a.get(1..).is_some_and(|rest| rest == b);
    let other = !a.is_empty() && !b.is_empty() && a[1..] == b[1..];
    let exchanged =
        a.len() == b.len() && a.len() > 1 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..];
    shorter(a, b) || shorter(b, a) || other || exchanged
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_file_is_sound_and_no_word_has_two_meanings() {
        let mut seen = HashSet::new();
        for (name, file) in FILES.into_iter().chain([("Small words", SMALL)]) {
            let lexicon = Lexicon::empty().with(file).unwrap();
            for word in lexicon.places.into_keys() {
                assert!(seen.insert(word.clone()), "{word:?} stands twice, again in {name}");
            }
        }
        assert!(seen.len() > 1000, "{}", seen.len());
        assert_eq!(Lexicon::builtin().places.len(), seen.len());
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let complaint = |text: &str| Lexicon::empty().with(text).unwrap_err().to_string();
        for (text, part) in [
            ("[[word]]\nen = [\"x\"]\nmeter = \"3/5\"", "3/5"),
            ("[[word]]\nen = [\"x\"]\nvolume = 3", "volume"),
            ("[[word]]\nen = [\"x\"]", "one thing"),
            ("[[word]]\nen = [\"\"]\nfiller = true", "empty"),
            ("[[word]", "TOML"),
        ] {
            let complaint = complaint(text);
            assert!(complaint.contains(part), "{complaint}");
        }
    }

    #[test]
    fn slips_of_the_pen() {
        let lexicon = Lexicon::builtin();
        for (slip, word) in [("waltx", "waltz"), ("pinao", "piano"), ("cheerfull", "cheerful")] {
            assert_eq!(lexicon.nearest(slip), Some(word));
        }
        assert_eq!(lexicon.nearest("xylem"), None);
    }
}
