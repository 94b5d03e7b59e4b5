//! Words to controls: what a musician writes in English or Chinese, understood by a lexicon and a small
//! grammar. Nothing is guessed: each word is understood, named as not understood, or a small word.
//!
//! A text is folded to one width, case and script (`text`), read item by item (`scan`: the rules of
//! the grammar and the words of the lexicon, the longest first), small words bind to their neighbours
//! (`bind`), wishes are gathered (`draft`) and settled into [`crate::Controls`] (`settle`).

mod bind;
mod draft;
mod entry;
mod language;
mod lexicon;
mod number;
#[cfg(test)]
mod page;
mod rules;
mod say;
mod scan;
mod settle;
#[cfg(test)]
mod tests;
mod text;
mod understand;
mod understanding;
mod wish;

pub use language::Language;
pub use lexicon::Lexicon;
pub use understand::understand;
pub use understanding::{Ignored, Understanding, Understood, Why};
