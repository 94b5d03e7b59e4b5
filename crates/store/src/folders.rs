//! Folders of music as they lie on the disk, and the files behind tracks and covers.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use library::{AlbumId, FolderId, TrackId};

use crate::engine::{Store, reading};
use crate::uploads::UPLOADS;
use crate::{NearBlob, StoreError, Track};

/// A folder of music that the house was pointed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MusicFolder {
    /// Its identity.
    pub id: FolderId,
    /// Where it lies.
    pub path: String,
}

impl MusicFolder {
    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.path == UPLOADS {
            return "Uploads";
        }
        self.path.rsplit('/').find(|name| !name.is_empty()).unwrap_or("Music")
    }
}

/// What lies in a folder below a music folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// Names of folders in it that hold tracks, themselves or further down.
    pub folders: Vec<String>,
    /// Tracks right in it, by path.
    pub tracks: Vec<TrackId>,
}

/// A file that holds a picture.
#[derive(Clone, Debug)]
pub struct CoverFile {
    /// Where it lies.
    pub file: NearBlob,
    /// Whether the picture is inside a track ([`library::embedded_cover`]), not the file itself.
    pub embedded: bool,
}

impl Store {
    /// All folders of music.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn music_folders(&self) -> Result<Vec<MusicFolder>, StoreError> {
        let sql = "SELECT id, path FROM music_folders ORDER BY id";
        let rows: Vec<(i64, String)> =
            reading!(self, |db| sqlx::query_as(sql).fetch_all(db).await?);
        Ok(rows.into_iter().map(|(id, path)| MusicFolder { id: FolderId(id), path }).collect())
    }

    /// The file of a track, which need not be there.
    ///
    /// # Errors
    /// When the database fails, or an upload's file cannot be had ([`Blobs::near`](crate::Blobs::near)).
    pub async fn file_of(&self, track: &Track) -> Result<NearBlob, StoreError> {
        let root = self.root_of(track.folder).await?;
        if root != Path::new(UPLOADS) {
            return Ok(root.join(&track.path).into());
        }
        let blob = self.blob_of(track.id).await?.ok_or(StoreError::NoSuchThing("upload"))?;
        let near = self.blobs()?.near(blob).await?;
        near.ok_or(StoreError::NoSuchThing("upload"))
    }

    /// What lies in a folder; `path` is below the music folder, `/` between names, empty for itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn directory(&self, folder: FolderId, path: &str) -> Result<Directory, StoreError> {
        let catalogue = self.catalogue().await?;
        let below = if path.is_empty() { String::new() } else { format!("{path}/") };
        let inside = catalogue.folders.range((folder, below.clone())..);
        let inside = inside.map_while(|((id, name), _)| {
            (*id == folder).then(|| name.strip_prefix(below.as_str())).flatten()
        });
        let names: BTreeSet<&str> = inside
            .filter_map(|rest| rest.split('/').next())
            .filter(|name| !name.is_empty())
            .collect();
        let tracks = catalogue.folders.get(&(folder, path.to_owned()));
        Ok(Directory {
            folders: names.into_iter().map(str::to_owned).collect(),
            tracks: tracks.map_or_else(Vec::new, |places| catalogue.track_ids(places)),
        })
    }

    /// The picture of a track: inside it, or beside it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cover_of_track(&self, id: TrackId) -> Result<Option<CoverFile>, StoreError> {
        let Some(track) = self.track(id).await? else { return Ok(None) };
        if track.has_cover {
            let file = self.file_of(&track).await?;
            return Ok(Some(CoverFile { file, embedded: true }));
        }
        self.cover_beside(&track).await
    }

    /// The picture of an album: beside its first track, or inside one of its tracks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cover_of_album(&self, id: AlbumId) -> Result<Option<CoverFile>, StoreError> {
        let tracks = self.tracks_of(id).await?;
        let Some(first) = tracks.first() else { return Ok(None) };
        if let Some(beside) = self.cover_beside(first).await? {
            return Ok(Some(beside));
        }
        match tracks.iter().find(|track| track.has_cover) {
            Some(track) => self.cover_of_track(track.id).await,
            None => Ok(None),
        }
    }

    async fn cover_beside(&self, track: &Track) -> Result<Option<CoverFile>, StoreError> {
        let sql = "SELECT file FROM folder_covers WHERE music_folder = $1 AND folder = $2";
        let folder = library::folder(&track.path);
        let file: Option<String> = reading!(self, |db| {
            sqlx::query_scalar(sql).bind(track.folder.0).bind(folder).fetch_optional(db).await?
        });
        let Some(file) = file else { return Ok(None) };
        let path = if folder.is_empty() { file } else { format!("{folder}/{file}") };
        let root = self.root_of(track.folder).await?;
        Ok(Some(CoverFile { file: root.join(path).into(), embedded: false }))
    }

    async fn root_of(&self, folder: FolderId) -> Result<PathBuf, StoreError> {
        let sql = "SELECT path FROM music_folders WHERE id = $1";
        let path: String =
            reading!(self, |db| sqlx::query_scalar(sql).bind(folder.0).fetch_one(db).await?);
        Ok(PathBuf::from(path))
    }
}
