//! The languages that are understood and answered in.

use serde::{Deserialize, Serialize};

use super::text::is_han;

/// The language of a text, and of what is said about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// Simplified Chinese.
    #[serde(rename = "zh")]
    Chinese,
}

impl Language {
    /// Chinese when there is any Chinese character in the text, else English.
    #[must_use]
    pub fn of(text: &str) -> Language {
        if text.chars().any(is_han) { Language::Chinese } else { Language::English }
    }

    /// One of two wordings.
    pub(super) fn pick<T>(self, english: T, chinese: T) -> T {
        match self {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }
}

/// The same in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Both {
    pub(super) en: String,
    pub(super) zh: String,
}

impl Both {
    /// The same in both.
    pub(super) fn new(en: impl Into<String>, zh: impl Into<String>) -> Both {
        Both { en: en.into(), zh: zh.into() }
    }

    /// In one language.
    pub(super) fn say(&self, language: Language) -> &str {
        language.pick(&self.en, &self.zh)
    }
}
