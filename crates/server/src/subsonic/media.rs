//! Sound, pictures and words: whatever is answered in bytes.

use std::path::Path;
use std::time::Duration;

use audio::Target;
use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use library::policy::{Action, Object};
use library::{FileFormat, Lyrics, Query, Role};
use store::{CoverFile, Track};

use super::call::Call;
use super::delivery::{Delivery, Wish, choose};
use super::failure::Failure;
use super::ids::{Id, not_found};
use super::node::Node;
use crate::encoding::encoded;
use crate::files::send_file;

/// How long a small cover is remembered.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// The file as it is.
pub(super) async fn download(call: Call) -> Result<Response, Failure> {
    call.may(Action::Download, &Object::Library)?;
    let track = track(&call).await?;
    let path = call.house.store.file_of(&track).await?;
    let name = track.path.rsplit('/').next().unwrap_or("track");
    let mut response = file(&call, &path, track.format).await?;
    if let Ok(value) = HeaderValue::from_str(&attachment(name)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

pub(super) async fn track(call: &Call) -> Result<Track, Failure> {
    let id = call.track_id()?;
    let found = call.house.store.track(id).await?;
    found.ok_or_else(|| not_found(&Id::Track(id).to_string()))
}

async fn file(call: &Call, path: &Path, format: FileFormat) -> Result<Response, Failure> {
    let sent = send_file(path, format, &call.method, &call.headers).await;
    sent.ok_or_else(|| Failure::NotFound("the track's file".into()))
}

/// A name for the file on the listener's disk (RFC 6266, with the name as RFC 8187 writes it).
fn attachment(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let encoded = name.bytes().fold(String::new(), |text, byte| {
        if plain(byte) {
            text + &char::from(byte).to_string()
        } else {
            text + &format!("%{byte:02X}")
        }
    });
    format!("attachment; filename*=UTF-8''{encoded}")
}

/// The sound of a track, as the client can play it. Never counts as a play.
pub(super) async fn stream(call: Call) -> Result<Response, Failure> {
    let sent = &call.parameters;
    let wish = Wish {
        format: sent.get("format"),
        most_kbps: sent.count("maxBitRate", 0, 10_000)?,
        offset_s: sent.count("timeOffset", 0, 86_400)?,
    };
    let track = track(&call).await?;
    let path = call.house.store.file_of(&track).await?;
    let (path, format, kbps) = if track.format.is_score() {
        let sound = call.house.sound_of_score(path).await.map_err(|error| {
            tracing::error!("{} was not rendered: {error}", track.path);
            Failure::General(format!("the score cannot be played: {error}"))
        })?;
        (sound, FileFormat::Opus, Some(128))
    } else {
        (path, track.format, track.properties.bitrate_kbps)
    };
    match choose(format, kbps, &wish) {
        Delivery::AsItIs => file(&call, &path, format).await,
        Delivery::Encoded(wanted) => {
            let target = Target { offset_s: wish.offset_s.into(), ..Target::new(wanted) };
            let body = encoded(&call.house, path, target).await.map_err(|_| Failure::Busy(5))?;
            let left = (track.properties.duration_ms / 1000).saturating_sub(wish.offset_s.into());
            let headers = [
                (header::CONTENT_TYPE, wanted.media_type().to_owned()),
                (header::ACCEPT_RANGES, "none".to_owned()),
                (HeaderName::from_static("x-content-duration"), left.to_string()),
            ];
            Ok((headers, body).into_response())
        }
    }
}

/// The picture of a track, album or artist, made smaller if `size` asks for it.
pub(super) async fn cover(call: Call) -> Result<Response, Failure> {
    let store = &call.house.store;
    let place = match call.id()? {
        Id::Track(id) => store.cover_of_track(id).await?,
        Id::Album(id) => store.cover_of_album(id).await?,
        Id::Artist(id) => match store.artist_page(id).await? {
            Some(page) => match page.albums.iter().find(|album| album.has_cover) {
                Some(album) => store.cover_of_album(album.id).await?,
                None => None,
            },
            None => None,
        },
        Id::Playlist(_) | Id::Directory(..) => None,
    };
    let place = place.ok_or_else(|| not_found("a cover"))?;
    let side = call.parameters.read_as::<u32>("size")?;
    let bytes = match side {
        None => unpacked(move || picture(&place).map(|bytes| bytes.into())).await?,
        Some(side) => small(&call, place, side.clamp(16, 2_048)).await?,
    };
    let kind = library::measure(&bytes).map_err(|_| not_found("a cover"))?.kind;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type())),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400")),
    ];
    Ok((headers, bytes).into_response())
}

