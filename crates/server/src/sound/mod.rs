//! The sound of a track on its way to a listener: its file, or encoded anew; scores as they are rendered.

mod delivery;
mod encoding;
mod episodes;
mod files;
mod listening;
mod renders;

use std::sync::Arc;

use audio::Target;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use library::FileFormat;
use store::{NearBlob, StoreError, Track};

use crate::house::House;
use delivery::{Delivery, choose};
use encoding::encoded;
use files::send_file;

pub(crate) use delivery::Wish;
pub(crate) use episodes::{download_episode, send_episode};
pub(crate) use renders::Renders;

/// Why there is no sound.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unsent {
    /// The file is not there any more.
    #[error("the track's file was not found")]
    Gone,
    /// All encoders are at work: come back in so many seconds.
    #[error("too many tracks are encoded at once; try again in {0} s")]
    Busy(u32),
    /// The file is no music, or there is nothing to play it with.
    #[error("the score cannot be played: {0}")]
    Unplayable(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sends the sound of a track as it is wished for. Never counts as a play.
pub(crate) async fn send(
    house: &Arc<House>,
    track: &Track,
    wish: &Wish<'_>,
    (method, headers): (&Method, &HeaderMap),
) -> Result<Response, Unsent> {
    let file = house.store.file_of(track).await?;
    let seconds = track.properties.duration_ms / 1000;
    let sound = if track.format.is_score() {
        let file = house.sound_of_score(file).await.inspect_err(|error| {
            tracing::error!("{} was not rendered: {error}", track.path);
        })?;
        Sound { file, format: FileFormat::Opus, kbps: Some(renders::KBPS), seconds }
    } else {
        let kbps = track.properties.bitrate_kbps;
        Sound { file, format: track.format, kbps, seconds }
    };
    send_sound(house, sound, wish, (method, headers)).await
}

/// A file of sound, and what is known of it.
struct Sound {
    file: NearBlob,
    format: FileFormat,
    kbps: Option<u32>,
    /// How long it plays; 0 when nobody knows.
    seconds: u64,
}

async fn send_sound(
    house: &Arc<House>,
    sound: Sound,
    wish: &Wish<'_>,
    (method, headers): (&Method, &HeaderMap),
) -> Result<Response, Unsent> {
    let Sound { file, format, kbps, seconds } = sound;
    match choose(format, kbps, wish) {
        Delivery::AsItIs => {
            send_file(file.as_ref(), format, method, headers).await.ok_or(Unsent::Gone)
        }
        Delivery::Encoded(wanted) => {
            let target = Target { offset_s: wish.offset_s.into(), ..Target::new(wanted) };
            let body = encoded(house, file, target).await.map_err(|_| Unsent::Busy(5))?;
            let left = seconds.saturating_sub(wish.offset_s.into());
            let headers = [
                (header::CONTENT_TYPE, wanted.media_type().to_owned()),
                (header::ACCEPT_RANGES, "none".to_owned()),
                (HeaderName::from_static("x-content-duration"), left.to_string()),
            ];
            Ok((headers, body).into_response())
        }
    }
}

/// Sends the file of a track, to be kept under its own name.
pub(crate) async fn download(
    house: &House,
    track: &Track,
    (method, headers): (&Method, &HeaderMap),
) -> Result<Response, Unsent> {
    let file = house.store.file_of(track).await?;
    let sent = send_file(file.as_ref(), track.format, method, headers).await;
    let name = track.path.rsplit('/').next().unwrap_or("track");
    Ok(named(sent.ok_or(Unsent::Gone)?, name))
}

/// Has the listener keep it under a name.
fn named(mut response: Response, name: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(&attachment(name)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// A name for the file on the listener's disk (RFC 6266, with the name as RFC 8187 writes it).
pub(crate) fn attachment(name: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::attachment;

    #[test]
    fn no_name_of_a_file_leaves_its_header() {
        let named = attachment("Été \"1\"\r\n.mp3");
        assert_eq!(named, "attachment; filename*=UTF-8''%C3%89t%C3%A9%20%221%22%0D%0A.mp3");
    }
}
