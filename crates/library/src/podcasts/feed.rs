//! Reads RSS 2.0 with Apple's `itunes:` elements, RSS 1.0 and Atom (RFC 4287), pulling one tag after the other.
//!
//! Entities that a document declares are never expanded and nothing outside of it is read. Prefixes are taken
//! as everybody writes them: too many feeds misspell the addresses that they stand for.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::plain::plain;
use super::{Feed, FeedEpisode, times};
use crate::limits;

/// The longest text of one element that is looked at, in bytes.
const MAX_ELEMENT: usize = 256 << 10;

/// Why a feed cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// It is longer than [`limits::MAX_FEED_BYTES`].
    #[error("the feed has more than {} bytes", limits::MAX_FEED_BYTES)]
    TooLarge,
    /// It is a page, or something else.
    #[error("this is no feed: give the address of a podcast's RSS or Atom feed")]
    NotAFeed,
    /// It is not well-formed, or nested deeper than [`limits::MAX_FEED_DEPTH`].
    #[error("the feed is broken at byte {0}: {1}")]
    Broken(u64, String),
}

/// Reads a feed. What is more or longer than the [`limits`] is left out; no bytes make it panic.
///
/// # Errors
/// [`FeedError`].
pub fn read_feed(bytes: &[u8]) -> Result<Feed, FeedError> {
    if bytes.len() > limits::MAX_FEED_BYTES {
        return Err(FeedError::TooLarge);
    }
    let text = decode(bytes);
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    let mut reading = Reading::default();
    loop {
        let broken = |at: u64, why: &str| FeedError::Broken(at, why.chars().take(200).collect());
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                if reading.open.len() >= limits::MAX_FEED_DEPTH {
                    return Err(broken(reader.buffer_position(), "elements are nested too deeply"));
                }
                reading.open(&tag);
            }
            Ok(Event::End(_)) => reading.close(),
            Ok(Event::Text(text)) => reading.add(&text.xml10_content()),
            Ok(Event::CData(text)) => reading.add(&text.xml10_content()),
            Ok(Event::GeneralRef(reference)) => reading.add(&character(&reference)),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => return Err(broken(reader.error_position(), &error.to_string())),
        }
    }
    if reading.is_feed { Ok(reading.feed) } else { Err(FeedError::NotAFeed) }
}

/// UTF-8, or Latin-1 where the document says so; what fits neither is replaced.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if std::str::from_utf8(bytes).is_err() {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).to_lowercase();
        if ["iso-8859-1", "latin1", "windows-1252"].iter().any(|name| head.contains(name)) {
            return bytes.iter().map(|byte| char::from(*byte)).collect();
        }
    }
    String::from_utf8_lossy(bytes)
}

/// A character by its number or one of XML's five names; HTML's names stay for [`plain`].
fn character(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(char)) = reference.resolve_char_ref() {
        return char.to_string();
    }
    let name = reference.xml10_content();
    resolve_predefined_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned)
}

/// What an element is for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Root,
    Channel,
    Item,
    /// RSS's `image`, which holds an address.
    Image,
    /// Atom's `author`, which holds a name.
    Author,
    Text(Text),
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Text {
    Title,
    /// The smaller its number, the better it is as a description.
    Description(u8),
    Guid,
    /// As [`Text::Description`].
    Time(u8),
    Duration,
    Author,
    Name,
    Address,
    Logo,
}

fn tag(name: &str) -> Tag {
    match name {
        "rss" | "rdf:RDF" => Tag::Root,
        "channel" | "feed" => Tag::Channel,
        "item" | "entry" => Tag::Item,
        "image" => Tag::Image,
        "author" => Tag::Author,
        "title" => Tag::Text(Text::Title),
        "description" => Tag::Text(Text::Description(0)),
        "itunes:summary" => Tag::Text(Text::Description(1)),
        "summary" | "subtitle" => Tag::Text(Text::Description(2)),
        "content:encoded" | "content" => Tag::Text(Text::Description(3)),
        "itunes:subtitle" => Tag::Text(Text::Description(4)),
        "guid" | "id" => Tag::Text(Text::Guid),
        "pubDate" | "published" => Tag::Text(Text::Time(0)),
        "dc:date" | "updated" => Tag::Text(Text::Time(1)),
        "itunes:duration" => Tag::Text(Text::Duration),
        "itunes:author" => Tag::Text(Text::Author),
        "name" => Tag::Text(Text::Name),
        "url" => Tag::Text(Text::Address),
        "logo" => Tag::Text(Text::Logo),
        _ => Tag::Other,
    }
}

#[derive(Default)]
struct Reading {
    feed: Feed,
    is_feed: bool,
    episode: Option<FeedEpisode>,
    /// The best description and time so far, of the channel and of the episode.
    ranks: [Ranks; 2],
    open: Vec<Tag>,
    text: String,
}

#[derive(Clone, Copy)]
struct Ranks {
    description: u8,
    time: u8,
}

impl Default for Ranks {
    fn default() -> Ranks {
        Ranks { description: u8::MAX, time: u8::MAX }
    }
}