/// A cover made smaller, once for all who ask while it is remembered.
async fn small(call: &Call, place: CoverFile, side_px: u32) -> Result<Bytes, Failure> {
    let path = place.root.join(&place.path);
    let changed = tokio::fs::metadata(&path).await.and_then(|file| file.modified()).ok();
    let name = format!("cover {side_px} {changed:?} {}", path.display());
    let made = call.house.cache.get_or_make(
        &name,
        KEPT,
        unpacked(move || {
            let bytes = picture(&place)?;
            // What cannot be made smaller is sent as it is: it was held to its limits.
            Ok(library::shrink(&bytes, side_px).unwrap_or(bytes).into())
        }),
    );
    made.await.map_err(|failure| (*failure).clone())
}

/// Work on pictures keeps a core busy.
async fn unpacked(
    work: impl FnOnce() -> Result<Bytes, Failure> + Send + 'static,
) -> Result<Bytes, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Failure::General("the cover could not be read".into()))?
}

/// Reads a picture; [`library::measure`] holds it to its limits.
fn picture(place: &CoverFile) -> Result<Vec<u8>, Failure> {
    let broken = |error: library::LibraryError| Failure::NotFound(format!("the cover: {error}"));
    if place.embedded {
        let cover = library::embedded_cover(&place.root, &place.path).map_err(broken)?;
        let cover = cover.ok_or_else(|| not_found("a cover"))?;
        return Ok(cover.bytes);
    }
    let path = place.root.join(&place.path);
    let size = std::fs::metadata(&path).map_or(u64::MAX, |file| file.len());
    if size > library::limits::MAX_PICTURE_BYTES as u64 {
        return Err(not_found("a cover that is small enough"));
    }
    let bytes = std::fs::read(path).map_err(|_| not_found("the cover's file"))?;
    library::measure(&bytes).map_err(broken)?;
    Ok(bytes)
}

/// The words of a track: timed, plain or none.
pub(super) async fn lyrics_by_song(call: Call) -> Result<Node, Failure> {
    let track = track(&call).await?;
    let words =
        track.tags.lyrics.as_deref().map(Lyrics::parse).filter(|words| !words.lines.is_empty());
    let structured = words.iter().map(|words| {
        let lines = words
            .lines
            .iter()
            .map(|line| Node::new().some_number("start", line.start_ms).content(&line.text));
        Node::new()
            .text("lang", "und")
            .flag("synced", words.is_timed())
            .some_text("displayArtist", track.tags.names(Role::Artist).next())
            .text("displayTitle", &track.title)
            .many("line", lines)
    });
    Ok(Node::new().one("lyricsList", Node::new().many("structuredLyrics", structured)))
}

/// The words of whatever track an artist and a title find first, for clients of old.
pub(super) async fn lyrics(call: Call) -> Result<Node, Failure> {
    let (artist, title) = (call.parameters.get("artist"), call.parameters.get("title"));
    let text = [artist, title].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let query = Query::parse(&text);
    if query.terms.is_empty() {
        return Ok(Node::new().one("lyrics", Node::new().content("")));
    }
    let found = call.house.store.search_tracks(&query, None, 50).await?;
    let words = found.iter().find_map(|track| Some((track, track.tags.lyrics.as_deref()?)));
    let Some((track, words)) = words else {
        return Ok(Node::new().one("lyrics", Node::new().content("")));
    };
    let lines: Vec<String> = Lyrics::parse(words).lines.into_iter().map(|line| line.text).collect();
    let node = Node::new()
        .some_text("artist", track.tags.names(Role::Artist).next())
        .text("title", &track.title)
        .content(lines.join("\n"));
    Ok(Node::new().one("lyrics", node))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_file_leaves_its_header() {
        assert_eq!(
            attachment("Été \"1\"\r\n.mp3"),
            "attachment; filename*=UTF-8''%C3%89t%C3%A9%20%221%22%0D%0A.mp3"
        );
    }
}
