//! Flat pages for clients that count: which identity stands at an offset.
//!
//! Subsonic clients ask for songs 99,500 to 99,999 by number. Counting rows up to there costs more the
//! farther one goes; so every 256th identity is remembered, in memory, until the library changes.

use std::sync::{Arc, Mutex};

use crate::engine::{Store, reading, run};
use crate::{StoreError, Track};

const STEP: usize = 256;

/// The last identity before each multiple of [`STEP`], for one state of the library.
#[derive(Debug, Default)]
pub(crate) struct Milestones {
    known: Mutex<Option<Arc<Known>>>,
}

#[derive(Debug)]
struct Known {
    state: i64,
    before: Vec<i64>,
}

impl Store {
    /// Tracks from the `offset`th on, at most `limit`, in the order of [`Store::search_tracks`]. A page
    /// costs the same wherever it begins.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tracks_from(&self, offset: u64, limit: u32) -> Result<Vec<Track>, StoreError> {
        let known = self.milestones().await?;
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        let Some(before) = known.before.get(offset / STEP) else { return Ok(Vec::new()) };
        let rest = i64::try_from(offset % STEP).unwrap_or(0);
        let sql =
            "SELECT id FROM tracks WHERE NOT missing AND id > $1 ORDER BY id LIMIT $2 OFFSET $3";
        let ids: Vec<i64> = reading!(self, |db| {
            let query = sqlx::query_scalar(sql).bind(before).bind(i64::from(limit)).bind(rest);
            query.fetch_all(db).await?
        });
        self.tracks_by_id(&ids).await
    }

    async fn milestones(&self) -> Result<Arc<Known>, StoreError> {
        let sql = "SELECT state FROM library_state";
        let state: i64 = reading!(self, |db| sqlx::query_scalar(sql).fetch_one(db).await?);
        if let Some(known) = self.remembered().filter(|known| known.state == state) {
            return Ok(known);
        }
        let sql = "SELECT id FROM tracks WHERE NOT missing ORDER BY id";
        let ids: Vec<i64> = reading!(self, |db| sqlx::query_scalar(sql).fetch_all(db).await?);
        let before = ids.chunks(STEP).map(|chunk| chunk[0] - 1).collect();
        let known = Arc::new(Known { state, before });
        *self.milestones.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner) =
            Some(Arc::clone(&known));
        Ok(known)
    }

    fn remembered(&self) -> Option<Arc<Known>> {
        self.milestones.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Tells every process that the library changed.
    pub(crate) async fn library_changed(&self) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        let sql = "UPDATE library_state SET state = state + 1";
        run!(&mut writing, sqlx::query(sql));
        writing.keep().await
    }
}
