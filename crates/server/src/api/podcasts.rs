//! Podcasts that the house follows, and their episodes.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use library::podcasts::EpisodeStatus;
use library::policy::{Action, Object};
use library::{EpisodeId, PodcastId};
use serde::{Deserialize, Serialize};
use store::{Episode, Podcast};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use super::media::{Size, Wished};
use super::page::{Page, Paging};
use crate::clock::now_ms;
use crate::covers;
use crate::house::House;
use crate::podcasts::Unfollowed;
use crate::problem::Problem;
use crate::sound;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new()
        .routes(routes!(list, follow))
        .routes(routes!(one, leave))
        .routes(routes!(refresh))
        .routes(routes!(cover))
        .routes(routes!(episodes))
        .routes(routes!(episode, delete))
        .routes(routes!(download))
        .routes(routes!(sound_of))
}

/// A podcast.
#[derive(Debug, Serialize, ToSchema)]
struct PodcastView {
    /// Its identity.
    id: i64,
    /// The address of its feed.
    url: String,
    /// Its title; empty until its feed was read.
    title: String,
    /// What it is about.
    description: String,
    /// Who makes it.
    author: String,
    /// Whether it has a picture.
    has_cover: bool,
    /// When it was added, in milliseconds since 1970.
    added_ms: i64,
    /// When its feed was read last, in milliseconds since 1970.
    fetched_ms: Option<i64>,
    /// Why its feed could not be read the last time.
    error: Option<String>,
}

/// An episode of a podcast.
#[derive(Debug, Serialize, ToSchema)]
struct EpisodeView {
    /// Its identity.
    id: i64,
    /// Its podcast's identity.
    podcast_id: i64,
    /// Its title.
    title: String,
    /// What it is about.
    description: String,
    /// When it came out, in milliseconds since 1970.
    published_ms: i64,
    /// How long it plays, in seconds.
    duration_s: Option<i64>,
    /// The length of its file in bytes; what the feed says, until it is kept.
    size: Option<i64>,
    /// What the file is, by its extension.
    format: Option<&'static str>,
    /// `new`, `downloading`, `completed`, `error`, `deleted` or `skipped`.
    #[schema(value_type = String)]
    status: EpisodeStatus,
    /// Why its file could not be had.
    error: Option<String>,
}

fn podcast_view(podcast: Podcast) -> PodcastView {
    let Podcast { id, url, title, description, author, image, added_ms, fetched_ms, error, .. } =
        podcast;
    let has_cover = image.is_some();
    let id = id.0;
    PodcastView { id, url, title, description, author, has_cover, added_ms, fetched_ms, error }
}

fn episode_view(episode: Episode) -> EpisodeView {
    EpisodeView {
        id: episode.id.0,
        podcast_id: episode.podcast.0,
        title: episode.title,
        description: episode.description,
        published_ms: episode.published_ms,
        duration_s: episode.duration_s,
        size: episode.size,
        format: episode.format.map(library::FileFormat::extension),
        status: episode.status,
        error: episode.error,
    }
}

/// All podcasts, in the order in which they were added.
#[utoipa::path(get, path = "/podcasts", tag = "podcasts", responses((status = 200, body = [PodcastView])))]
async fn list(
    State(house): State<Arc<House>>,
    caller: Caller,
) -> Result<Json<Vec<PodcastView>>, Problem> {
    caller.may(Action::Browse, &Object::Library)?;
    Ok(Json(house.store.podcasts().await?.into_iter().map(podcast_view).collect()))
}

/// What is to be followed.
#[derive(Debug, Deserialize, ToSchema)]
struct Feed {
    /// The address of an RSS or Atom feed.
    url: String,
}

/// Follows a podcast; its feed is read soon.
#[utoipa::path(post, path = "/podcasts", tag = "podcasts", request_body = Feed,
    responses((status = 201, body = PodcastView), (status = 400, body = Problem), (status = 403, body = Problem)))]
async fn follow(
    State(house): State<Arc<House>>,
    caller: Caller,
    Json(sent): Json<Feed>,
) -> Result<(StatusCode, Json<PodcastView>), Problem> {
    caller.may(Action::Subscribe, &Object::Library)?;
    let id = house.follow(&sent.url).await?;
    let podcast = house.store.podcast(id).await?.ok_or_else(Problem::not_found)?;
    Ok((StatusCode::CREATED, Json(podcast_view(podcast))))
}

/// One podcast.
#[utoipa::path(get, path = "/podcasts/{id}", tag = "podcasts", params(("id" = i64, Path)),
    responses((status = 200, body = PodcastView), (status = 404, body = Problem)))]
