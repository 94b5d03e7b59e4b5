//! What the library knows of its tracks' names, for listens that were told elsewhere.

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
        let sql = "SELECT id, title, tags FROM tracks WHERE NOT missing AND id > $1 \
                   ORDER BY id LIMIT $2";
        let mut matcher = Matcher::default();
        let mut after = 0;
        loop {
            let rows: Vec<(i64, String, String)> = reading!(self, |db| {
                sqlx::query_as(sql).bind(after).bind(PIECE).fetch_all(db).await?
            });
            let Some(last) = rows.last() else { return Ok(matcher) };
            after = last.0;
            for (id, title, tags) in &rows {
                let tags: Tags = serde_json::from_str(tags)?;
                matcher.add(&Known {
                    id: TrackId(*id),
                    title,
                    artists: tags.names(Role::Artist).collect(),
                    album: tags.album.as_deref().unwrap_or_default(),
                    recording: tags.musicbrainz.recording.as_deref(),
                });
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
