//! From a document to a score.

mod attributes;
mod barline;
mod direction;
mod frame;
mod harmony;
mod header;
mod notations;
mod note;
mod part;

use std::collections::HashMap;

use score::{Part, Score};

use super::source::{Source, Tag};
use super::tree::{Element, Node, Tree};
use crate::limits::{MAX_CELLS, MAX_MEASURES, MAX_PARTS};
use crate::{Error, Format, Position, Warnings};
use frame::Frame;
use header::PartList;
use part::PartReader;

/// Reads a whole document.
pub(super) fn document(text: &str) -> Result<(Score, Warnings), Error> {
    let mut source = Source::new(text);
    match source.next()? {
        Tag::Open(root) if root.name == "score-partwise" => Document::read(source, false),
        Tag::Open(root) if root.name == "score-timewise" => Document::read(source, true),
        Tag::Open(root) | Tag::Empty(root) => Err(Error::Unsupported {
            format: Format::MusicXml,
            place: Position::line(source.line(root.offset)),
            what: format!(
                "its root is <{}>, not <score-partwise>: export it as MusicXML",
                root.name
            ),
        }),
        Tag::Close => Err(Error::Empty),
    }
}

/// A document half read.
struct Document<'a> {
    source: Source<'a>,
    score: Score,
    list: PartList,
    frame: Frame,
    warnings: Warnings,
    /// Readers of parts, in the order of their first music: in a timewise score all are at work at
    /// once.
    readers: Vec<PartReader>,
    /// Their places by id.
    by_id: HashMap<String, usize>,
}

impl<'a> Document<'a> {
    fn read(source: Source<'a>, timewise: bool) -> Result<(Score, Warnings), Error> {
        let mut document = Document {
            source,
            score: Score::default(),
            list: PartList::default(),
            frame: Frame::default(),
            warnings: Warnings::default(),
            readers: Vec::new(),
            by_id: HashMap::new(),
        };
        let mut tree = Tree::default();
        loop {
            match document.source.next()? {
                Tag::Open(element) if element.name == "part" && !timewise => {
                    document.part(&element)?;
                }
                Tag::Open(element) if element.name == "measure" && timewise => {
                    document.timewise_measure(element, &mut tree)?;
                }
                Tag::Open(element) if header::is_header(element.name) => {
                    let element = document.source.fill(element, &mut tree)?;
                    header::read(element, &mut document.score, &mut document.list);
                }
                Tag::Open(_) => document.source.skip()?,
                Tag::Empty(_) => {}
                Tag::Close => break,
            }
        }
        document.finish()
    }

    /// `<part>` of a partwise score: its measures one after another.
    fn part(&mut self, part: &Node<'_>) -> Result<(), Error> {
        let id = part.attribute("id").unwrap_or_default().into_owned();
        let reader = self.reader(&id)?;
        let mut tree = Tree::default();
        let mut index = 0;
        loop {
            match self.source.next()? {
                Tag::Open(element) if element.name == "measure" => {
                    let measure = self.source.fill(element, &mut tree)?;
                    self.measure(reader, index, measure, measure)?;
                    index += 1;
                }
                Tag::Empty(measure) if measure.name == "measure" => {
                    self.measure(reader, index, measure.alone(), measure.alone())?;
                    index += 1;
                }
                Tag::Open(_) => self.source.skip()?,
                Tag::Empty(_) => {}
                Tag::Close => return Ok(()),
            }
        }
    }

    /// `<measure>` of a timewise score: its parts side by side.
    fn timewise_measure(&mut self, measure: Node<'a>, tree: &mut Tree<'a>) -> Result<(), Error> {
        let measure = self.source.fill(measure, tree)?;
        let index = self.frame.measures.len();
        for part in measure.all("part") {
            let id = part.attribute("id").unwrap_or_default().into_owned();
            let reader = self.reader(&id)?;
            self.measure(reader, index, measure, part)?;
        }
        Ok(())
    }

    /// The place of the reader of a part, made when it is first met.
    fn reader(&mut self, id: &str) -> Result<usize, Error> {
        if let Some(&reader) = self.by_id.get(id) {
            return Ok(reader);
        }
        if self.readers.len() >= MAX_PARTS {
            return Err(Error::TooLarge { what: "parts", limit: MAX_PARTS as u64 });
        }
        self.by_id.insert(id.to_owned(), self.readers.len());
        self.readers.push(PartReader::new(self.list.part(id)));
        Ok(self.readers.len() - 1)
    }

    fn measure(
        &mut self,
        reader: usize,
        index: usize,
        measure: Element<'_>,
        content: Element<'_>,
    ) -> Result<(), Error> {
        if index >= MAX_MEASURES {
            return Err(Error::TooLarge { what: "measures", limit: MAX_MEASURES as u64 });
        }
        let cells: usize =
            self.readers.len().saturating_mul(self.frame.measures.len().max(index + 1));
        if cells > MAX_CELLS {
            return Err(Error::TooLarge { what: "measures in all parts", limit: MAX_CELLS as u64 });
        }
        let line = self.source.line(measure.offset);
        self.frame.open(index, measure);
        self.readers[reader].measure(index, line, content, &mut self.frame, &mut self.warnings)
    }

    /// Parts in the order of the part list, measures of the right length, everything in place.
    fn finish(mut self) -> Result<(Score, Warnings), Error> {
        if self.readers.is_empty() {
            return Err(self.source.broken("the score has no parts: export it again"));
        }
        let printed: Vec<usize> = self.list.order(&self.by_id);
        self.score.groups = self.list.groups(&self.by_id, &printed);
        let mut readers: Vec<Option<PartReader>> = self.readers.into_iter().map(Some).collect();
        let mut taken = |index: usize| readers.get_mut(index).and_then(Option::take);
        let listed: Vec<Part> =
            printed.into_iter().filter_map(&mut taken).map(PartReader::finish).collect();
        // Those that no list names follow in the order of their first music.
        let others = readers.into_iter().flatten().map(PartReader::finish);
        self.score.parts = listed.into_iter().chain(others).collect();
        self.score.measures = self.frame.finish(&mut self.warnings);
        self.score.tidy();
        Ok((self.score, self.warnings))
    }
}
