//! Pulls elements out of a document one at a time, within limits of depth and number.
//!
//! Tags and text are nearly all of a score: they are cut here, each byte looked at once and none copied.
//! Comments, declarations and CDATA are left to quick-xml. When it cut everything, two thirds of the time of
//! reading went there: it copies each name and checks each piece for valid UTF-8 once more.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use quick_xml::parser::{ElementParser, Parser};

use super::tree::{Element, Node, Tree};
use crate::limits::MAX_DEPTH;
use crate::{Error, Format, Position};

/// Most elements within one measure or header: more is no music.
const MAX_ELEMENTS: usize = 400_000;

/// A document that is being read.
pub(super) struct Source<'a> {
    text: &'a str,
    /// How far it has been read, in bytes.
    at: usize,
    /// Full names of the elements that are open.
    open: Vec<&'a str>,
    /// How far lines have been counted: (byte, line).
    counted: (usize, u32),
}

/// The next thing inside the element that is open.
pub(super) enum Tag<'a> {
    /// An element begins; its content is still to be read.
    Open(Node<'a>),
    /// An element without content.
    Empty(Node<'a>),
    /// The open element ends, or the document does.
    Close,
}

/// The next piece of the document.
enum Piece<'a> {
    Open(Node<'a>),
    Empty(Node<'a>),
    Close,
    /// Text with its references still in it; empty for a comment or a declaration.
    Text(&'a str),
    /// Text to be taken as it stands.
    Verbatim(Cow<'a, str>),
    End,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Source { text, at: 0, open: Vec::new(), counted: (0, 1) }
    }

    /// The line a byte stands on. Cheap when asked in order.
    pub(super) fn line(&mut self, offset: usize) -> u32 {
        let (from, line) = if offset >= self.counted.0 { self.counted } else { (0, 1) };
        let to = offset.min(self.text.len());
        // Sums that fit in a byte are counted many at a time.
        let newlines = |chunk: &[u8]| chunk.iter().map(|&byte| u8::from(byte == b'\n')).sum::<u8>();
        let chunks = self.text.as_bytes()[from..to].chunks(255);
        let newlines: u32 = chunks.map(|chunk| u32::from(newlines(chunk))).sum();
        self.counted = (to, line.saturating_add(newlines));
        self.counted.1
    }

    /// The next child of the open element, text between children skipped.
    pub(super) fn next(&mut self) -> Result<Tag<'a>, Error> {
        loop {
            match self.piece()? {
                Piece::Open(node) => return Ok(Tag::Open(node)),
                Piece::Empty(node) => return Ok(Tag::Empty(node)),
                Piece::Close | Piece::End => return Ok(Tag::Close),
                Piece::Text(_) | Piece::Verbatim(_) => {}
            }
        }
    }

    /// Reads the content of an element that was just opened into a tree, of which it is the root.
    pub(super) fn fill<'t>(
        &mut self,
        root: Node<'a>,
        tree: &'t mut Tree<'a>,
    ) -> Result<Element<'t>, Error> {
        tree.begin(root);
        loop {
            match self.piece()? {
                Piece::Open(node) => tree.open(node),
                Piece::Empty(node) => tree.add(node),
                Piece::Text(text) if tree.indents(text) => {}
                Piece::Text(text) => tree.text(self.resolved(text)?),
                Piece::Verbatim(text) => tree.text(text),
                Piece::Close if tree.close() => return Ok(tree.root()),
                Piece::Close => {}
                Piece::End => {
                    return Err(
                        self.broken("the document ends inside an element: the file is cut off")
                    );
                }
            }
            if tree.len() > MAX_ELEMENTS {
                return Err(Error::TooLarge {
                    what: "elements in one measure",
                    limit: MAX_ELEMENTS as u64,
                });
            }
        }
    }

    /// Steps over the content of an element that was just opened.
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        let outside = self.open.len().saturating_sub(1);
        while self.open.len() > outside {
            if let Piece::End = self.piece()? {
                return Err(self.broken("the file is cut off"));
            }
        }
        Ok(())
    }

    /// An error at the place reading has come to.
    pub(super) fn broken(&mut self, what: impl Into<String>) -> Error {
        Error::malformed(Format::MusicXml, Position::line(self.line(self.at)), what)
    }

    fn piece(&mut self) -> Result<Piece<'a>, Error> {
        match self.text.as_bytes()[self.at..] {
            [] => Ok(Piece::End),
            [b'<', b'/', ..] => self.close(),
            [b'<', b'!' | b'?', ..] => self.rare(),
            [b'<', ..] => self.open(),
            _ => Ok(Piece::Text(self.text())),
        }
    }

    /// `<name>`, `<name attribute="...">` or `<name/>`.
    fn open(&mut self) -> Result<Piece<'a>, Error> {
        let offset = self.at;
        let rest = &self.text[offset + 1..];
        let Some((name_end, end)) = tag_ends(rest.as_bytes()) else {
            return Err(self.broken("a tag is cut off; export the file again"));
        };
        self.at = offset + 1 + end + 1;
        let (tag, empty) = match rest[..end].strip_suffix('/') {
            Some(tag) => (tag, true),
            None => (&rest[..end], false),
        };
        let (name, attributes) = tag.split_at(name_end.min(tag.len()));
        let local = name.bytes().rposition(|byte| byte == b':').map_or(0, |colon| colon + 1);
        let node = Node::new(&name[local..], attributes, offset);
        if empty {
            return Ok(Piece::Empty(node));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(Error::TooLarge { what: "nested elements", limit: MAX_DEPTH as u64 });
        }
        self.open.push(name);
        Ok(Piece::Open(node))
    }

    /// `</name>` of the element that is open.
    fn close(&mut self) -> Result<Piece<'a>, Error> {
        let expected = self.open.pop().unwrap_or_default();
        let rest = self.text[self.at + 2..].strip_prefix(expected).map(str::trim_ascii_start);
        let Some(after) = rest.and_then(|rest| rest.strip_prefix('>')) else {
            return Err(self.broken(format!(
                "</{expected}> should stand here, and another end does; export the file again"
            )));
        };
        self.at = self.text.len() - after.len();
        Ok(Piece::Close)
    }

    /// Text up to the next tag.
    fn text(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let length = rest.bytes().position(|byte| byte == b'<').unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// A comment, a declaration, an instruction or CDATA.
    fn rare(&mut self) -> Result<Piece<'a>, Error> {
        let mut reader = Reader::from_str(&self.text[self.at..]);
        let event = reader.read_event();
        self.at += usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match event {
            Ok(Event::CData(text)) => Ok(Piece::Verbatim(text.into_inner())),
            Ok(_) => Ok(Piece::Text("")),
            Err(error) => Err(self.broken(format!("{error}; export the file again"))),
        }
    }

    /// Text with character references and XML's own five entities resolved; others stay as they are
    /// written, so that no declared entity is ever expanded.
    fn resolved(&mut self, text: &'a str) -> Result<Cow<'a, str>, Error> {
        let reference = |text: &str| text.bytes().position(|byte| byte == b'&');
        let Some(mut at) = reference(text) else { return Ok(Cow::Borrowed(text)) };
        // One allocation, however many references there are: none is shorter than its character.
        let mut resolved = String::with_capacity(text.len());
        let mut rest = text;
        loop {
            resolved += &rest[..at];
            rest = &rest[at + 1..];
            let end = rest.bytes().position(|byte| matches!(byte, b'&' | b';'));
            let Some(end) = end.filter(|&end| rest.as_bytes()[end] == b';') else {
                return Err(self.broken("a lone & is no text: write it as &amp;"));
            };
            match known(&rest[..end]) {
                Some(character) => resolved.push(character),
                None => resolved.extend(["&", &rest[..=end]]),
            }
            rest = &rest[end + 1..];
            match reference(rest) {
                Some(next) => at = next,
                None => return Ok(Cow::Owned(resolved + rest)),
            }
        }
    }
}

