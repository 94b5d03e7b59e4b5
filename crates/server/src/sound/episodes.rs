//! Episodes of podcasts, from the blobs that they are kept as.

use std::sync::Arc;

use axum::http::{HeaderMap, Method};
use axum::response::Response;
use store::Episode;

use super::{Sound, Unsent, Wish, named, send_file, send_sound};
use crate::house::House;

/// Sends the sound of an episode as it is wished for.
pub(crate) async fn send_episode(
    house: &Arc<House>,
    episode: &Episode,
    wish: &Wish<'_>,
    request: (&Method, &HeaderMap),
) -> Result<Response, Unsent> {
    send_sound(house, sound(house, episode).await?, wish, request).await
}

/// Sends the file of an episode, to be kept under its title.
pub(crate) async fn download_episode(
    house: &House,
    episode: &Episode,
    (method, headers): (&Method, &HeaderMap),
) -> Result<Response, Unsent> {
    let Sound { file, format, .. } = sound(house, episode).await?;
    let sent = send_file(file.as_ref(), format, method, headers).await.ok_or(Unsent::Gone)?;
    let title = episode.title.replace(['/', '\\'], "-");
    Ok(named(sent, &format!("{title}.{format}")))
}

/// The file of an episode that was downloaded.
async fn sound(house: &House, episode: &Episode) -> Result<Sound, Unsent> {
    let (blob, format) = episode.file.zip(episode.format).ok_or(Unsent::Gone)?;
    let file = house.store.blobs()?.near(blob).await?.ok_or(Unsent::Gone)?;
    let seconds = episode.duration_s.and_then(|seconds| seconds.try_into().ok()).unwrap_or(0);
    Ok(Sound { file, format, kbps: episode.kbps(), seconds })
}
