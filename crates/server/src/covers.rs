//! Pictures of tracks, albums, artists and podcasts.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use library::{Item, LibraryError, PodcastId};
use store::{CoverFile, StoreError};

use crate::clock::now_ms;
use crate::house::House;

/// How long a small cover is remembered.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// Why there is no picture.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum NoCover {
    /// There is none, or its file is not there any more.
    #[error("there is no cover")]
    None,
    /// The picture is damaged or above a limit.
    #[error("the cover: {0}")]
    Broken(String),
    /// The database failed.
    #[error("the database failed")]
    Store(Arc<StoreError>),
}

impl From<StoreError> for NoCover {
    fn from(error: StoreError) -> NoCover {
        NoCover::Store(Arc::new(error))
    }
}

impl From<LibraryError> for NoCover {
    fn from(error: LibraryError) -> NoCover {
        NoCover::Broken(error.to_string())
    }
}

/// Sends the picture of a thing; with a longer side of at most `side_px`, if that is told.
pub(crate) async fn send(
    house: &House,
    item: Item,
    side_px: Option<u32>,
) -> Result<Response, NoCover> {
    let place = place(house, item).await?.ok_or(NoCover::None)?;
    let bytes = match side_px {
        None => unpacked(move || Ok(picture(&place)?.into())).await?,
        Some(side) => small(house, place, side).await?,
    };
    answer(bytes)
}

/// Sends the picture of a podcast, in the same way.
pub(crate) async fn send_of_podcast(
    house: &House,
    podcast: PodcastId,
    side_px: Option<u32>,
) -> Result<Response, NoCover> {
    let podcast = house.store.podcast(podcast).await?;
    let image = podcast.and_then(|podcast| podcast.image).ok_or(NoCover::None)?;
    let make = async {
        let bytes = house.store.blobs()?.get(image).await?.ok_or(NoCover::None)?;
        let Some(side_px) = side_px else { return Ok(bytes) };
        unpacked(move || Ok(library::shrink(&bytes, side(side_px)).map_or(bytes, Bytes::from)))
            .await
    };
    let Some(side_px) = side_px else { return answer(make.await?) };
    let name = format!("cover {} {image}", side(side_px));
    let made = house.cache.get_or_make(&name, KEPT, make).await;
    answer(made.map_err(|error| (*error).clone())?)
}

fn answer(bytes: Bytes) -> Result<Response, NoCover> {
    let kind = library::measure(&bytes)?.kind;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type())),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400")),
    ];
    Ok((headers, bytes).into_response())
}

async fn place(house: &House, item: Item) -> Result<Option<CoverFile>, StoreError> {
    let store = &house.store;
    match item {
        // One without a picture of its own shows its album's.
        Item::Track(id) => match store.cover_of_track(id).await? {
            Some(own) => Ok(Some(own)),
            None => match store.track(id).await?.and_then(|track| track.album) {
                Some(album) => store.cover_of_album(album).await,
                None => Ok(None),
            },
        },
        Item::Album(id) => store.cover_of_album(id).await,
        Item::Artist(id) => {
            let page = store.artist_page(id).await?;
            let albums = page.iter().flat_map(|page| &page.albums);
            match albums.into_iter().find(|album| album.has_cover) {
                Some(album) => store.cover_of_album(album.id).await,
                None => Ok(None),
            }
        }
        Item::Playlist(id) => match store.tracks_in(id, now_ms()).await?.first() {
            Some(first) => store.cover_of_track(*first).await,
            None => Ok(None),
        },
    }
}

/// A picture made smaller, once for all who ask while it is remembered.
async fn small(house: &House, place: CoverFile, side_px: u32) -> Result<Bytes, NoCover> {
    let side_px = side(side_px);
    let path = place.file.as_ref();
    let changed = tokio::fs::metadata(path).await.and_then(|file| file.modified()).ok();
    let changed = changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let changed_ms = changed.map_or(0, |since| since.as_millis());
    let name = format!("cover {side_px} {changed_ms} {}", path.display());
    let make = unpacked(move || {
        let bytes = picture(&place)?;
        // What cannot be made smaller is sent as it is: it was held to its limits.
        Ok(library::shrink(&bytes, side_px).unwrap_or(bytes).into())
    });
    let made = house.cache.get_or_make(&name, KEPT, make).await;
    made.map_err(|error| (*error).clone())
}

/// Sides that are asked for, within reason.
fn side(px: u32) -> u32 {
    px.clamp(16, 2_048)
}

/// Work on pictures keeps a core busy.
async fn unpacked(
    work: impl FnOnce() -> Result<Bytes, NoCover> + Send + 'static,
) -> Result<Bytes, NoCover> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| NoCover::Broken("it could not be read".into()))?
}

/// Reads a picture; [`library::measure`] holds it to its limits.
fn picture(place: &CoverFile) -> Result<Vec<u8>, NoCover> {
    if place.embedded {
        let cover = library::embedded_cover(place.file.as_ref())?;
        return Ok(cover.ok_or(NoCover::None)?.bytes);
    }
    let path = place.file.as_ref();
    let size = std::fs::metadata(path).map_err(|_| NoCover::None)?.len();
    if size > library::limits::MAX_PICTURE_BYTES as u64 {
        return Err(NoCover::Broken(format!("{size} bytes are too many")));
    }
    let bytes = std::fs::read(path).map_err(|_| NoCover::None)?;
    library::measure(&bytes)?;
    Ok(bytes)
}
