//! What was understood of a text and what was not, for people to read and for scripts.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use crate::controls::Controls;

use super::language::Language;

/// What a text asks for. Every word of the text is in one of `understood`, `ignored` and `small`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Understanding {
    /// The language of the text; what is said below is in it.
    pub language: Language,
    /// What to compose.
    pub controls: Controls,
    /// What was understood, in the order of the text.
    pub understood: Vec<Understood>,
    /// What was not understood, or cannot be done.
    pub ignored: Vec<Ignored>,
    /// Bytes of the text that carry no wish: articles, prepositions and the like.
    pub small: Vec<Range<usize>>,
    /// What was decided because the text left it open, and slips of the pen.
    pub notes: Vec<String>,
}

/// Words that were understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Understood {
    /// Where they stand, in bytes of the text.
    pub span: Range<usize>,
    /// The words.
    pub words: String,
    /// What they mean.
    pub meaning: String,
}

/// Words that change nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ignored {
    /// Where they stand, in bytes of the text.
    pub span: Range<usize>,
    /// The words.
    pub words: String,
    /// Why they change nothing.
    pub why: Why,
    /// The same for people.
    pub reason: String,
}

/// Why words change nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// They are not in the lexicon.
    Unknown,
    /// They contradict what was said before.
    Contradiction,
    /// They are understood, but cannot be done.
    Impossible,
    /// They say what shall not be.
    Negated,
}

impl fmt::Display for Understanding {
    /// A line for each thing understood, then what was not, then notes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let chinese = self.language == Language::Chinese;
        let pick = |english, chinese_text| if chinese { chinese_text } else { english };
        let quoted =
            |words: &str| if chinese { format!("“{words}”") } else { format!("\"{words}\"") };
        if !self.understood.is_empty() {
            writeln!(f, "{}", pick("Understood:", "已理解:"))?;
        }
        for row in &self.understood {
            writeln!(f, "  {}{}{}", quoted(&row.words), pick(": ", ":"), row.meaning)?;
        }
        if !self.ignored.is_empty() {
            writeln!(f, "{}", pick("Not used:", "未采用:"))?;
        }
        for row in &self.ignored {
            writeln!(f, "  {}{}{}", quoted(&row.words), pick(": ", ":"), row.reason)?;
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "{note}"))
    }
}
