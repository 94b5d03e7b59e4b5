use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use moka::Expiry;

/// What an entry costs beside its bytes and its name.
const OVERHEAD: usize = 128;

#[derive(Debug)]
pub(super) struct Memory(moka::future::Cache<String, Kept>);

#[derive(Clone, Debug)]
struct Kept {
    bytes: Bytes,
    ttl: Duration,
}

/// Each entry has a time of its own.
struct Own;

impl Expiry<String, Kept> for Own {
    fn expire_after_create(&self, _: &String, kept: &Kept, _: Instant) -> Option<Duration> {
        Some(kept.ttl)
    }
}

impl Memory {
    pub(super) fn new(max_bytes: u64) -> Memory {
        let weigh = |name: &String, kept: &Kept| {
            u32::try_from(name.len() + kept.bytes.len() + OVERHEAD).unwrap_or(u32::MAX)
        };
        let cache = moka::future::Cache::builder();
        Memory(cache.max_capacity(max_bytes).weigher(weigh).expire_after(Own).build())
    }

    pub(super) async fn get_or_make<E: Send + Sync + 'static>(
        &self,
        name: &str,
        ttl: Duration,
        make: impl Future<Output = Result<Bytes, E>>,
    ) -> Result<Bytes, Arc<E>> {
        let make = async { Ok(Kept { bytes: make.await?, ttl }) };
        Ok(self.0.try_get_with_by_ref(name, make).await?.bytes)
    }

    pub(super) async fn get(&self, name: &str) -> Option<Bytes> {
        Some(self.0.get(name).await?.bytes)
    }

    pub(super) async fn forget(&self, name: &str) {
        self.0.invalidate(name).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_holds_no_more_than_it_may() {
        let memory = Memory::new(100_000);
        for number in 0..1_000 {
            let make = async { Ok::<_, String>(Bytes::from(vec![0; 1_000])) };
            let ttl = Duration::from_secs(60);
            memory.get_or_make(&number.to_string(), ttl, make).await.unwrap();
        }
        memory.0.run_pending_tasks().await;
        assert!((50_000..=100_000).contains(&memory.0.weighted_size()));
    }
}
