//! What the library knows of its tracks' names, for listens and playlists that come from elsewhere.

use library::playlist_files::Shelf;
use library::{Known, Listen, Matcher, Role, Tags, TrackId, UserId};

use crate::StoreError;
use crate::engine::{Store, reading};

/// Tracks that are read at once.
const PIECE: i64 = 2_000;

/// What became of listens that were told elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Takeover {
    /// Listens that were not known before.
    pub new: usize,
    /// Listens of a track that is here, known before or not.
    pub matched: usize,
    /// Listens of none, kept under their names.
    pub unmatched: Vec<Listen>,
}

impl Store {
    /// Finds tracks by their names, as they are now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn matcher(&self) -> Result<Matcher, StoreError> {
        let mut matcher = Matcher::default();
        self.each_known(|track, _| matcher.add(track)).await?;
        Ok(matcher)
    }

    /// Finds tracks by what playlists say of them, as they are now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shelf(&self) -> Result<Shelf, StoreError> {
        let mut shelf = Shelf::default();
        self.each_known(|track, path| shelf.add(track, path)).await?;
        Ok(shelf)
    }

    /// Shows every track that is there, with its path below its music folder.
    async fn each_known(&self, mut show: impl FnMut(&Known<'_>, &str)) -> Result<(), StoreError> {
        let sql = "SELECT id, title, tags, duration_ms, path FROM tracks \
                   WHERE NOT missing AND id > $1 ORDER BY id LIMIT $2";
        let mut after = 0;
        loop {
            let rows: Vec<(i64, String, String, i64, String)> = reading!(self, |db| {
                sqlx::query_as(sql).bind(after).bind(PIECE).fetch_all(db).await?
            });
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.0;
            for (id, title, tags, duration_ms, path) in &rows {
                let tags: Tags = serde_json::from_str(tags)?;
                let known = Known {
                    id: TrackId(*id),
                    title,
                    artists: tags.names(Role::Artist).collect(),
                    album: tags.album.as_deref().unwrap_or_default(),
                    recording: tags.musicbrainz.recording.as_deref(),
                    duration_ms: duration_ms.unsigned_abs(),
                };
                show(&known, path);
            }
        }
    }

    /// Takes listens over that were told elsewhere, each with the track that it tells of, if it is here.
    /// Broken off and done again, nothing comes twice.
    ///
    /// # Errors
    /// As [`Store::add_listens`].
    pub async fn take_over(
        &self,
        user: UserId,
        matcher: &Matcher,
        mut listens: Vec<Listen>,
        now_ms: i64,
    ) -> Result<Takeover, StoreError> {
        for listen in &mut listens {
            listen.track = matcher.find(listen).map(library::Match::track);
        }
        let new = self.add_listens(user, &listens, now_ms).await?;
        let all = listens.len();
        listens.retain(|listen| listen.track.is_none());
        Ok(Takeover { new, matched: all - listens.len(), unmatched: listens })
    }
}
