//! Pulls elements out of a document one at a time, within limits of depth and number.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use super::tree::Element;
use crate::limits::MAX_DEPTH;
use crate::{Error, Format, Position};

/// Most elements within one measure or header: more is no music.
const MAX_ELEMENTS: usize = 400_000;

/// A document that is being read.
pub(super) struct Source<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// How far lines have been counted: (byte, line).
    counted: (usize, u32),
}

/// The next thing inside the element that is open.
pub(super) enum Tag<'a> {
    /// An element begins; its content is still to be read.
    Open(Element<'a>),
    /// An element without content.
    Empty(Element<'a>),
    /// The open element ends, or the document does.
    Close,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        Source { text, reader, counted: (0, 1) }
    }

    /// The line a byte stands on. Cheap when asked in order.
    pub(super) fn line(&mut self, offset: usize) -> u32 {
        let (from, line) = if offset >= self.counted.0 { self.counted } else { (0, 1) };
        let to = offset.min(self.text.len());
        let newlines = self.text.as_bytes()[from..to].iter().filter(|&&byte| byte == b'\n').count();
        self.counted = (to, line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX)));
        self.counted.1
    }

    /// The next child of the open element, text between children skipped.
    pub(super) fn next(&mut self) -> Result<Tag<'a>, Error> {
        loop {
            let offset = self.offset();
            match self.event()? {
                Event::Start(_) => return Ok(Tag::Open(self.element_at(offset))),
                Event::Empty(_) => return Ok(Tag::Empty(self.element_at(offset))),
                Event::End(_) | Event::Eof => return Ok(Tag::Close),
                _ => {}
            }
        }
    }

    /// Reads the content of an element that was just opened.
    pub(super) fn fill(&mut self, root: Element<'a>) -> Result<Element<'a>, Error> {
        let mut open = vec![root];
        let mut elements = 0;
        loop {
            let offset = self.offset();
            let depth = open.len();
            let Some(current) = open.last_mut() else { break };
            // Looked at where it lies: moving each event out of its result took a fifth of the time.
            match &self.reader.read_event() {
                Ok(Event::Start(_) | Event::Empty(_)) if depth >= MAX_DEPTH => {
                    return Err(Error::TooLarge {
                        what: "nested elements",
                        limit: MAX_DEPTH as u64,
                    });
                }
                Ok(Event::Start(_)) => open.push(self.element_at(offset)),
                Ok(Event::Empty(_)) => current.children.push(self.element_at(offset)),
                // What indents the children is no text: gathering it would copy it all.
                Ok(Event::Text(text)) if !current.children.is_empty() && is_space(text) => {}
                Ok(Event::Text(text)) => append(&mut current.text, text.clone().into_inner()),
                Ok(Event::CData(text)) => append(&mut current.text, text.clone().into_inner()),
                Ok(Event::GeneralRef(reference)) => {
                    append(&mut current.text, resolve(reference));
                }
                Ok(Event::End(_)) => {
                    let done = open.pop();
                    match (open.last_mut(), done) {
                        (Some(parent), Some(done)) => parent.children.push(done),
                        (None, Some(done)) => return Ok(done),
                        (_, None) => break,
                    }
                }
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(error) => return Err(self.unreadable(error)),
            }
            elements += 1;
            if elements > MAX_ELEMENTS {
                return Err(Error::TooLarge {
                    what: "elements in one measure",
                    limit: MAX_ELEMENTS as u64,
                });
            }
        }
        Err(self.broken("the document ends inside an element: the file is cut off"))
    }

    /// Steps over the content of an element that was just opened.
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        let mut depth = 1usize;
        while depth > 0 {
            match self.event()? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(self.broken("the file is cut off")),
                _ => {}
            }
        }
        Ok(())
    }

    /// An error at the place reading has come to.
    pub(super) fn broken(&mut self, what: impl Into<String>) -> Error {
        let offset = self.offset();
        Error::malformed(Format::MusicXml, Position::line(self.line(offset)), what)
    }

    fn offset(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len())
    }

    fn event(&mut self) -> Result<Event<'a>, Error> {
        let event = self.reader.read_event();
        event.map_err(|error| self.unreadable(&error))
    }

    #[cold]
    fn unreadable(&mut self, error: &quick_xml::Error) -> Error {
        let offset = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
        let place = Position::line(self.line(offset));
        Error::malformed(Format::MusicXml, place, format!("{error}; export the file again"))
    }

    /// The element whose tag begins at a byte, cut from the document itself so that nothing is copied.
    fn element_at(&self, offset: usize) -> Element<'a> {
        let tag = &self.text[offset..self.offset()];
        let tag = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
        let name_end = tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(name_end);
        let name = name.rsplit_once(':').map_or(name, |(_, local)| local);
        Element { name, attributes, text: Cow::Borrowed(""), children: Vec::new(), offset }
    }
}

/// A small document as one element.
pub(super) fn whole(text: &str) -> Result<Element<'_>, Error> {
    let mut source = Source::new(text);
    match source.next()? {
        Tag::Open(root) => source.fill(root),
        Tag::Empty(root) => Ok(root),
        Tag::Close => Err(Error::Empty),
    }
}

fn is_space(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_whitespace())
}

fn append<'a>(text: &mut Cow<'a, str>, more: Cow<'a, str>) {
    if text.is_empty() {
        *text = more;
    } else {
        text.to_mut().push_str(&more);
    }
}

/// A character reference or one of XML's own five entities; others stay as they are written, so that
/// no declared entity is ever expanded.
fn resolve<'a>(reference: &quick_xml::events::BytesRef<'a>) -> Cow<'a, str> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Cow::Owned(character.to_string());
    }
    let name = reference.borrow().into_inner().into_owned();
    match resolve_predefined_entity(&name) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(format!("&{name};")),
    }
}
