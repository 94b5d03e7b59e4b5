//! One measure of a document as a tree of elements. Only a measure at a time is kept in this form.

use std::borrow::Cow;
use std::ops::Deref;

use quick_xml::escape::unescape;
use quick_xml::events::attributes::Attributes;

/// An element without what it holds.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) name: &'a str,
    /// The raw text between the name and the closing bracket.
    attributes: &'a str,
    /// Its own text, references resolved.
    text: Cow<'a, str>,
    /// Byte offset in the document.
    pub(super) offset: usize,
    /// How many nodes it and all it holds take.
    span: usize,
}

/// Nodes in the order of the document, so that each stands before all it holds. A tree that is filled
/// anew for each measure keeps its memory: elements cost no allocation.
#[derive(Debug, Default)]
pub(super) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
    /// Positions of the elements that have not ended.
    open: Vec<usize>,
}

/// An element of a tree: its node and those of all it holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'t>(&'t [Node<'t>]);

impl<'a> Tree<'a> {
    /// Starts again with an element that is open.
    pub(super) fn begin(&mut self, root: Node<'a>) {
        self.nodes.clear();
        self.open.clear();
        self.open(root);
    }

    /// An element begins in the open one.
    pub(super) fn open(&mut self, node: Node<'a>) {
        self.open.push(self.nodes.len());
        self.nodes.push(node);
    }

    /// An element without content.
    pub(super) fn add(&mut self, node: Node<'a>) {
        self.nodes.push(node);
    }

    /// The open element ends. Whether that was the root.
    pub(super) fn close(&mut self) -> bool {
        if let Some(at) = self.open.pop() {
            self.nodes[at].span = self.nodes.len() - at;
        }
        self.open.is_empty()
    }

    /// Whether text only indents the children of the open element: gathering it would copy it all.
    pub(super) fn indents(&self, text: &str) -> bool {
        let has_children = self.open.last().is_some_and(|at| at + 1 < self.nodes.len());
        has_children && text.bytes().all(|byte| byte.is_ascii_whitespace())
    }

    /// Text within the open element.
    pub(super) fn text(&mut self, more: Cow<'a, str>) {
        let Some(&at) = self.open.last() else { return };
        let text = &mut self.nodes[at].text;
        if text.is_empty() {
            *text = more;
        } else {
            text.to_mut().push_str(&more);
        }
    }

    /// How many elements it holds.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The root.
    pub(super) fn root(&self) -> Element<'_> {
        Element(&self.nodes)
    }
}

impl<'a> Node<'a> {
    pub(super) fn new(name: &'a str, attributes: &'a str, offset: usize) -> Node<'a> {
        Node { name, attributes, text: Cow::Borrowed(""), offset, span: 1 }
    }

    /// The node as an element of its own.
    pub(super) fn alone(&self) -> Element<'_> {
        Element(std::slice::from_ref(self))
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

    /// An attribute as a small number.
    pub(super) fn small_attribute<N: TryFrom<i64>>(&self, name: &str) -> Option<N> {
        let text = self.attribute(name)?;
        integer(text.trim()).and_then(|number| N::try_from(number).ok())
    }
}

impl<'t> Deref for Element<'t> {
    type Target = Node<'t>;

    fn deref(&self) -> &Node<'t> {
        &self.0[0]
    }
}

impl<'t> Element<'t> {
    /// The elements directly in it.
    pub(super) fn children(self) -> impl Iterator<Item = Element<'t>> {
        let mut rest = &self.0[1..];
        std::iter::from_fn(move || {
            let (child, after) = rest.split_at(rest.first()?.span);
            rest = after;
            Some(Element(child))
        })
    }

    /// The first child with a name.
    pub(super) fn child(self, name: &str) -> Option<Element<'t>> {
        self.children().find(|child| child.name == name)
    }

    /// All children with a name.
    pub(super) fn all(self, name: &str) -> impl Iterator<Item = Element<'t>> {
        self.children().filter(move |child| child.name == name)
    }

    /// Whether there is a child with a name.
    pub(super) fn has(self, name: &str) -> bool {
        self.child(name).is_some()
    }

    /// The element's own text.
    pub(super) fn text(self) -> &'t str {
        &self.0[0].text
    }

    /// The element's own text without surrounding space.
    pub(super) fn trimmed(self) -> &'t str {
        self.text().trim()
    }

    /// The element's own text as a string; `None` when there is none.
    pub(super) fn string(self) -> Option<String> {
        Some(self.trimmed()).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The element's own text as a number; decimals that are whole (`2.0`) count.
    pub(super) fn integer(self) -> Option<i64> {
        integer(self.trimmed())
    }

    /// The element's own text as a small number.
    pub(super) fn small<N: TryFrom<i64>>(self) -> Option<N> {
        self.integer().and_then(|number| N::try_from(number).ok())
    }

    /// A child's text; `None` when absent or empty.
    pub(super) fn text_of(self, name: &str) -> Option<&'t str> {
        self.child(name).map(Element::trimmed).filter(|text| !text.is_empty())
    }

    /// A child's text as a string; `None` when absent or empty.
    pub(super) fn string_of(self, name: &str) -> Option<String> {
        self.child(name).and_then(Element::string)
    }

    /// A child's text as a number.
    pub(super) fn integer_of(self, name: &str) -> Option<i64> {
        self.child(name).and_then(Element::integer)
    }

    /// A child's text as a small number.
    pub(super) fn small_of<N: TryFrom<i64>>(self, name: &str) -> Option<N> {
        self.child(name).and_then(Element::small)
    }
}

/// A whole number, also written as a decimal; the nearest one for a true decimal.
fn integer(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let number: f64 = text.parse().ok()?;
    let rounded = number.round();
    #[expect(clippy::cast_possible_truncation, reason = "checked to be small")]
    (rounded.abs() < 1e15).then_some(rounded as i64)
}
