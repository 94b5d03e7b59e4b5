use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use data_encoding::HEXLOWER;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, FromRedisValue, RedisResult, Script, cmd};

use crate::{StoreError, encrypt_by_ring};

/// All names begin with this: the server may be somebody else's too.
const PREFIX: &str = "musaic:";
/// The largest value that is given to it, in bytes.
const MAX_VALUE: usize = 1 << 20;
/// How long others wait for one who makes something and was killed, in milliseconds.
const LOCK_MS: u64 = 30_000;
/// How often those who wait look again.
const PATIENCE: Duration = Duration::from_millis(20);
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(2);

#[derive(Clone)]
pub(super) struct Redis(ConnectionManager);

impl Redis {
    pub(super) fn open(url: &str) -> Result<Redis, StoreError> {
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(ANSWER))
            .set_response_timeout(Some(ANSWER))
            .set_number_of_retries(1);
        let refused = |error: redis::RedisError| StoreError::Cache(error.to_string());
        encrypt_by_ring();
        let client = Client::open(url).map_err(refused)?;
        Ok(Redis(ConnectionManager::new_lazy_with_config(client, config).map_err(refused)?))
    }

    pub(super) async fn check(&self) -> Result<(), StoreError> {
        let pong = self.ask::<()>(&cmd("PING")).await;
        pong.map_err(|error| StoreError::Cache(error.to_string()))
    }

    pub(super) async fn get_or_make<E>(
        &self,
        name: &str,
        ttl: Duration,
        make: impl Future<Output = Result<Bytes, E>>,
    ) -> Result<Bytes, Arc<E>> {
        let _lock = loop {
            if let Some(bytes) = self.get(name).await {
                return Ok(bytes);
            }
            match self.lock(name).await {
                Ok(Some(lock)) => break Some(lock),
                Ok(None) => tokio::time::sleep(PATIENCE).await,
                // Better made twice than not at all.
                Err(_) => break None,
            }
        };
        let bytes = make.await.map_err(Arc::new)?;
        if bytes.len() <= MAX_VALUE {
            let ttl_ms = u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX).max(1);
            let mut set = cmd("SET");
            set.arg(key(name)).arg(bytes.as_ref()).arg("PX").arg(ttl_ms);
            self.ask::<()>(&set).await.ok();
        }
        Ok(bytes)
    }

    pub(super) async fn get(&self, name: &str) -> Option<Bytes> {
        let bytes: Option<Vec<u8>> = self.ask(cmd("GET").arg(key(name))).await.ok()?;
        bytes.map(Bytes::from)
    }

    pub(super) async fn forget(&self, name: &str) {
        // What is being made from the old state is no longer waited for either.
        self.ask::<()>(cmd("DEL").arg(key(name)).arg(lock_key(name))).await.ok();
    }

    /// The right to make something; `None` while somebody else has it.
    async fn lock(&self, name: &str) -> RedisResult<Option<Lock>> {
        let mut token = [0; 16];
        // Without randomness two might take each other's lock for their own: both make it.
        getrandom::fill(&mut token).ok();
        let (key, token) = (lock_key(name), HEXLOWER.encode(&token));
        let mut set = cmd("SET");
        set.arg(&key).arg(&token).arg("NX").arg("PX").arg(LOCK_MS);
        let locked: Option<String> = self.ask(&set).await?;
        Ok(locked.map(|_| Lock { redis: self.clone(), key, token }))
    }

    async fn ask<T: FromRedisValue>(&self, command: &redis::Cmd) -> RedisResult<T> {
        command.query_async(&mut self.0.clone()).await
    }
}

fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}

fn lock_key(name: &str) -> String {
    format!("{PREFIX}lock:{name}")
}

/// Given back when it goes, also when whoever made something gave up.
struct Lock {
    redis: Redis,
    key: String,
    token: String,
}

impl Drop for Lock {
    fn drop(&mut self) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (mut redis, key, token) = (self.redis.0.clone(), self.key.clone(), self.token.clone());
        runtime.spawn(async move {
            // Only if it is still ours.
            let script =
                "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end";
            let script = Script::new(script);
            script.key(key).arg(token).invoke_async::<()>(&mut redis).await.ok();
        });
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redis")
    }
}
