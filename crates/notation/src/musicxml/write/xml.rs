//! Indented XML, element by element.

use std::fmt::Display;

/// A document being written.
pub(super) struct Xml {
    text: String,
    open: Vec<&'static str>,
}

/// Attributes in order; empty values are not special.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a dyn Display)];

impl Xml {
    pub(super) fn new() -> Xml {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n".to_owned();
        Xml { text, open: Vec::new() }
    }

    /// A line as it is, for the document type.
    pub(super) fn raw(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Opens an element and writes what is inside.
    pub(super) fn element(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Xml),
    ) {
        self.tag(name, attributes);
        let empty_until = self.text.len();
        self.text.push_str(">\n");
        self.open.push(name);
        inside(self);
        self.open.pop();
        if self.text.len() == empty_until + 2 {
            self.text.truncate(empty_until);
            self.text.push_str("/>\n");
            return;
        }
        self.indent();
        self.text.push_str(&format!("</{name}>\n"));
    }

    /// An element with text only.
    pub(super) fn text(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        text: impl Display,
    ) {
        self.tag(name, attributes);
        self.text.push('>');
        escape(&text.to_string(), &mut self.text);
        self.text.push_str(&format!("</{name}>\n"));
    }

    /// An element with neither text nor children.
    pub(super) fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.tag(name, attributes);
        self.text.push_str("/>\n");
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn indent(&mut self) {
        for _ in 0..self.open.len() {
            self.text.push_str("  ");
        }
    }

    fn tag(&mut self, name: &str, attributes: Attributes<'_>) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            self.text.push_str(&format!(" {name}=\""));
            escape(&value.to_string(), &mut self.text);
            self.text.push('"');
        }
    }
}

/// Escapes text; characters that XML 1.0 cannot hold (section 2.2) are dropped.
fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {}
            other => out.push(other),
        }
    }
}
