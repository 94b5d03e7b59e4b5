//! Feeds as they are found, and as nobody should write them.

use proptest::prelude::*;

use super::{EpisodeStatus, Feed, FeedEpisode, FeedError, read_feed};
use crate::{FileFormat, limits};

fn feed(inside: &str) -> Feed {
    let text = format!("<rss version='2.0'><channel><title>T</title>{inside}</channel></rss>");
    read_feed(text.as_bytes()).unwrap()
}

fn item(inside: &str) -> FeedEpisode {
    let text =
        format!("<item><enclosure url='u.mp3' type='audio/mpeg' length='9'/>{inside}</item>");
    feed(&text).episodes.remove(0)
}

#[test]
fn a_feed_with_apples_elements() {
    let told = read_feed(
        r#"<?xml version="1.0" encoding="UTF-8"?>
        <rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
             xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
        <channel>
          <title>Evenings &amp; Lamps</title>
          <description><![CDATA[<p>On <b>music</b> at home.</p>]]></description>
          <itunes:author>Ann Lee</itunes:author>
          <image><url>https://x.example/small.png</url><title>not this</title></image>
          <itunes:image href="https://x.example/large.png?a=1&amp;b=2"/>
          <podcast:liveItem><title>nor this</title><enclosure url="https://x.example/live"/></podcast:liveItem>
          <item>
            <title>The first &#8211; 月亮</title>
            <guid isPermaLink="false">abc-1</guid>
            <pubDate>Wed, 02 Oct 2024 08:00:00 GMT</pubDate>
            <itunes:duration>1:02:03</itunes:duration>
            <itunes:summary>Shorter</itunes:summary>
            <description>One &lt;br&gt; two</description>
            <content:encoded>Longer</content:encoded>
            <itunes:image href="https://x.example/one.png"/>
            <enclosure url=" https://x.example/one.mp3?s=1&amp;t=2 " length="12345" type="audio/mpeg"/>
            <podcast:transcript url="https://x.example/one.vtt" type="text/vtt"/>
          </item>
          <item><title>Words only</title></item>
          <item><enclosure url="two.m4a" length="0" type="audio/x-m4a"/></item>
        </channel></rss>"#
            .as_bytes(),
    )
    .unwrap();
    let first = FeedEpisode {
        guid: "abc-1".into(),
        title: "The first – 月亮".into(),
        description: "One\ntwo".into(),
        published_ms: Some(1_727_856_000_000),
        duration_s: Some(3_723),
        url: "https://x.example/one.mp3?s=1&t=2".into(),
        media_type: "audio/mpeg".into(),
        bytes: Some(12_345),
    };
    let second = FeedEpisode {
        guid: "two.m4a".into(),
        title: "Untitled".into(),
        url: "two.m4a".into(),
        media_type: "audio/x-m4a".into(),
        ..FeedEpisode::default()
    };
    let expected = Feed {
        title: "Evenings & Lamps".into(),
        description: "On music at home.".into(),
        author: "Ann Lee".into(),
        image: Some("https://x.example/large.png?a=1&b=2".into()),
        episodes: vec![first, second],
    };
    assert_eq!(told, expected);
}

#[test]
fn atom_and_the_oldest_rss() {
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><subtitle>S</subtitle>
        <author><name>Ann</name></author><logo>https://x.example/logo.png</logo>
        <entry><id>tag:1</id><title type="html">One</title><updated>2024-10-03T00:00:00Z</updated>
        <published>2024-10-02T08:00:00Z</published><summary>Sum</summary><author><name>Bob</name></author>
        <link rel="alternate" href="https://x.example/1"/>
        <link rel="enclosure" type="audio/ogg" length="5" href="https://x.example/1.opus"/></entry></feed>"#;
    let atom = read_feed(atom.as_bytes()).unwrap();
    let one = &atom.episodes[0];
    assert_eq!((atom.description.as_str(), atom.author.as_str()), ("S", "Ann"));
    assert_eq!(atom.image.as_deref(), Some("https://x.example/logo.png"));
    assert_eq!((one.guid.as_str(), one.published_ms), ("tag:1", Some(1_727_856_000_000)));
    assert_eq!((one.format(), one.description.as_str()), (Some(FileFormat::Opus), "Sum"));
    let old = b"<rdf:RDF><channel><title>O</title></channel><item><title>One</title>\
        <enclosure url='a.mp3'/></item></rdf:RDF>";
    assert_eq!(read_feed(old).unwrap().episodes[0].format(), Some(FileFormat::Mp3));
}

