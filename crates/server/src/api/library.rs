//! Albums, artists and tracks, and search among them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use library::policy::{Action, Object};
use library::{AlbumId, ArtistId, TrackId};
use serde::{Deserialize, Serialize};
use store::{Album, Artist, Song};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use super::page::{Page, Paging};
use crate::house::House;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new()
        .routes(routes!(albums))
        .routes(routes!(album))
        .routes(routes!(artists))
        .routes(routes!(artist))
        .routes(routes!(tracks))
        .routes(routes!(track))
}

/// Somebody who is credited.
#[derive(Debug, Serialize, ToSchema)]
struct ArtistView {
    /// Their identity.
    id: i64,
    /// Their name.
    name: String,
    /// On how many albums' covers they stand.
    album_count: i64,
}

/// Tracks that were released together.
#[derive(Debug, Serialize, ToSchema)]
struct AlbumView {
    /// Its identity.
    id: i64,
    /// Its title.
    title: String,
    /// Who stands on its cover.
    artists: Vec<ArtistView>,
    /// Genres of its tracks.
    genres: Vec<String>,
    /// Year of its first release.
    year: Option<i64>,
    /// Whether it gathers many artists.
    compilation: bool,
    /// How many tracks it has.
    track_count: i64,
    /// How long it plays, in milliseconds.
    duration_ms: i64,
    /// When it was added, in milliseconds since 1970.
    added_ms: i64,
    /// Whether it has a cover.
    has_cover: bool,
}

/// One track.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TrackView {
    /// Its identity.
    id: i64,
    /// Its title.
    title: String,
    /// Who performs it.
    artists: Vec<String>,
    /// Its album.
    album: Option<String>,
    /// Its album's identity.
    album_id: Option<i64>,
    /// Its number on the disc.
    number: Option<u32>,
    /// Its disc.
    disc: Option<u32>,
    /// How long it plays, in milliseconds.
    duration_ms: u64,
    /// What the file is, by its extension.
    format: &'static str,
    /// Genres.
    genres: Vec<String>,
}

fn artist_view(artist: &Artist) -> ArtistView {
    let Artist { id, name, album_count, .. } = artist;
    ArtistView { id: id.0, name: name.clone(), album_count: *album_count }
}

fn album_view(album: &Album) -> AlbumView {
    AlbumView {
        id: album.id.0,
        title: album.title.clone(),
        artists: album.artists.iter().map(|artist| artist_view(artist)).collect(),
        genres: album.genres.iter().map(ToString::to_string).collect(),
        year: album.year,
        compilation: album.compilation,
        track_count: album.track_count,
        duration_ms: album.duration_ms,
        added_ms: album.added_ms,
        has_cover: album.has_cover,
    }
}

pub(super) fn track_view(song: &Song) -> TrackView {
    let track = &song.track;
    TrackView {
        id: track.id.0,
        title: track.title.clone(),
        artists: track.tags.names(library::Role::Artist).map(str::to_owned).collect(),
        album: song.album.as_ref().map(|album| album.title.clone()),
        album_id: track.album.map(|id| id.0),
        number: track.tags.track.number,
        disc: track.tags.disc.number,
        duration_ms: track.properties.duration_ms,
        format: track.format.extension(),
        genres: track.tags.genres.clone(),
    }
}

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Words, pinyin or their initials; everything when left out.
    q: Option<String>,
}

impl Wanted {
    fn query(&self) -> library::Query {
        self.q.as_deref().map(library::Query::parse).unwrap_or_default()
    }
}

/// Albums, all or those that are found.
#[utoipa::path(get, path = "/albums", tag = "library", params(Wanted, Paging),
    responses((status = 200, body = Page<AlbumView>)))]
