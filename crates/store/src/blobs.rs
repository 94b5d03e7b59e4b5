//! Bytes too large for the database: covers, rendered scores, uploads. A folder, or a bucket of S3.

mod id;
mod near;
mod place;

use std::ops::Range;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt};
pub use id::BlobId;
use near::Copies;
pub use near::NearBlob;
use object_store::path::Path as Name;
use object_store::{Error, ObjectStore, ObjectStoreExt, WriteMultipart};
use tokio::io::AsyncReadExt;

use crate::StoreError;

/// How much of a file is read at a time, in bytes; S3 wants at least 5 MiB a part.
const PART: usize = 8 << 20;
/// Parts on their way at the same time.
const PARTS_AT_ONCE: usize = 2;

/// Keeps blobs by their [`BlobId`]. A blob is there wholly or not at all: a folder has it written beside its
/// place, flushed and renamed; S3 shows it once it is complete.
#[derive(Debug)]
pub struct Blobs {
    store: Box<dyn ObjectStore>,
    near: Near,
}

/// How a blob becomes a file of this machine.
#[derive(Debug)]
enum Near {
    /// It is one, below this folder.
    Here(PathBuf),
    /// It is fetched.
    Copies(Copies),
}

impl Blobs {
    /// Opens `file:FOLDER`, which is made if it is not there, or `s3://BUCKET/FOLDER`, with credentials from
    /// the usual `AWS_...` variables, `?region=NAME`, and `?endpoint=http://HOST:PORT` if it is not Amazon's.
    /// `memory:` lasts as long as the process, for tests. Of a bucket's blobs the folder `copies` holds what [`Blobs::near`] fetched, at most 2 GiB; it is the
    /// bucket's alone and emptied here.
    ///
    /// # Errors
    /// [`StoreError::UnknownBlobs`] for another address, [`StoreError::Blobs`] when it cannot be opened.
    pub fn open(url: &str, copies: &Path) -> Result<Blobs, StoreError> {
        let store = place::open(url)?;
        let near = match url.strip_prefix("file:") {
            Some(folder) => Near::Here(PathBuf::from(folder)),
            None => Near::Copies(Copies::new(copies)?),
        };
        Ok(Blobs { store, near })
    }

    /// Keeps bytes under their own hash.
    ///
    /// # Errors
    /// [`StoreError::Blobs`] when they cannot be written.
    pub async fn put(&self, bytes: Bytes) -> Result<BlobId, StoreError> {
        let id = BlobId::of(&bytes);
        self.keep(id, bytes).await?;
        Ok(id)
    }

    /// Keeps bytes under an identity that tells what they were made from; what was there is replaced.
    ///
    /// # Errors
    /// As [`Blobs::put`].
    pub async fn keep(&self, id: BlobId, bytes: Bytes) -> Result<(), StoreError> {
        self.store.put(&id.name(), bytes.into()).await?;
        self.is_replaced(id).await;
        Ok(())
    }

