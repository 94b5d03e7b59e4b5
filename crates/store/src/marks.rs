//! Stars and ratings.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use library::{Item, Mark, Rating, TrackId, UserId};
use sqlx::AssertSqlSafe;

use crate::StoreError;
use crate::bounded::Bounded;
use crate::engine::{Store, reading, run};
use crate::lately::Asked;
use crate::tracks::listed;

/// Listeners whose marks stay in memory; half of the most that are held.
const LISTENERS: usize = 64;
/// The most marks of one that are read as a whole.
const FEW: i64 = 5_000;

type Marks = HashMap<Item, Mark>;
/// When they were read, and all of them, if they are few.
type Remembered = (Asked, Option<Arc<Marks>>);
type Row = (String, i64, Option<i64>, Option<i64>);

/// Marks of the listeners that were here lately.
#[derive(Debug)]
pub(crate) struct Marked(Mutex<Bounded<UserId, Remembered>>);

impl Default for Marked {
    fn default() -> Marked {
        Marked(Mutex::new(Bounded::new(LISTENERS)))
    }
}

fn marked((kind, item, starred_ms, rating): Row) -> Option<(Item, Mark)> {
    let rating = rating.and_then(Rating::new);
    Some((Item::of(&kind, item)?, Mark { starred_ms, rating, ..Mark::default() }))
}

impl Store {
    /// Gives something a star, with the time in milliseconds since 1970, or takes it away. One that is
    /// starred already keeps its time.
    ///
    /// # Errors
    /// When there is no such listener, or the database fails.
    pub async fn set_star(
        &self,
        user: UserId,
        item: Item,
        starred_ms: Option<i64>,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO marks (user_id, kind, item, starred_ms) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (user_id, kind, item) DO UPDATE SET starred_ms = \
                   CASE WHEN excluded.starred_ms IS NULL THEN NULL \
                   ELSE COALESCE(marks.starred_ms, excluded.starred_ms) END";
        let mut writing = self.write().await?;
        run!(&mut writing, {
            let query = sqlx::query(sql).bind(user.0).bind(item.kind());
            query.bind(item.number()).bind(starred_ms)
        });
        writing.keep().await?;
        self.forget_marks(user);
        Ok(())
    }

    /// Rates something, or takes the rating away.
    ///
    /// # Errors
    /// When there is no such listener, or the database fails.
    pub async fn set_rating(
        &self,
        user: UserId,
        item: Item,
        rating: Option<Rating>,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO marks (user_id, kind, item, rating) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (user_id, kind, item) DO UPDATE SET rating = excluded.rating";
        let rating = rating.map(|rating| i64::from(rating.stars()));
        let mut writing = self.write().await?;
        run!(&mut writing, {
            let query = sqlx::query(sql).bind(user.0).bind(item.kind());
            query.bind(item.number()).bind(rating)
        });
        writing.keep().await?;
        self.forget_marks(user);
        Ok(())
    }

