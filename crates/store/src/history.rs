//! What a listener's listens add up to, in memory: they are sealed, so that no query could count them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use library::{AlbumId, History, Plays, UserId};

use crate::StoreError;
use crate::bounded::Bounded;
use crate::engine::{Store, reading};
use crate::lately::Asked;
use crate::listens::opened;

/// Listeners whose history stays in memory; half of the most that are held.
const LISTENERS: usize = 64;
/// Listens that are read at once.
const PIECE: i64 = 2_000;

#[derive(Debug)]
pub(crate) struct Histories(Mutex<Bounded<UserId, Arc<tokio::sync::Mutex<Read>>>>);

/// What was read so far.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// Number of the last listen that was read.
    number: i64,
    asked: Asked,
    history: Arc<History>,
    albums: Option<OfAlbums>,
}

/// How often albums were heard, as long as neither the listens nor the library change.
#[derive(Debug)]
struct OfAlbums {
    /// The last listen, and the state of the library.
    at: (i64, i64),
    plays: Arc<HashMap<AlbumId, Plays>>,
}

impl Default for Histories {
    fn default() -> Histories {
        Histories(Mutex::new(Bounded::new(LISTENERS)))
    }
}

impl Histories {
    fn of(&self, user: UserId) -> Arc<tokio::sync::Mutex<Read>> {
        let mut histories = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        histories.get(&user).unwrap_or_else(|| {
            let read = Arc::default();
            histories.insert(user, Arc::clone(&read));
            read
        })
    }

    /// This process added listens: they count at once.
    pub(crate) async fn is_changed(&self, user: UserId) {
        self.of(user).lock().await.asked = Asked::default();
    }

    pub(crate) fn forget(&self, user: UserId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&user);
    }
}

impl Store {
    /// What a listener's listens add up to, whichever process added them.
    ///
    /// # Errors
    /// [`StoreError::Locked`] before [`Store::unlocked`] when there are any.
    pub async fn history(&self, user: UserId) -> Result<Arc<History>, StoreError> {
        let read = self.histories.of(user);
        let mut read = read.lock().await;
        self.catch_up(user, &mut read).await?;
        Ok(Arc::clone(&read.history))
    }

    /// How often a listener heard albums, by any of their tracks.
    pub(crate) async fn album_plays(
        &self,
        user: UserId,
    ) -> Result<Arc<HashMap<AlbumId, Plays>>, StoreError> {
        let catalogue = self.catalogue().await?;
        let read = self.histories.of(user);
        let mut read = read.lock().await;
        self.catch_up(user, &mut read).await?;
        let at = (read.number, catalogue.state());
        if let Some(albums) = read.albums.as_ref().filter(|albums| albums.at == at) {
            return Ok(Arc::clone(&albums.plays));
        }
        let mut albums: HashMap<AlbumId, Plays> = HashMap::new();
        for (track, plays) in read.history.tracks() {
            let place = catalogue.track_place(track);
            let album = place.and_then(|place| catalogue.album_of(&catalogue.tracks[place]));
            if let Some(album) = album {
                let sum = albums.entry(album.id).or_default();
                *sum = sum.and(plays);
            }
        }
        let plays = Arc::new(albums);
        read.albums = Some(OfAlbums { at, plays: Arc::clone(&plays) });
        Ok(plays)
    }

    /// Reads the listens that were added since.
    async fn catch_up(&self, user: UserId, read: &mut Read) -> Result<(), StoreError> {
        if read.asked.lately() {
            return Ok(());
        }
        let asked = Asked::now();
        let sql = "SELECT number, listened_ms, payload FROM listens \
                   WHERE user_id = $1 AND number > $2 ORDER BY number LIMIT $3";
        loop {
            let rows: Vec<(i64, i64, Vec<u8>)> = reading!(self, |db| {
                let query = sqlx::query_as(sql).bind(user.0).bind(read.number);
                query.bind(PIECE).fetch_all(db).await?
            });
            let Some((last, _, _)) = rows.last() else {
                read.asked = asked;
                return Ok(());
            };
            let key = self.data_key(user).await?;
            let history = Arc::make_mut(&mut read.history);
            for (_, time, payload) in &rows {
                history.add(&opened(&key, *time, payload)?);
            }
            read.number = *last;
        }
    }
}