    /// As [`Blobs::keep`], from a file, piece by piece if it is long. A bucket keeps the pieces of what was broken off, unseen,
    /// until its own rules have them deleted.
    ///
    /// # Errors
    /// As [`Blobs::put`]; [`StoreError::Io`] when the file cannot be read.
    pub async fn keep_file(&self, id: BlobId, file: &Path) -> Result<(), StoreError> {
        let mut file = tokio::fs::File::open(file).await?;
        if file.metadata().await?.len() <= PART as u64 {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).await?;
            return self.keep(id, bytes.into()).await;
        }
        let upload = self.store.put_multipart(&id.name()).await?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
        let mut part = vec![0; 1 << 20];
        loop {
            let read = file.read(&mut part).await;
            match read {
                Ok(0) => break,
                Ok(bytes) => upload.write(&part[..bytes]),
                Err(error) => {
                    upload.abort().await.ok();
                    return Err(error.into());
                }
            }
            upload.wait_for_capacity(PARTS_AT_ONCE).await?;
        }
        upload.finish().await?;
        self.is_replaced(id).await;
        Ok(())
    }

    async fn is_replaced(&self, id: BlobId) {
        if let Near::Copies(copies) = &self.near {
            copies.forget(id).await;
        }
    }

    /// A whole blob; `None` if it is not there.
    ///
    /// # Errors
    /// [`StoreError::Blobs`] when it cannot be read.
    pub async fn get(&self, id: BlobId) -> Result<Option<Bytes>, StoreError> {
        match found(self.store.get(&id.name()).await)? {
            Some(blob) => Ok(Some(blob.bytes().await?)),
            None => Ok(None),
        }
    }

    /// A blob as a file of this machine; `None` if it is not there.
    ///
    /// # Errors
    /// [`StoreError::Blobs`] when it cannot be fetched; [`StoreError::BrokenOff`] when another who
    /// fetched it failed; [`StoreError::Io`] when there is no room for a copy.
    pub async fn near(&self, id: BlobId) -> Result<Option<NearBlob>, StoreError> {
        match &self.near {
            Near::Here(folder) => {
                let path = folder.join(id.name().as_ref());
                Ok(path.exists().then(|| path.into()))
            }
            Near::Copies(copies) => {
                let Some(size) = self.size(id).await? else { return Ok(None) };
                Ok(Some(copies.of(id, self.stream(id, 0..size)).await?))
            }
        }
    }

    /// A part of a blob, as it arrives. Ask for [`Blobs::size`] first: what lies outside is an error.
    ///
    /// # Errors
    /// [`StoreError::Blobs`] when it cannot be read.
    pub async fn stream(
        &self,
        id: BlobId,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, StoreError>>, StoreError> {
        if range.is_empty() {
            return Ok(futures_util::stream::empty().boxed());
        }
        let options = object_store::GetOptions { range: Some(range.into()), ..Default::default() };
        let blob = self.store.get_opts(&id.name(), options).await?;
        Ok(blob.into_stream().map(|bytes| Ok(bytes?)).boxed())
    }

    /// Length in bytes; `None` if it is not there.
    ///
    /// # Errors
    /// [`StoreError::Blobs`] when it cannot be told.
    pub async fn size(&self, id: BlobId) -> Result<Option<u64>, StoreError> {
        Ok(found(self.store.head(&id.name()).await)?.map(|blob| blob.size))
    }

    /// Takes a blob away, if it is there.
    ///
    /// # Errors
    /// [`StoreError::Blobs`] when it stays.
    pub async fn delete(&self, id: BlobId) -> Result<(), StoreError> {
        found(self.store.delete(&id.name()).await)?;
        self.is_replaced(id).await;
        Ok(())
    }

    /// Takes away what kills left half written in a folder. Only for when nobody else writes.
    pub fn sweep(&self) {
        let Near::Here(folder) = &self.near else { return };
        let inside = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten();
        for folder in inside(folder.join(id::FOLDER)) {
            for file in inside(folder.path()) {
                // As object_store calls a file that is not whole yet.
                if file.file_name().to_string_lossy().contains('#') {
                    let _ = std::fs::remove_file(file.path());
                }
            }
        }
    }

    /// All blobs with their lengths in bytes, in no order. What is not a blob is passed over.
    #[must_use]
    pub fn list(&self) -> BoxStream<'static, Result<(BlobId, u64), StoreError>> {
        let blob = |found: Result<object_store::ObjectMeta, Error>| async {
            let found = match found {
                Ok(found) => found,
                Err(error) => return Some(Err(error.into())),
            };
            Some(Ok((BlobId::from_name(&found.location)?, found.size)))
        };
        self.store.list(Some(&Name::from(id::FOLDER))).filter_map(blob).boxed()
    }
}

fn found<T>(outcome: Result<T, Error>) -> Result<Option<T>, StoreError> {
    match outcome {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