    /// Everything that a listener starred, with its time, the last first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn starred(&self, user: UserId) -> Result<Vec<(Item, i64)>, StoreError> {
        let sql = "SELECT kind, item, starred_ms FROM marks WHERE user_id = $1 \
                   AND starred_ms IS NOT NULL ORDER BY starred_ms DESC, item";
        let rows: Vec<(String, i64, i64)> =
            reading!(self, |db| sqlx::query_as(sql).bind(user.0).fetch_all(db).await?);
        let item = |(kind, item, time): (String, i64, i64)| Some((Item::of(&kind, item)?, time));
        Ok(rows.into_iter().filter_map(item).collect())
    }

    /// Everything that a listener rated, the best first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rated(&self, user: UserId) -> Result<Vec<(Item, Rating)>, StoreError> {
        let sql = "SELECT kind, item, rating FROM marks WHERE user_id = $1 \
                   AND rating IS NOT NULL ORDER BY rating DESC, item";
        let rows: Vec<(String, i64, i64)> =
            reading!(self, |db| sqlx::query_as(sql).bind(user.0).fetch_all(db).await?);
        let item = |(kind, item, stars): (String, i64, i64)| {
            Some((Item::of(&kind, item)?, Rating::new(stars)?))
        };
        Ok(rows.into_iter().filter_map(item).collect())
    }

    /// What a listener thinks of things; what is not among the answers is unmarked and was not heard.
    ///
    /// # Errors
    /// When the database fails, and as [`Store::history`].
    pub async fn marks(
        &self,
        user: UserId,
        items: &[Item],
    ) -> Result<HashMap<Item, Mark>, StoreError> {
        let mut marks = self.stars_and_ratings(user, items).await?;
        let history = self.history(user).await?;
        if history.listens == 0 {
            return Ok(marks);
        }
        let albums = items.iter().any(|item| matches!(item, Item::Album(_)));
        let of_albums = if albums { self.album_plays(user).await? } else { Arc::default() };
        for item in items {
            let plays = match item {
                Item::Track(id) => history.of(*id),
                Item::Album(id) => of_albums.get(id).copied().unwrap_or_default(),
                Item::Artist(_) | Item::Playlist(_) => continue,
            };
            if plays != library::Plays::default() {
                marks.entry(*item).or_default().plays = plays;
            }
        }
        Ok(marks)
    }

    /// What a listener thinks of one thing.
    ///
    /// # Errors
    /// As [`Store::marks`].
    pub async fn mark(&self, user: UserId, item: Item) -> Result<Mark, StoreError> {
        Ok(self.marks(user, &[item]).await?.remove(&item).unwrap_or_default())
    }

    async fn stars_and_ratings(
        &self,
        user: UserId,
        items: &[Item],
    ) -> Result<HashMap<Item, Mark>, StoreError> {
        if let Some(all) = self.few_marks(user).await? {
            let marked = items.iter().filter_map(|item| Some((*item, *all.get(item)?)));
            return Ok(marked.collect());
        }
        let ids: Vec<i64> = items.iter().map(|item| item.number()).collect();
        let sql = format!(
            "SELECT kind, item, starred_ms, rating FROM marks WHERE user_id = $1 AND item IN ({})",
            listed(&ids)
        );
        let rows: Vec<Row> = reading!(self, |db| {
            let query = sqlx::query_as(AssertSqlSafe(sql)).persistent(false);
            query.bind(user.0).fetch_all(db).await?
        });
        Ok(rows.into_iter().filter_map(marked).collect())
    }

    /// All stars and ratings of a listener, from memory when they were read a moment ago; `None` of one who
    /// has too many to be read each time.
    async fn few_marks(&self, user: UserId) -> Result<Option<Arc<Marks>>, StoreError> {
        let known = self.marked.0.lock().unwrap_or_else(PoisonError::into_inner).get(&user);
        if let Some((_, marks)) = known.filter(|(asked, _)| asked.lately()) {
            return Ok(marks);
        }
        let asked = Asked::now();
        let sql = "SELECT kind, item, starred_ms, rating FROM marks WHERE user_id = $1 LIMIT $2";
        let rows: Vec<Row> = reading!(self, |db| {
            sqlx::query_as(sql).bind(user.0).bind(FEW + 1).fetch_all(db).await?
        });
        let few = i64::try_from(rows.len()).is_ok_and(|count| count <= FEW);
        let marks = few.then(|| Arc::new(rows.into_iter().filter_map(marked).collect()));
        let remembered = (asked, marks.clone());
        self.marked.0.lock().unwrap_or_else(PoisonError::into_inner).insert(user, remembered);
        Ok(marks)
    }

    /// After a change here, which is seen at once.
    fn forget_marks(&self, user: UserId) {
        self.marked.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&user);
    }

    /// Tracks that a listener starred, the last first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn starred_tracks(&self, user: UserId) -> Result<Vec<TrackId>, StoreError> {
        let track = |(item, _)| match item {
            Item::Track(id) => Some(id),
            Item::Album(_) | Item::Artist(_) | Item::Playlist(_) => None,
        };
        Ok(self.starred(user).await?.into_iter().filter_map(track).collect())
    }
}
