//! Work that is done later: a queue in the database, for any number of workers on any number of machines.
//!
//! A job is leased to one worker at a time. A worker that dies loses its lease when its time is up, and
//! the next one begins the job again: what a job does must bear being done twice. A job that fails waits
//! longer and longer, and after [`MAX_ATTEMPTS`] lies among the dead until somebody looks at it.

mod arrivals;
mod retry;

pub use arrivals::Arrivals;
pub(crate) use arrivals::announce;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::AssertSqlSafe;

use crate::StoreError;
use crate::engine::{Store, Writing, on, reading, run};
use crate::track_row::stored;

/// How often a job is begun before it is given up.
pub const MAX_ATTEMPTS: i64 = 8;
/// The longest complaint that is kept, in characters.
const MAX_COMPLAINT: usize = 1_000;

/// A job that a worker has been given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// What is to be done.
    pub kind: String,
    /// To what.
    pub key: String,
    /// How often it was begun, this time counted.
    pub attempts: i64,
    payload: String,
}

impl Job {
    /// What [`Store::enqueue`] was given.
    ///
    /// # Errors
    /// When that was something else.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, StoreError> {
        Ok(serde_json::from_str(&self.payload)?)
    }
}

/// A job that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadJob {
    /// Its number.
    pub id: i64,
    /// What was to be done.
    pub kind: String,
    /// To what.
    pub key: String,
    /// Why it failed last.
    pub complaint: String,
}

impl Store {
    /// Asks for work, at the time `run_at_ms` or later. Work that waits already is not asked for twice: it
    /// is done once, at the earlier of both times, with the newer payload. Work that is under way is done
    /// again afterwards, and work that was given up gets another chance.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue(
        &self,
        kind: &str,
        key: &str,
        payload: &impl Serialize,
        run_at_ms: i64,
    ) -> Result<(), StoreError> {
        let payload = serde_json::to_string(payload)?;
        let mut writing = self.write().await?;
        ask(&mut writing, (kind, key), &payload, run_at_ms).await?;
        writing.keep().await?;
        self.arrived.notify_waiters();
        Ok(())
    }

    /// Gives a worker the job of these kinds that has waited longest, for `lease_ms`; [`Store::renew`] it
    /// while it goes on. A job whose workers all died is given up here.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lease(
        &self,
        kinds: &[&str],
        worker: &str,
        now_ms: i64,
        lease_ms: i64,
    ) -> Result<Option<Job>, StoreError> {
        // Who only looks does not keep others from writing.
        let due = "SELECT id FROM jobs WHERE NOT dead AND run_at_ms <= $1 LIMIT 1";
        let due: Option<i64> =
            reading!(self, |db| sqlx::query_scalar(due).bind(now_ms).fetch_optional(db).await?);
        if due.is_none() || kinds.is_empty() {
            return Ok(None);
        }
        let mut writing = self.write().await?;
        let exhausted = "UPDATE jobs SET dead = TRUE, worker = NULL, \
                         complaint = COALESCE(complaint, 'its workers died of it') \
                         WHERE NOT dead AND attempts >= $1 AND run_at_ms <= $2";
        run!(&mut writing, sqlx::query(exhausted).bind(MAX_ATTEMPTS).bind(now_ms));
        let places: Vec<String> = (2..kinds.len() + 2).map(|n| format!("${n}")).collect();
        // Workers do not wait for one another: each takes the next job that nobody else is taking.
        let lock = match writing {
            Writing::Sqlite(_) => "",
            Writing::Postgres(_) => "FOR UPDATE SKIP LOCKED",
        };
        let next = format!(
            "SELECT id FROM jobs WHERE NOT dead AND run_at_ms <= $1 AND kind IN ({}) \
             ORDER BY run_at_ms, id LIMIT 1 {lock}",
            places.join(", ")
        );
        let next: Option<i64> = on!(&mut writing, |db| {
            let query = sqlx::query_scalar(AssertSqlSafe(next)).bind(now_ms);
            kinds.iter().fold(query, |query, kind| query.bind(*kind)).fetch_optional(db).await?
        });
        let job = match next {
            Some(id) => Some(take(&mut writing, id, worker, now_ms + lease_ms).await?),
            None => None,
        };
        writing.keep().await?;
        Ok(job)
    }

    /// Keeps a job for longer, until `until_ms`; answers whether it was still this worker's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew(&self, job: &Job, until_ms: i64) -> Result<bool, StoreError> {
        let mut writing = self.write().await?;
        let sql = "UPDATE jobs SET run_at_ms = $3 WHERE id = $1 AND attempts = $2 \
                   AND worker IS NOT NULL RETURNING id";
        let kept: Option<i64> = on!(&mut writing, |db| {
            let query = sqlx::query_scalar(sql).bind(job.id).bind(job.attempts).bind(until_ms);
            query.fetch_optional(db).await?
        });
        writing.keep().await?;
        Ok(kept.is_some())
    }

    /// Takes a job off the queue, or puts it back if it was asked for again meanwhile. Nothing happens if
    /// the lease was lost and somebody else does it now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn done(&self, job: &Job, now_ms: i64) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        let sql = "DELETE FROM jobs WHERE id = $1 AND attempts = $2 AND NOT again";
        run!(&mut writing, sqlx::query(sql).bind(job.id).bind(job.attempts));
        let sql = "UPDATE jobs SET worker = NULL, again = FALSE, attempts = 0, run_at_ms = $3, \
                   complaint = NULL WHERE id = $1 AND attempts = $2";
        run!(&mut writing, sqlx::query(sql).bind(job.id).bind(job.attempts).bind(now_ms));
        writing.keep().await
    }

    /// Puts a job back to be tried later, or gives it up. Nothing happens if the lease was lost.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failed(&self, job: &Job, why: &str, now_ms: i64) -> Result<(), StoreError> {
        let complaint: String = stored(why).chars().take(MAX_COMPLAINT).collect();
        let dead = job.attempts >= MAX_ATTEMPTS;
        let run_at_ms = now_ms + retry::wait_ms(job);
        let mut writing = self.write().await?;
        let sql = "UPDATE jobs SET worker = NULL, again = FALSE, dead = $3 AND NOT again, \
                   attempts = CASE WHEN again THEN 0 ELSE attempts END, run_at_ms = $4, \
                   complaint = $5 WHERE id = $1 AND attempts = $2";
        let complaint = complaint.as_str();
        run!(
            &mut writing,
            sqlx::query(sql)
                .bind(job.id)
                .bind(job.attempts)
                .bind(dead)
                .bind(run_at_ms)
                .bind(complaint)
        );
        writing.keep().await
    }

    /// The jobs that were given up, oldest first, from after `after` on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dead_jobs(&self, after: i64, limit: u32) -> Result<Vec<DeadJob>, StoreError> {
        let sql = "SELECT id, kind, key, COALESCE(complaint, '') FROM jobs \
                   WHERE dead AND id > $1 ORDER BY id LIMIT $2";
        let rows: Vec<(i64, String, String, String)> = reading!(self, |db| {
            sqlx::query_as(sql).bind(after).bind(i64::from(limit)).fetch_all(db).await?
        });
        let dead = |(id, kind, key, complaint)| DeadJob { id, kind, key, complaint };
        Ok(rows.into_iter().map(dead).collect())
    }

    /// Gives a job that was given up as many chances as a new one; answers whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn requeue(&self, id: i64, now_ms: i64) -> Result<bool, StoreError> {
        let mut writing = self.write().await?;
        let sql = "UPDATE jobs SET dead = FALSE, attempts = 0, run_at_ms = $2 \
                   WHERE id = $1 AND dead RETURNING id";
        let found: Option<i64> = on!(&mut writing, |db| {
            sqlx::query_scalar(sql).bind(id).bind(now_ms).fetch_optional(db).await?
        });
        announce(&mut writing).await?;
        writing.keep().await?;
        self.arrived.notify_waiters();
        Ok(found.is_some())
    }

    /// Jobs that wait or are under way, and those that were given up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_counts(&self) -> Result<(u64, u64), StoreError> {
        let sql = "SELECT COUNT(*), COUNT(CASE WHEN dead THEN 1 END) FROM jobs";
        let (all, dead): (i64, i64) =
            reading!(self, |db| sqlx::query_as(sql).fetch_one(db).await?);
        Ok(((all - dead).unsigned_abs(), dead.unsigned_abs()))
    }
}

