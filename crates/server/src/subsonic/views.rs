//! Tracks, albums and artists as OpenSubsonic shows them (`Child`, `AlbumID3`, `ArtistID3`).

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat};
use library::{FileFormat, Mark, Role, Tags};
use store::{Album, Artist, Credited, Song};

use super::ids::Id;
use super::node::Node;

/// A time as XML Schema writes it.
pub(crate) fn time(ms: i64) -> String {
    let time = DateTime::from_timestamp_millis(ms).unwrap_or_default();
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Whole seconds, rounded.
pub(crate) fn seconds(ms: impl TryInto<i64>) -> i64 {
    (ms.try_into().unwrap_or(i64::MAX) + 500) / 1000
}

/// A track.
pub(crate) fn song(song: &Song) -> Node {
    let track = &song.track;
    let tags = &track.tags;
    let album = song.album.as_deref();
    let first = song.credited(Role::Artist).next();
    let node = Node::new()
        .text("id", Id::Track(track.id).to_string())
        .some_text("parent", track.album.map(|id| Id::Album(id).to_string()))
        .flag("isDir", false)
        .flag("isVideo", false)
        .word("type", "music")
        .word("mediaType", "song")
        .text("title", &track.title)
        .some_text("album", album.map(|album| &album.title))
        .some_text("albumId", track.album.map(|id| Id::Album(id).to_string()))
        .some_text("artist", named(tags, Role::Artist))
        .some_text("artistId", first.map(|artist| Id::Artist(artist.id).to_string()))
        .some_number("track", tags.track.number)
        .some_number("discNumber", tags.disc.number)
        .some_number("year", tags.year().map(i64::from).or(album.and_then(|album| album.year)))
        .some_text("genre", tags.genres.first())
        .number("size", track.size)
        .number("duration", seconds(track.properties.duration_ms))
        .some_text("coverArt", song.has_cover().then(|| Id::Track(track.id).to_string()))
        .text("path", &track.path)
        .text("created", time(track.added_ms));
    more_of_song(sound(node, song), song).with(marks(&song.mark))
}

/// How it sounds; a score is heard as it is rendered.
fn sound(node: Node, song: &Song) -> Node {
    let (track, properties) = (&song.track, &song.track.properties);
    let node = node
        .word("suffix", track.format.extension())
        .word("contentType", track.format.media_type());
    let node = if track.format.is_score() {
        let heard = FileFormat::Opus;
        node.text("transcodedSuffix", heard.extension())
            .text("transcodedContentType", heard.media_type())
    } else {
        node
    };
    node.some_number("bitRate", properties.bitrate_kbps)
        .some_number("bitDepth", properties.bit_depth)
        .some_number("samplingRate", properties.sample_rate_hz)
        .some_number("channelCount", properties.channels)
}

/// What OpenSubsonic adds to a `Child`.
fn more_of_song(node: Node, song: &Song) -> Node {
    let tags = &song.track.tags;
    let gain = &song.track.gain;
    let gains = Node::new()
        .some_real("trackGain", gain.track_gain_db)
        .some_real("trackPeak", gain.track_peak)
        .some_real("albumGain", gain.album_gain_db)
        .some_real("albumPeak", gain.album_peak);
    let others =
        song.credits.iter().filter(|c| !matches!(c.role, Role::Artist | Role::AlbumArtist));
    let contributors = others
        .map(|credit| Node::new().text("role", role(credit.role)).one("artist", person(credit)));
    let album_artists = song.album.iter().flat_map(|album| &album.artists);
    node.some_number("bpm", tags.tempo_bpm.map(whole))
        .some_text("comment", tags.comment.as_ref())
        .some_text("sortName", tags.title_sort.as_ref())
        .some_text("musicBrainzId", tags.musicbrainz.recording.as_ref())
        .some_text("displayArtist", named(tags, Role::Artist))
        .some_text("displayAlbumArtist", song.album.as_ref().map(|album| &album.artist_text))
        .some_text("displayComposer", named(tags, Role::Composer))
        .one("replayGain", gains)
        .many("genres", tags.genres.iter().map(genre))
        .many("artists", song.credited(Role::Artist).map(person))
        .many("albumArtists", album_artists.map(artist_reference))
        .many("contributors", contributors)
        .many("works", tags.works.iter().map(|work| Node::new().text("name", work)))
        .many("movements", tags.movement.iter().map(|name| Node::new().text("name", name)))
}

/// An album without its tracks.
pub(crate) fn album(album: &Album, mark: &Mark) -> Node {
    let id = Id::Album(album.id).to_string();
    Node::new()
        .text("id", &id)
        .text("name", &album.title)
        .text("title", &album.title)
        .text("artist", &album.artist_text)
        .some_text(
            "artistId",
            album.artists.first().map(|artist| Id::Artist(artist.id).to_string()),
        )
        .text("displayArtist", &album.artist_text)
        .some_text("coverArt", album.has_cover.then_some(&id))
        .number("songCount", album.track_count)
        .number("duration", seconds(album.duration_ms))
        .text("created", time(album.added_ms))
        .some_number("year", album.year)
        .some_text("genre", album.genres.first().map(|genre| genre.as_ref()))
        .text("sortName", &album.sort_text)
        .flag("isCompilation", album.compilation)
        .many("genres", album.genres.iter().map(genre))
        .many("artists", album.artists.iter().map(artist_reference))
        .with(marks(mark))
}

/// An album as a folder of the older, folder-minded calls.
pub(crate) fn album_as_folder(of: &Album, mark: &Mark) -> Node {
    let parent = of.artists.first().map(|artist| Id::Artist(artist.id).to_string());
    album(of, mark)
        .some_text("parent", parent)
        .text("album", &of.title)
        .flag("isDir", true)
        .word("mediaType", "album")
}

/// An artist without their albums.
pub(crate) fn artist(artist: &Artist, mark: &Mark) -> Node {
    let id = Id::Artist(artist.id).to_string();
    Node::new()
        .text("id", &id)
        .text("name", &artist.name)
        .text("sortName", &artist.sort_text)
        .number("albumCount", artist.album_count)
        .some_text("coverArt", (artist.album_count > 0).then_some(&id))
        .with(marks(mark))
}

fn artist_reference(artist: &Arc<Artist>) -> Node {
    Node::new().text("id", Id::Artist(artist.id).to_string()).text("name", &artist.name)
}

fn person(credit: &Credited) -> Node {
    Node::new().text("id", Id::Artist(credit.id).to_string()).text("name", &credit.name)
}

fn genre(name: impl AsRef<str>) -> Node {
    Node::new().text("name", name.as_ref())
}

fn marks(mark: &Mark) -> Node {
    let plays = mark.plays;
    Node::new()
        .some_text("starred", mark.starred_ms.map(time))
        .some_number("userRating", mark.rating.map(library::Rating::stars))
        .some_number("playCount", (plays.plays > 0).then_some(plays.plays))
        .some_text("played", plays.last_ms.map(time))
}

/// Names as a person reads them.
fn named(tags: &Tags, role: Role) -> Option<String> {
    let names: Vec<&str> = tags.names(role).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// The word that OpenSubsonic has for a role.
fn role(role: Role) -> &'static str {
    match role {
        Role::AlbumArtist => "albumartist",
        other => other.name(),
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a float becomes the nearest number there is")]
fn whole(number: f32) -> i64 {
    number.round() as i64
}