impl Reading {
    fn open(&mut self, element: &BytesStart<'_>) {
        let (name, parent) = (element.name(), self.open.last().copied());
        let tag = match tag(name.as_ref()) {
            Tag::Channel if !matches!(parent, None | Some(Tag::Root)) => Tag::Other,
            Tag::Item if !matches!(parent, Some(Tag::Root | Tag::Channel)) => Tag::Other,
            tag => tag,
        };
        match tag {
            Tag::Channel => self.is_feed = true,
            Tag::Item => {
                self.episode = Some(FeedEpisode::default());
                self.ranks[1] = Ranks::default();
            }
            Tag::Text(_) => self.text.clear(),
            _ => self.take_attributes(name.as_ref(), parent, element),
        }
        self.open.push(tag);
    }

    /// What is told by attributes: files, and Apple's pictures.
    fn take_attributes(&mut self, name: &str, parent: Option<Tag>, element: &BytesStart<'_>) {
        let get = |key: &str| {
            let mut pairs = element.attributes();
            let value = pairs.with_checks(false).flatten().find(|pair| pair.key.as_ref() == key)?;
            // One more, so that what is too long is seen to be.
            Some(plain(&value.value, limits::MAX_URL + 1))
        };
        match (name, parent) {
            ("itunes:image", Some(Tag::Channel)) => {
                self.feed.image = get("href").as_deref().and_then(address)
            }
            ("enclosure", Some(Tag::Item)) => self.take_file("url", get),
            ("link", Some(Tag::Item)) if get("rel").as_deref() == Some("enclosure") => {
                self.take_file("href", get);
            }
            _ => {}
        }
    }

    /// The first file of an episode is the one; `place` is the attribute of its address.
    fn take_file(&mut self, place: &str, get: impl Fn(&str) -> Option<String>) {
        let Some(episode) = self.episode.as_mut().filter(|episode| episode.url.is_empty()) else {
            return;
        };
        let Some(url) = get(place).as_deref().and_then(address) else { return };
        episode.url = url;
        episode.media_type = get("type").unwrap_or_default().chars().take(100).collect();
        let bytes = get("length").and_then(|text| text.trim().parse().ok());
        // Feeds that do not know it write 0.
        episode.bytes = bytes.filter(|bytes| *bytes > 0);
    }

    fn add(&mut self, text: &str) {
        if self.text.len() + text.len() <= MAX_ELEMENT {
            self.text.push_str(text);
        }
    }

    fn close(&mut self) {
        let (tag, parent) = (self.open.pop(), self.open.last().copied());
        match (tag, parent) {
            (Some(Tag::Item), _) => self.end_episode(),
            (Some(Tag::Text(text)), Some(Tag::Item)) => self.of_episode(text),
            (Some(Tag::Text(text)), Some(Tag::Channel)) => self.of_channel(text),
            (Some(Tag::Text(Text::Address)), Some(Tag::Image)) if self.episode.is_none() => {
                // Apple's picture is the larger one.
                self.feed.image = self.feed.image.take().or_else(|| address(&self.text));
            }
            (Some(Tag::Text(Text::Name)), Some(Tag::Author)) if self.episode.is_none() => {
                self.feed.author = plain(&self.text, limits::MAX_TEXT);
            }
            _ => {}
        }
    }

    fn of_channel(&mut self, text: Text) {
        let (feed, ranks) = (&mut self.feed, &mut self.ranks[0]);
        match text {
            Text::Title => feed.title = plain(&self.text, limits::MAX_TEXT),
            Text::Description(rank) if rank < ranks.description => {
                let told = plain(&self.text, limits::MAX_DESCRIPTION);
                if !told.is_empty() {
                    (feed.description, ranks.description) = (told, rank);
                }
            }
            Text::Author => feed.author = plain(&self.text, limits::MAX_TEXT),
            Text::Logo => feed.image = feed.image.take().or_else(|| address(&self.text)),
            _ => {}
        }
    }

    fn of_episode(&mut self, text: Text) {
        let Some(episode) = &mut self.episode else { return };
        let ranks = &mut self.ranks[1];
        match text {
            Text::Title => episode.title = plain(&self.text, limits::MAX_TEXT),
            Text::Description(rank) if rank < ranks.description => {
                let told = plain(&self.text, limits::MAX_DESCRIPTION);
                if !told.is_empty() {
                    (episode.description, ranks.description) = (told, rank);
                }
            }
            Text::Time(rank) if rank < ranks.time => {
                episode.published_ms = times::time(&self.text);
                ranks.time = rank;
            }
            Text::Duration => episode.duration_s = times::duration_s(&self.text),
            Text::Guid => episode.guid = plain(&self.text, limits::MAX_TEXT),
            _ => {}
        }
    }

    /// Keeps an episode that has a file.
    fn end_episode(&mut self) {
        let Some(mut episode) = self.episode.take().filter(|episode| !episode.url.is_empty())
        else {
            return;
        };
        if episode.guid.is_empty() {
            episode.guid.clone_from(&episode.url);
        }
        if episode.title.is_empty() {
            episode.title = "Untitled".to_owned();
        }
        if self.feed.episodes.len() < limits::MAX_EPISODES {
            self.feed.episodes.push(episode);
        }
    }
}

/// An address that is short enough to be one.
fn address(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text.len() <= limits::MAX_URL).then(|| text.to_owned())
}
