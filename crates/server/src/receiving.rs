//! A file on its way into the house: to the desk first, where it is looked at before it is kept.

use std::path::PathBuf;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt;
use library::Description;
use store::BlobId;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

use crate::house::House;
use crate::problem::Problem;

/// How long the next piece of a file may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A file that is here and is music. It is gone from the desk when this is dropped.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) name: String,
    pub(crate) file: PathBuf,
    pub(crate) id: BlobId,
    pub(crate) bytes: u64,
    pub(crate) read: Description,
    _folder: TempDir,
}

/// Takes in a file of a name that [`library::upload_name`] made.
pub(crate) async fn receive(
    house: &House,
    name: String,
    headers: &HeaderMap,
    body: Body,
) -> Result<Received, Problem> {
    let most = house.settings.upload_limit;
    let told = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if told.and_then(|length| length.parse().ok()).is_some_and(|length: u64| length > most) {
        return Err(too_large(most));
    }
    let _turn = house
        .receptions
        .try_acquire()
        .map_err(|_| Problem::busy("too many files come in at once; try again in a moment", 5))?;
    let folder = house.desk().and_then(TempDir::new_in).map_err(|error| unwritable(&error))?;
    let file = folder.path().join(&name);
    let (id, bytes) = write(&file, body, most).await?;
    let (root, path) = (folder.path().to_owned(), name.clone());
    let read = tokio::task::spawn_blocking(move || library::read(&root, &path)).await;
    let read = read.map_err(|_| Problem::bad("the file could not be read"))?;
    let read = read.map_err(|error| {
        let detail = format!("{name}: {error}");
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unreadable", detail)
    })?;
    Ok(Received { name, file, id, bytes, read, _folder: folder })
}

async fn write(file: &PathBuf, body: Body, most: u64) -> Result<(BlobId, u64), Problem> {
    let mut out = tokio::fs::File::create(file).await.map_err(|error| unwritable(&error))?;
    let mut pieces = body.into_data_stream();
    let (mut hasher, mut bytes) = (blake3::Hasher::new(), 0);
    loop {
        let piece = tokio::time::timeout(PATIENCE, pieces.next()).await;
        let piece = piece.map_err(|_| broken_off("nothing came for half a minute"))?;
        let Some(piece) = piece else { break };
        let piece = piece.map_err(|_| broken_off("the connection broke"))?;
        bytes += piece.len() as u64;
        if bytes > most {
            return Err(too_large(most));
        }
        hasher.update(&piece);
        out.write_all(&piece).await.map_err(|error| unwritable(&error))?;
    }
    out.flush().await.map_err(|error| unwritable(&error))?;
    Ok((BlobId::from_hash(hasher.finalize()), bytes))
}

fn too_large(most: u64) -> Problem {
    let detail = format!("a file holds {} MB at most; the setting upload-limit", most / 1_000_000);
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail)
}

fn broken_off(why: &str) -> Problem {
    let detail = format!("{why}: send the file again");
    Problem::new(StatusCode::REQUEST_TIMEOUT, "broken-off", detail)
}

fn unwritable(error: &std::io::Error) -> Problem {
    tracing::error!("nothing can be put on the desk: {error}");
    let detail = "the house has no room for files now; its log says why";
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, "no-room", detail)
}