#[test]
fn what_is_no_sound_has_no_format() {
    for (url, kind, format) in [
        ("a.mp3", "", Some(FileFormat::Mp3)),
        ("a.MP3?x=.mp4", "application/octet-stream", Some(FileFormat::Mp3)),
        ("a", "audio/MPEG; charset=x", Some(FileFormat::Mp3)),
        ("a.ogg", "audio/ogg", Some(FileFormat::Ogg)),
        ("a.mp4", "video/mp4", None),
        ("a.pdf", "application/pdf", None),
        ("a.mid", "audio/midi", None),
    ] {
        let (url, media_type) = (url.to_owned(), kind.to_owned());
        let episode = FeedEpisode { url, media_type, ..FeedEpisode::default() };
        assert_eq!(episode.format(), format, "{episode:?}");
    }
}

#[test]
fn entities_of_a_document_are_not_expanded_and_nothing_outside_is_read() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
        <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
        <rss><channel><title>&c; &x;</title></channel></rss>"#;
    assert_eq!(read_feed(bomb.as_bytes()).unwrap().title, "&c; &x;");
}

#[test]
fn what_is_too_much_is_left_out_or_refused() {
    let deep = "<a>".repeat(1_000_000);
    assert!(matches!(read_feed(deep.as_bytes()), Err(FeedError::Broken(..))));
    assert_eq!(read_feed(&vec![b' '; limits::MAX_FEED_BYTES + 1]), Err(FeedError::TooLarge));
    let many = "<item><enclosure url='a.mp3'/></item>".repeat(limits::MAX_EPISODES + 500);
    assert_eq!(feed(&many).episodes.len(), limits::MAX_EPISODES);
    let long = item(&format!("<title>{}</title>", "月".repeat(50_000)));
    assert_eq!(long.title.chars().count(), limits::MAX_TEXT);
    let url = format!("<item><enclosure url='{}'/></item>", "a".repeat(5_000));
    assert_eq!(feed(&url).episodes, []);
}

#[test]
fn what_is_no_feed_is_told_as_such() {
    for page in ["", "<html><body>404</body></html>", "{}", "<a><channel/></a>", "no tags"] {
        assert_eq!(read_feed(page.as_bytes()), Err(FeedError::NotAFeed), "{page}");
    }
    assert!(matches!(read_feed(b"<rss><channel></rss>"), Err(FeedError::Broken(..))));
}

#[test]
fn encodings() {
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><rss><channel><title>\xE9t\xE9</title></channel></rss>";
    assert_eq!(read_feed(latin).unwrap().title, "été");
    let torn = b"\xEF\xBB\xBF<rss><channel><title>a\xFFb & c</title></channel></rss>";
    assert_eq!(read_feed(torn).unwrap().title, "a\u{FFFD}b & c");
}

#[test]
fn a_status_has_one_name() {
    for status in EpisodeStatus::ALL {
        assert_eq!(EpisodeStatus::of(status.name()), Some(*status));
    }
    assert_eq!(EpisodeStatus::of("lost"), None);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_feed(&bytes);
    }

    #[test]
    fn nor_do_pieces_of_feeds(pieces in prop::collection::vec(prop::sample::select(vec![
        "<rss>", "<channel>", "<item>", "<entry>", "<title>", "</title>", "</item>", "</channel>", "</rss>",
        "<enclosure url='a.mp3' type='audio/mpeg' length='-1'/>", "<enclosure url=>", "<link rel='enclosure'",
        "<![CDATA[", "]]>", "&#0;", "&#x110000;", "&amp;", "&", "<!DOCTYPE a [<!ENTITY b '", "'>]>",
        "<pubDate>Wed, 99", "<itunes:duration>9:9:9", "<image><url>", "<author><name>", "月", "\u{0}", "</a>",
    ]), 0..40)) {
        if let Ok(feed) = read_feed(pieces.concat().as_bytes()) {
            prop_assert!(feed.episodes.iter().all(|episode| !episode.url.is_empty()));
        }
    }
}