/// The character that a reference (what stands between `&` and `;`) means. Of the unknown ones there may be
/// millions, so none is worth a message.
fn known(reference: &str) -> Option<char> {
    match reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => BytesRef::new(reference).resolve_char_ref().ok().flatten(),
    }
}

/// Where the name of a tag ends and where the tag does, counted from behind its `<`.
fn tag_ends(tag: &[u8]) -> Option<(usize, usize)> {
    let name = tag.iter().position(|&byte| byte == b'>' || byte.is_ascii_whitespace())?;
    if tag[name] == b'>' {
        return Some((name, name));
    }
    // Brackets within quotes close nothing.
    let attributes = ElementParser::Outside.feed(&tag[name..])?;
    Some((name, name + attributes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The document in short: `name(attributes)[children]'text'`.
    fn shown(document: &str) -> Result<String, Error> {
        fn show(element: Element<'_>, out: &mut String) {
            let id = element.attribute("id").map(|id| format!("({id})"));
            let text = Some(element.trimmed()).filter(|text| !text.is_empty());
            *out += &format!("{}{}[", element.name, id.unwrap_or_default());
            element.children().for_each(|child| show(child, out));
            *out += &format!("]{}", text.map(|text| format!("'{text}'")).unwrap_or_default());
        }
        let mut source = Source::new(document);
        let Tag::Open(root) = source.next()? else { return Ok(String::new()) };
        let (mut tree, mut out) = (Tree::default(), String::new());
        show(source.fill(root, &mut tree)?, &mut out);
        Ok(out)
    }

    #[test]
    fn documents_become_trees() {
        for (document, tree) in [
            ("<a><b id=\"x>y\"/><c\n id='1'>t</c ></a>", "a[b(x>y)[]c(1)[]'t']"),
            ("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY e \">\">]><a/>", ""),
            ("<a>\n <!-- <b> --><m:b>1</m:b>\n <?p <c>?></a>", "a[b[]'1']"),
            ("<a>x<![CDATA[<b>&amp;]]>y</a>", "a[]'x<b>&amp;y'"),
            ("<a id=\"&lt;&#65;\">&lt;&#x42;&e;&#0;</a>", "a(<A)[]'<B&e;&#0;'"),
            ("<a><b/ ><b/></a>", ""),
        ] {
            assert_eq!(shown(document).unwrap_or_default(), tree, "{document}");
        }
    }

    #[test]
    fn references_become_characters() {
        for (text, resolved) in [
            ("&lt;&gt;&amp;&quot;&apos;", "<>&\"'"),
            ("a&amp;lt;b&#65;&#x1D11E;c", "a&lt;bA\u{1D11E}c"),
            ("&;&LT;&#;&#+65;&#xD800;&#99999999999;", "&;&LT;&#;&#+65;&#xD800;&#99999999999;"),
            (&"&quot;&#233;é".repeat(9_999), &"\"éé".repeat(9_999)),
        ] {
            let document = format!("<a>{text}</a>");
            assert_eq!(shown(&document).unwrap(), format!("a[]'{resolved}'"));
        }
        for cut in ["&", "&lt", "&lt&gt;", "&lt;&"] {
            assert!(shown(&format!("<a>{cut}</a>")).is_err(), "{cut}");
        }
    }

    #[test]
    fn broken_documents_are_refused_with_their_line() {
        for (document, said) in [
            ("<a>\n<b></a></b>", "line 2: </b> should stand here"),
            ("<a>\n<b", "line 2: a tag is cut off"),
            ("<a><b>", "the document ends inside"),
            ("<a>this & that</a>", "a lone &"),
            ("<a><!-- </a>", "comment"),
        ] {
            let error = shown(document).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    proptest! {
        /// quick-xml cuts any document into the same tags and texts.
        #[test]
        fn pieces_are_those_of_quick_xml(document in "(<(a:)?[ab]( c=(\"[ab>']*\"|'[>\"]*'))? ?/?>|</(a:)?[ab] ?>|[a \n;]{1,3}|<!--[a>]-->|<!\\[CDATA\\[[<&a]\\]\\]>){0,9}") {
            let mut reader = Reader::from_str(&document);
            reader.config_mut().allow_unmatched_ends = false;
            let mut source = Source::new(&document);
            loop {
                let (theirs, ours) = (reader.read_event(), source.piece());
                match (theirs, ours) {
                    (Ok(Event::Eof), Ok(Piece::End)) | (Err(_), Err(_)) => break,
                    (Ok(Event::Start(tag)), Ok(Piece::Open(node)))
                    | (Ok(Event::Empty(tag)), Ok(Piece::Empty(node))) => {
                        prop_assert_eq!(tag.local_name().into_inner(), node.name);
                    }
                    (Ok(Event::End(_)), Ok(Piece::Close)) => {}
                    (Ok(Event::Text(text)), Ok(Piece::Text(piece))) => prop_assert_eq!(&*text, piece),
                    (Ok(Event::CData(text)), Ok(Piece::Verbatim(piece))) => {
                        prop_assert_eq!(&*text, &*piece);
                    }
                    (Ok(Event::Comment(_)), Ok(Piece::Text(""))) => {}
                    (theirs, _) => prop_assert!(false, "quick-xml has {theirs:?}"),
                }
            }
        }
    }
}
