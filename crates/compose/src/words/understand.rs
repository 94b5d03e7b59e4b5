//! The whole way from a text to controls.

use super::bind::bind;
use super::draft::Draft;
use super::language::{Both, Language};
use super::lexicon::Lexicon;
use super::say;
use super::scan::{self, Item, Sense};
use super::settle::settle;
use super::text::Text;
use super::understanding::{Ignored, Understanding, Understood, Why};
use super::wish::Wish;

/// How many unknown words are looked up for slips of the pen, and told.
const MOST_SLIPS: usize = 8;

/// What a text in English or Chinese asks for, by the words that come with the house.
///
/// ```
/// let asked = compose::words::understand("a calm waltz in D minor for string quartet, 24 bars");
/// assert_eq!(asked.controls.key, Some("D minor".parse()?));
/// assert_eq!(asked.controls.bars, Some(24));
/// assert_eq!(asked.controls.ensemble.as_deref(), Some("string-quartet"));
/// assert!(asked.ignored.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn understand(text: &str) -> Understanding {
    Lexicon::builtin().understand(text)
}

impl Lexicon {
    /// What a text asks for, by these words.
    #[must_use]
    pub fn understand(&self, text: &str) -> Understanding {
        let language = Language::of(text);
        let text = self.fold(text);
        let mut report = Report { text: &text, language, lexicon: self, found: Found::default() };
        let mut draft = Draft::default();
        let items = bind(scan::items(&text, self));
        let implied: Vec<_> =
            items.iter().filter_map(|item| report.item(item, &mut draft)).collect();
        for (row, wishes) in implied {
            report.implied(row, &wishes, &mut draft);
        }
        let (controls, mut notes) = settle(&draft, language);
        notes.extend(report.slips());
        let Found { understood, ignored, small } = report.found;
        Understanding { language, controls, understood, ignored, small, notes }
    }
}

#[derive(Default)]
struct Found {
    understood: Vec<Understood>,
    ignored: Vec<Ignored>,
    small: Vec<std::ops::Range<usize>>,
}

/// What is said of each item.
struct Report<'t> {
    text: &'t Text<'t>,
    language: Language,
    lexicon: &'t Lexicon,
    found: Found,
}

impl Report<'_> {
    /// Takes an item in; what it implies is returned with the row that tells of it.
    fn item(&mut self, item: &Item, draft: &mut Draft) -> Option<(usize, Vec<Wish>)> {
        match &item.sense {
            Sense::Asks { wishes, implied } => return self.asks(item, wishes, implied, draft),
            Sense::Beyond(why) | Sense::Refused(why) => {
                self.ignored(item, Why::Impossible, why);
            }
            Sense::Negated => self.ignored(item, Why::Negated, &negated()),
            Sense::Unknown => self.ignored(item, Why::Unknown, &unknown()),
            Sense::Scale { .. } | Sense::Negation | Sense::Filler => {
                self.found.small.push(self.text.bytes(item.places.clone()));
            }
            Sense::Break => {}
        }
        None
    }

    fn asks(
        &mut self,
        item: &Item,
        wishes: &[Wish],
        implied: &[Wish],
        draft: &mut Draft,
    ) -> Option<(usize, Vec<Wish>)> {
        let words = self.text.original(item.places.clone());
        let mut meanings = Vec::new();
        let mut against = None;
        for wish in wishes {
            match draft.take(wish, words) {
                Ok(()) => meanings.push(say::wish(wish, self.language, self.lexicon)),
                Err(other) => against = Some(other),
            }
        }
        if let Some(other) = against.filter(|_| meanings.is_empty()) {
            self.ignored(item, Why::Contradiction, &contradiction(&other));
            return None;
        }
        let span = self.text.bytes(item.places.clone());
        let meaning = meanings.join(self.language.pick(", ", ","));
        self.found.understood.push(Understood { span, words: words.to_owned(), meaning });
        Some((self.found.understood.len() - 1, implied.to_vec()))
    }

    /// What a row implies, now that everything was said.
    fn implied(&mut self, row: usize, wishes: &[Wish], draft: &mut Draft) {
        let Some(row) = self.found.understood.get_mut(row) else { return };
        for wish in wishes {
            if draft.imply(wish, &row.words) {
                let comma = if row.meaning.is_empty() { "" } else { self.language.pick(", ", ",") };
                row.meaning.push_str(comma);
                row.meaning.push_str(&say::wish(wish, self.language, self.lexicon));
            }
        }
        if row.meaning.is_empty() {
            row.meaning = self.language.pick("said already", "已经说明").to_owned();
        }
    }

    fn ignored(&mut self, item: &Item, why: Why, reason: &Both) {
        let span = self.text.bytes(item.places.clone());
        let words = self.text.original(item.places.clone()).to_owned();
        let reason = reason.say(self.language).to_owned();
        self.found.ignored.push(Ignored { span, words, why, reason });
    }

    /// Unknown words that are nearly known ones.
    fn slips(&self) -> Vec<String> {
        let unknown = self.found.ignored.iter().filter(|row| row.why == Why::Unknown);
        let told = unknown.take(MOST_SLIPS).filter_map(|row| {
            let word = self.lexicon.nearest(&row.words)?;
            let (english, chinese) = (
                format!("Did you mean \"{word}\" by \"{}\"?", row.words),
                format!("“{}”是否应为“{word}”?", row.words),
            );
            Some(self.language.pick(english, chinese))
        });
        told.collect()
    }
}

fn unknown() -> Both {
    Both::new("not understood", "未能理解")
}

fn negated() -> Both {
    Both::new("what a piece shall not have cannot be asked for yet", "目前还不能指定不要什么")
}

fn contradiction(other: &str) -> Both {
    Both::new(
        format!("this contradicts \"{other}\", which is kept"),
        format!("与“{other}”矛盾,保留前者"),
    )
}
