//! Blobs as files of this machine, for whoever must seek in one.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt};
use moka::future::Cache;

use super::BlobId;
use crate::StoreError;

/// What copies of a bucket's blobs take on this machine at most, in KiB.
const MOST_KIB: u64 = 2 << 20;

/// A blob as a file. It stays at least as long as somebody holds this.
#[derive(Clone, Debug)]
pub struct NearBlob {
    path: PathBuf,
    /// Deletes it when it is let go and nobody else has it.
    _copy: Option<Arc<Copy>>,
}

impl AsRef<Path> for NearBlob {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

impl From<PathBuf> for NearBlob {
    /// A file that lies here anyway.
    fn from(path: PathBuf) -> NearBlob {
        NearBlob { path, _copy: None }
    }
}

#[derive(Debug)]
struct Copy {
    path: PathBuf,
    bytes: u64,
}

impl Drop for Copy {
    fn drop(&mut self) {
        // Nobody misses it: the folder is emptied at the next start.
        let _ = fs::remove_file(&self.path);
    }
}

/// Copies of a bucket's blobs, those that were wanted last.
#[derive(Debug)]
pub(super) struct Copies {
    folder: PathBuf,
    /// How many were made.
    made: AtomicU64,
    kept: Cache<BlobId, Arc<Copy>>,
}

impl Copies {
    /// Copies in a folder of their own, which is emptied.
    pub(super) fn new(folder: &Path) -> Result<Copies, StoreError> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        let kib = |_: &BlobId, copy: &Arc<Copy>| {
            u32::try_from(copy.bytes.div_ceil(1024)).unwrap_or(u32::MAX)
        };
        let kept = Cache::builder().weigher(kib).max_capacity(MOST_KIB).build();
        Ok(Copies { folder: folder.to_owned(), made: AtomicU64::new(0), kept })
    }

    /// The copy of a blob. Of all who ask for one that is not there, one fetches it and the others wait.
    pub(super) async fn of(
        &self,
        id: BlobId,
        bytes: impl Future<Output = Result<BoxStream<'static, Result<Bytes, StoreError>>, StoreError>>,
    ) -> Result<NearBlob, StoreError> {
        // A name of its own: what took its place meanwhile may still be read.
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(format!("{id}-{number}"));
        let fetch = async {
            fs::create_dir_all(&self.folder)?;
            let bytes = write(&path, bytes.await?).await?;
            Ok(Arc::new(Copy { path: path.clone(), bytes }))
        };
        let copy = self.kept.try_get_with(id, fetch).await;
        // Who waited is told that it was broken off, who fetched it why.
        let copy = copy.map_err(|error| Arc::try_unwrap(error).unwrap_or(StoreError::BrokenOff))?;
        Ok(NearBlob { path: copy.path.clone(), _copy: Some(copy) })
    }

    pub(super) async fn forget(&self, id: BlobId) {
        self.kept.invalidate(&id).await;
    }
}

async fn write(
    path: &Path,
    mut bytes: BoxStream<'static, Result<Bytes, StoreError>>,
) -> Result<u64, StoreError> {
    let mut file = File::create(path)?;
    let mut written = 0;
    while let Some(part) = bytes.next().await {
        let part = part?;
        written += part.len() as u64;
        file.write_all(&part)?;
    }
    Ok(written)
}