async fn one(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<PodcastView>, Problem> {
    caller.may(Action::Browse, &Object::Library)?;
    let podcast = house.store.podcast(PodcastId(id)).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(podcast_view(podcast)))
}

/// Leaves a podcast, with the files of its episodes.
#[utoipa::path(delete, path = "/podcasts/{id}", tag = "podcasts", params(("id" = i64, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn leave(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    caller.may(Action::Subscribe, &Object::Library)?;
    house.leave(PodcastId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has a podcast's feed read now.
#[utoipa::path(post, path = "/podcasts/{id}/refresh", tag = "podcasts", params(("id" = i64, Path)),
    responses((status = 202), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn refresh(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    caller.may(Action::Subscribe, &Object::Library)?;
    let podcast = house.store.podcast(PodcastId(id)).await?.ok_or_else(Problem::not_found)?;
    house.store.add_podcast(&podcast.url, now_ms()).await?;
    Ok(StatusCode::ACCEPTED)
}

/// The picture of a podcast.
#[utoipa::path(get, path = "/podcasts/{id}/cover", tag = "podcasts", params(("id" = i64, Path), Size),
    responses((status = 200), (status = 404, body = Problem)))]
async fn cover(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
    Query(sent): Query<Size>,
) -> Result<Response, Problem> {
    caller.may(Action::Browse, &Object::Library)?;
    Ok(covers::send_of_podcast(&house, PodcastId(id), sent.size).await?)
}

/// The episodes of a podcast, the newest first.
#[utoipa::path(get, path = "/podcasts/{id}/episodes", tag = "podcasts", params(("id" = i64, Path), Paging),
    responses((status = 200, body = Page<EpisodeView>), (status = 404, body = Problem)))]
async fn episodes(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<EpisodeView>>, Problem> {
    caller.may(Action::Browse, &Object::Library)?;
    let podcast = house.store.podcast(PodcastId(id)).await?.ok_or_else(Problem::not_found)?;
    let (limit, after) = (paging.limit(), paging.after.as_deref().map(place).transpose()?);
    let found = house.store.episodes(podcast.id, after, limit + 1).await?;
    let mark = |episode: &Episode| format!("{}-{}", episode.published_ms, episode.id);
    Ok(Json(Page::of(found, limit, mark, episode_view)))
}

/// Where a page begins: when an episode came out, and its identity.
fn place(text: &str) -> Result<(i64, EpisodeId), Problem> {
    let read = text.rsplit_once('-').and_then(|(published_ms, id)| {
        Some((published_ms.parse().ok()?, EpisodeId(id.parse().ok()?)))
    });
    read.ok_or_else(|| Problem::bad("after is the `next` of the page before"))
}

/// One episode.
#[utoipa::path(get, path = "/episodes/{id}", tag = "podcasts", params(("id" = i64, Path)),
    responses((status = 200, body = EpisodeView), (status = 404, body = Problem)))]
async fn episode(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<EpisodeView>, Problem> {
    caller.may(Action::Browse, &Object::Library)?;
    Ok(Json(episode_view(house.episode(EpisodeId(id)).await?)))
}

/// Deletes an episode's file; the episode stays in the list.
#[utoipa::path(delete, path = "/episodes/{id}", tag = "podcasts", params(("id" = i64, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn delete(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    caller.may(Action::Subscribe, &Object::Library)?;
    house.delete_episode(EpisodeId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has an episode downloaded to the house.
#[utoipa::path(post, path = "/episodes/{id}/download", tag = "podcasts", params(("id" = i64, Path)),
    responses((status = 202), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn download(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    caller.may(Action::Subscribe, &Object::Library)?;
    house.store.want_episode(EpisodeId(id), now_ms()).await?;
    Ok(StatusCode::ACCEPTED)
}

/// The sound of an episode that was downloaded, with ranges when it is the file's own.
#[utoipa::path(get, path = "/episodes/{id}/sound", tag = "podcasts", params(("id" = i64, Path), Wished),
    responses((status = 200), (status = 206), (status = 404, body = Problem), (status = 429, body = Problem)))]
async fn sound_of(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
    Query(sent): Query<Wished>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    caller.may(Action::Stream, &Object::Library)?;
    let episode = house.episode(EpisodeId(id)).await?;
    Ok(sound::send_episode(&house, &episode, &sent.wish(), (&method, &headers)).await?)
}

impl From<Unfollowed> for Problem {
    fn from(unfollowed: Unfollowed) -> Problem {
        match unfollowed {
            Unfollowed::Address(why) => Problem::bad(why.to_string()),
            Unfollowed::Store(error) => error.into(),
        }
    }
}
