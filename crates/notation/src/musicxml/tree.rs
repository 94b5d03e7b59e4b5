//! One element of a document with all it holds. Only a measure at a time is kept in this form.

use std::borrow::Cow;

use quick_xml::escape::unescape;
use quick_xml::events::attributes::Attributes;

/// An element, its text and its children.
#[derive(Debug)]
pub(super) struct Element<'a> {
    pub(super) name: &'a str,
    /// The raw text between the name and the closing bracket.
    pub(super) attributes: &'a str,
    /// Its own text, references resolved.
    pub(super) text: Cow<'a, str>,
    pub(super) children: Vec<Element<'a>>,
    /// Byte offset in the document.
    pub(super) offset: usize,
}

impl<'a> Element<'a> {
    /// The first child with a name.
    pub(super) fn child(&self, name: &str) -> Option<&Element<'a>> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children with a name.
    pub(super) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Element<'a>> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Whether there is a child with a name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.child(name).is_some()
    }

    /// An attribute's value, references resolved.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        if self.attributes.is_empty() {
            return None;
        }
        let mut attributes = Attributes::new(self.attributes, 0);
        attributes.with_checks(false);
        let found = attributes.flatten().find(|attribute| attribute.key.0 == name)?;
        let raw = match found.value {
            Cow::Borrowed(text) => text,
            Cow::Owned(text) => return Some(Cow::Owned(text)),
        };
        Some(unescape(raw).unwrap_or(Cow::Borrowed(raw)))
    }

    /// Whether an attribute has a value.
    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.attribute(name).is_some_and(|found| found == value)
    }

    /// The element's own text without surrounding space.
    pub(super) fn trimmed(&self) -> &str {
        self.text.trim()
    }

    /// A child's text; `None` when absent or empty.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(Element::trimmed).filter(|text| !text.is_empty())
    }

    /// A child's text as an owned string.
    pub(super) fn string_of(&self, name: &str) -> Option<String> {
        self.text_of(name).map(str::to_owned)
    }

    /// A child's text as a number; decimals that are whole (`2.0`) count.
    pub(super) fn integer_of(&self, name: &str) -> Option<i64> {
        self.text_of(name).and_then(integer)
    }

    /// A child's text as a small number.
    pub(super) fn small_of<N: TryFrom<i64>>(&self, name: &str) -> Option<N> {
        self.integer_of(name).and_then(|number| N::try_from(number).ok())
    }

    /// An attribute as a small number.
    pub(super) fn small_attribute<N: TryFrom<i64>>(&self, name: &str) -> Option<N> {
        let text = self.attribute(name)?;
        integer(text.trim()).and_then(|number| N::try_from(number).ok())
    }
}

/// A whole number, also written as a decimal; the nearest one for a true decimal.
pub(super) fn integer(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let number: f64 = text.parse().ok()?;
    let rounded = number.round();
    #[expect(clippy::cast_possible_truncation, reason = "checked to be small")]
    (rounded.abs() < 1e15).then_some(rounded as i64)
}