/// As [`Store::enqueue`], with what else is being written; tell this process once it is kept.
pub(crate) async fn ask(
    writing: &mut Writing,
    (kind, key): (&str, &str),
    payload: &str,
    run_at_ms: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO jobs (kind, key, payload, attempts, run_at_ms, again, dead, created_ms) \
               VALUES ($1, $2, $3, 0, $4, FALSE, FALSE, $4) \
               ON CONFLICT (kind, key) DO UPDATE SET payload = excluded.payload, \
               again = jobs.worker IS NOT NULL, dead = FALSE, \
               attempts = CASE WHEN jobs.dead THEN 0 ELSE jobs.attempts END, \
               run_at_ms = CASE WHEN jobs.worker IS NOT NULL THEN jobs.run_at_ms \
               WHEN jobs.dead OR excluded.run_at_ms < jobs.run_at_ms THEN excluded.run_at_ms \
               ELSE jobs.run_at_ms END";
    let payload = stored(payload);
    let payload = payload.as_str();
    run!(writing, sqlx::query(sql).bind(kind).bind(key).bind(payload).bind(run_at_ms));
    announce(writing).await
}

async fn take(
    writing: &mut Writing,
    id: i64,
    worker: &str,
    until_ms: i64,
) -> Result<Job, StoreError> {
    let sql = "UPDATE jobs SET worker = $2, run_at_ms = $3, attempts = attempts + 1, again = FALSE \
               WHERE id = $1 RETURNING kind, key, attempts, payload";
    let (kind, key, attempts, payload): (String, String, i64, String) = on!(writing, |db| {
        sqlx::query_as(sql).bind(id).bind(worker).bind(until_ms).fetch_one(db).await?
    });
    Ok(Job { id, kind, key, attempts, payload })
}
