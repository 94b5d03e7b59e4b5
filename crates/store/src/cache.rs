//! What is dear to make and may be lost: in memory, or in Redis or Valkey for several machines.

mod memory;
mod redis;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use self::memory::Memory;
use self::redis::Redis;
use crate::StoreError;

/// Remembers bytes by name for a time. Of all who ask for what is not there, one makes it and the others
/// wait. A Redis that fails is as good as an empty one: everybody makes what they need.
#[derive(Debug)]
pub struct Cache(Engine);

#[derive(Debug)]
enum Engine {
    Memory(Memory),
    Redis(Redis),
}

impl Cache {
    /// A cache in this process's memory, of at most so many bytes; what was not asked for lately goes.
    #[must_use]
    pub fn in_memory(max_bytes: u64) -> Cache {
        Cache(Engine::Memory(Memory::new(max_bytes)))
    }

    /// Opens `redis://HOST:PORT`, or `rediss://` for one that encrypts and whose certificate this machine
    /// trusts. How much it holds is for its `maxmemory` to say; values above 1 MiB are not given to it.
    ///
    /// # Errors
    /// [`StoreError::Cache`] when the address makes no sense. That nobody answers there is none.
    pub fn open(url: &str) -> Result<Cache, StoreError> {
        Ok(Cache(Engine::Redis(Redis::open(url)?)))
    }

    /// Whether there is somebody who remembers.
    ///
    /// # Errors
    /// [`StoreError::Cache`] when Redis does not answer, or not as Redis does.
    pub async fn check(&self) -> Result<(), StoreError> {
        match &self.0 {
            Engine::Memory(_) => Ok(()),
            Engine::Redis(redis) => redis.check().await,
        }
    }

    /// What is remembered by this name; else what `make` makes, which is remembered for `ttl`.
    ///
    /// # Errors
    /// What `make` says, to all who waited for it; nothing is remembered then.
    pub async fn get_or_make<E: Send + Sync + 'static>(
        &self,
        name: &str,
        ttl: Duration,
        make: impl Future<Output = Result<Bytes, E>>,
    ) -> Result<Bytes, Arc<E>> {
        match &self.0 {
            Engine::Memory(memory) => memory.get_or_make(name, ttl, make).await,
            Engine::Redis(redis) => redis.get_or_make(name, ttl, make).await,
        }
    }

    /// What is remembered by this name.
    pub async fn get(&self, name: &str) -> Option<Bytes> {
        match &self.0 {
            Engine::Memory(memory) => memory.get(name).await,
            Engine::Redis(redis) => redis.get(name).await,
        }
    }

    /// Forgets what is remembered by this name.
    pub async fn forget(&self, name: &str) {
        match &self.0 {
            Engine::Memory(memory) => memory.forget(name).await,
            Engine::Redis(redis) => redis.forget(name).await,
        }
    }
}
