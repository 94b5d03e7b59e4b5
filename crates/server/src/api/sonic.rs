//! What sounds like a track.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use library::TrackId;
use library::policy::{Action, Object};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use super::library::{TrackView, track_view};
use super::page::{Page, Paging};
use crate::house::House;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(similar))
}

/// A track that sounds like another.
#[derive(Debug, Serialize, ToSchema)]
struct SimilarTrack {
    /// The track.
    #[serde(flatten)]
    track: TrackView,
    /// How alike it is: 1 for the same sound, 0.5 for any two tracks, towards 0 for the most different.
    similarity: f32,
}

/// Tracks that sound like one, the most alike first, on one page; none while it was not listened to.
#[utoipa::path(get, path = "/tracks/{id}/similar", tag = "library",
    params(("id" = i64, Path), Paging),
    responses((status = 200, body = Page<SimilarTrack>), (status = 404, body = Problem)))]
async fn similar(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<SimilarTrack>>, Problem> {
    caller.may(Action::Browse, &Object::Library)?;
    let track = house.store.track(TrackId(id)).await?.ok_or_else(Problem::not_found)?;
    let found = house.store.sonically_similar(track.id, paging.limit()).await?;
    let ids: Vec<TrackId> = found.iter().map(|(id, _)| *id).collect();
    let alike: HashMap<TrackId, f32> = found.into_iter().collect();
    let songs = house.store.songs(&ids, None).await?;
    let view = |song: &store::Song| {
        let similarity = alike.get(&song.track.id).copied().unwrap_or_default();
        SimilarTrack { track: track_view(song), similarity }
    };
    Ok(Json(Page { items: songs.iter().map(view).collect(), next: None }))
}
