//! One tree for both forms of an answer: what is an attribute in XML is a field in JSON.

use quick_xml::escape::escape;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// An element: fields, text, and elements below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Node {
    fields: Vec<(&'static str, Field)>,
    text: Option<String>,
    children: Vec<(&'static str, Child)>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Field {
    Word(&'static str),
    Text(String),
    Whole(i64),
    Real(f64),
    Flag(bool),
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Child {
    /// An object in JSON.
    One(Node),
    /// A list in JSON, empty ones included.
    Many(Vec<Node>),
    /// A plain string in JSON.
    Leaf(String),
    /// A list of plain numbers in JSON.
    Numbers(Vec<i64>),
    /// A list of plain strings in JSON.
    Leaves(Vec<&'static str>),
}

impl Node {
    pub(crate) fn new() -> Node {
        Node::default()
    }

    pub(crate) fn text(self, name: &'static str, value: impl Into<String>) -> Node {
        self.field(name, Field::Text(value.into()))
    }

    /// One of a few words, which need not be copied.
    pub(crate) fn word(self, name: &'static str, value: &'static str) -> Node {
        self.field(name, Field::Word(value))
    }

    pub(crate) fn number(self, name: &'static str, value: impl TryInto<i64>) -> Node {
        self.field(name, Field::Whole(value.try_into().unwrap_or(i64::MAX)))
    }

    /// A number with the digits of its own precision: -3.2 stays -3.2.
    pub(crate) fn real(self, name: &'static str, value: f32) -> Node {
        let digits = value.to_string().parse().unwrap_or_default();
        self.field(name, Field::Real(digits))
    }

    pub(crate) fn flag(self, name: &'static str, value: bool) -> Node {
        self.field(name, Field::Flag(value))
    }

    /// A field that is left out when there is nothing to say.
    pub(crate) fn some_text(self, name: &'static str, value: Option<impl Into<String>>) -> Node {
        self.some(value, |node, value| node.text(name, value))
    }

    pub(crate) fn some_number(self, name: &'static str, value: Option<impl TryInto<i64>>) -> Node {
        self.some(value, |node, value| node.number(name, value))
    }

    pub(crate) fn some_real(self, name: &'static str, value: Option<f32>) -> Node {
        self.some(value, |node, value| node.real(name, value))
    }

    /// What stands between the tags; the field `value` in JSON.
    pub(crate) fn content(mut self, text: impl Into<String>) -> Node {
        self.text = Some(text.into());
        self
    }

    pub(crate) fn one(self, name: &'static str, node: Node) -> Node {
        self.child(name, Child::One(node))
    }

    pub(crate) fn many(self, name: &'static str, nodes: impl IntoIterator<Item = Node>) -> Node {
        self.child(name, Child::Many(nodes.into_iter().collect()))
    }

    pub(crate) fn leaf(self, name: &'static str, text: impl Into<String>) -> Node {
        self.child(name, Child::Leaf(text.into()))
    }

    pub(crate) fn leaves(self, name: &'static str, texts: Vec<&'static str>) -> Node {
        self.child(name, Child::Leaves(texts))
    }

    /// Takes over what another element holds.
    pub(crate) fn with(mut self, other: Node) -> Node {
        self.fields.extend(other.fields);
        self.text = other.text.or(self.text);
        self.children.extend(other.children);
        self
    }

    pub(crate) fn numbers(
        self,
        name: &'static str,
        numbers: impl IntoIterator<Item = i64>,
    ) -> Node {
        self.child(name, Child::Numbers(numbers.into_iter().collect()))
    }

    fn some<T>(self, value: Option<T>, add: impl FnOnce(Node, T) -> Node) -> Node {
        match value {
            Some(value) => add(self, value),
            None => self,
        }
    }

    fn field(mut self, name: &'static str, field: Field) -> Node {
        self.fields.push((name, field));
        self
    }

    fn child(mut self, name: &'static str, child: Child) -> Node {
        self.children.push((name, child));
        self
    }

    /// The element as XML, below what `xml` holds.
    pub(crate) fn write_xml(&self, name: &str, xml: &mut String) {
        xml.push('<');
        xml.push_str(name);
        for (name, field) in &self.fields {
            xml.push(' ');
            xml.push_str(name);
            xml.push_str("=\"");
            push_escaped(xml, &field.to_text());
            xml.push('"');
        }
        if self.text.is_none() && self.children.is_empty() {
            xml.push_str("/>");
            return;
        }
        xml.push('>');
        push_escaped(xml, self.text.as_deref().unwrap_or_default());
        for (name, child) in &self.children {
            child.write_xml(name, xml);
        }
        close(name, xml);
    }
}

/// The element as an object, written as it stands: no answer holds a name twice.
impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (name, field) in &self.fields {
            object.serialize_entry(name, field)?;
        }
        if let Some(text) = &self.text {
            object.serialize_entry("value", text)?;
        }
        for (name, child) in &self.children {
            object.serialize_entry(name, child)?;
        }
        object.end()
    }
}

impl Field {
    fn to_text(&self) -> String {
        match self {
            Field::Word(word) => (*word).to_owned(),
            Field::Text(text) => text.clone(),
            Field::Whole(number) => number.to_string(),
            Field::Real(number) => number.to_string(),
            Field::Flag(flag) => flag.to_string(),
        }
    }
}

impl Child {
    fn write_xml(&self, name: &str, xml: &mut String) {
        match self {
            Child::One(node) => node.write_xml(name, xml),
            Child::Many(nodes) => nodes.iter().for_each(|node| node.write_xml(name, xml)),
            Child::Leaf(text) => write_leaf(name, text, xml),
            Child::Leaves(texts) => texts.iter().for_each(|text| write_leaf(name, text, xml)),
            Child::Numbers(numbers) => {
                numbers.iter().for_each(|number| write_leaf(name, &number.to_string(), xml));
            }
        }
    }
}

fn write_leaf(name: &str, text: &str, xml: &mut String) {
    xml.push('<');
    xml.push_str(name);
    xml.push('>');
    push_escaped(xml, text);
    close(name, xml);
}

fn close(name: &str, xml: &mut String) {
    xml.push_str("</");
    xml.push_str(name);
    xml.push('>');
}

/// XML 1.0 has no way to write most control characters: they become U+FFFD.
fn push_escaped(xml: &mut String, text: &str) {
    let unwritable = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.contains(unwritable) {
        xml.push_str(&escape(text.replace(unwritable, "\u{fffd}")));
    } else {
        xml.push_str(&escape(text));
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use proptest::prelude::*;

    use super::*;

    fn xml(node: &Node) -> String {
        let mut xml = String::new();
        node.write_xml("album", &mut xml);
        xml
    }

    #[test]
    fn one_tree_is_written_in_both_forms() {
        let song =
            Node::new().text("title", "Été & \"Winter\"").number("track", 3).flag("isDir", false);
        let genre = Node::new().number("songCount", 2).content("Früh<barock");
        let album = Node::new()
            .real("gain", -6.5)
            .some_text("none", None::<String>)
            .leaf("biography", "a\u{1}b")
            .numbers("versions", [1, 2])
            .one("genre", genre)
            .many("artists", [])
            .many("song", [song]);
        expect![[r#"<album gain="-6.5"><biography>a�b</biography><versions>1</versions><versions>2</versions><genre songCount="2">Früh&lt;barock</genre><song title="Été &amp; &quot;Winter&quot;" track="3" isDir="false"/></album>"#]]
            .assert_eq(&xml(&album));
        expect![[r#"{"gain":-6.5,"biography":"a\u0001b","versions":[1,2],"genre":{"songCount":2,"value":"Früh<barock"},"artists":[],"song":[{"title":"Été & \"Winter\"","track":3,"isDir":false}]}"#]]
            .assert_eq(&serde_json::to_string(&album).unwrap());
    }

    proptest! {
        /// Names and tags are anybody's: whatever they hold, the document stays well formed.
        #[test]
        fn any_text_stays_inside_its_attribute(value in any::<String>()) {
            let text = xml(&Node::new().text("title", value.clone()).content(value));
            let mut reader = quick_xml::Reader::from_str(&text);
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(quick_xml::events::Event::Start(tag)) => prop_assert_eq!(tag.attributes().count(), 1),
                    other => { prop_assert!(other.is_ok(), "{:?}", other); }
                }
            }
        }
    }
}