async fn albums(
    State(house): State<Arc<House>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<AlbumView>>, Problem> {
    caller.may(Action::Browse, &Object::Library)?;
    let (limit, after) = (paging.limit(), paging.number()?.map(AlbumId));
    let found = house.store.search_albums(&wanted.query(), after, limit + 1).await?;
    Ok(Json(Page::of(found, limit, |album| album.id.to_string(), |album| album_view(&album))))
}

/// An album with its tracks.
#[derive(Debug, Serialize, ToSchema)]
struct WholeAlbum {
    /// The album.
    #[serde(flatten)]
    album: AlbumView,
    /// Its tracks in order of discs.
    tracks: Vec<TrackView>,
}

/// One album.
#[utoipa::path(get, path = "/albums/{id}", tag = "library", params(("id" = i64, Path)),
    responses((status = 200, body = WholeAlbum), (status = 404, body = Problem)))]
async fn album(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<WholeAlbum>, Problem> {
    caller.may(Action::Browse, &Object::Library)?;
    let found = house.store.album(AlbumId(id)).await?.ok_or_else(Problem::not_found)?;
    let songs = house.store.songs_of(house.store.tracks_of(AlbumId(id)).await?, None).await?;
    let tracks = songs.iter().map(track_view).collect();
    Ok(Json(WholeAlbum { album: album_view(&found), tracks }))
}

/// Artists, all or those that are found.
#[utoipa::path(get, path = "/artists", tag = "library", params(Wanted, Paging),
    responses((status = 200, body = Page<ArtistView>)))]
async fn artists(
    State(house): State<Arc<House>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<ArtistView>>, Problem> {
    caller.may(Action::Browse, &Object::Library)?;
    let (limit, after) = (paging.limit(), paging.number()?.map(ArtistId));
    let found = house.store.search_artists(&wanted.query(), after, limit + 1).await?;
    Ok(Json(Page::of(found, limit, |artist| artist.id.to_string(), |artist| artist_view(&artist))))
}

/// An artist with their albums.
#[derive(Debug, Serialize, ToSchema)]
struct WholeArtist {
    /// The artist.
    #[serde(flatten)]
    artist: ArtistView,
    /// Albums on whose cover they stand, oldest first.
    albums: Vec<AlbumView>,
    /// Other albums that name them.
    appears_on: Vec<AlbumView>,
}

/// One artist.
#[utoipa::path(get, path = "/artists/{id}", tag = "library", params(("id" = i64, Path)),
    responses((status = 200, body = WholeArtist), (status = 404, body = Problem)))]
async fn artist(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<WholeArtist>, Problem> {
    caller.may(Action::Browse, &Object::Library)?;
    let page = house.store.artist_page(ArtistId(id)).await?.ok_or_else(Problem::not_found)?;
    let views = |albums: &[Arc<Album>]| albums.iter().map(|album| album_view(album)).collect();
    Ok(Json(WholeArtist {
        artist: artist_view(&page.artist),
        albums: views(&page.albums),
        appears_on: views(&page.appears_on),
    }))
}

/// Tracks, all or those that are found.
#[utoipa::path(get, path = "/tracks", tag = "library", params(Wanted, Paging),
    responses((status = 200, body = Page<TrackView>)))]
async fn tracks(
    State(house): State<Arc<House>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<TrackView>>, Problem> {
    caller.may(Action::Browse, &Object::Library)?;
    let (limit, after) = (paging.limit(), paging.number()?.map(TrackId));
    let found = house.store.search_tracks(&wanted.query(), after, limit + 1).await?;
    let songs = house.store.songs_of(found, None).await?;
    Ok(Json(Page::of(songs, limit, |song| song.track.id.to_string(), |song| track_view(&song))))
}

/// One track.
#[utoipa::path(get, path = "/tracks/{id}", tag = "library", params(("id" = i64, Path)),
    responses((status = 200, body = TrackView), (status = 404, body = Problem)))]
async fn track(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<TrackView>, Problem> {
    caller.may(Action::Browse, &Object::Library)?;
    let songs = house.store.songs(&[TrackId(id)], None).await?;
    songs.first().map(|song| Json(track_view(song))).ok_or_else(Problem::not_found)
}
