use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;

use crate::Cache;

const LONG: Duration = Duration::from_secs(60);

/// The same in memory and in Redis, where `MUSAIC_TEST_REDIS` names one. Names are each test's own.
fn caches() -> Vec<(&'static str, Arc<Cache>)> {
    let mut caches = vec![("memory", Arc::new(Cache::in_memory(1 << 20)))];
    match std::env::var("MUSAIC_TEST_REDIS") {
        Ok(url) => caches.push(("Redis", Arc::new(Cache::open(&url).unwrap()))),
        Err(_) => eprintln!("skipped on Redis: MUSAIC_TEST_REDIS names none"),
    }
    caches
}

async fn made(text: &'static str) -> Result<Bytes, String> {
    Ok(Bytes::from_static(text.as_bytes()))
}

#[tokio::test]
async fn what_was_made_is_remembered_until_it_is_forgotten() {
    for (engine, cache) in caches() {
        cache.forget("a name").await;
        assert_eq!(cache.get("a name").await, None, "{engine}");
        assert_eq!(cache.get_or_make("a name", LONG, made("one")).await.unwrap(), "one");
        assert_eq!(cache.get_or_make("a name", LONG, made("two")).await.unwrap(), "one");
        assert_eq!(cache.get("a name").await.unwrap(), "one", "{engine}");
        cache.forget("a name").await;
        assert_eq!(cache.get_or_make("a name", LONG, made("two")).await.unwrap(), "two");
    }
}

#[tokio::test]
async fn a_hundred_ask_and_one_makes() {
    for (engine, cache) in caches() {
        cache.forget("dear").await;
        let count = Arc::new(AtomicU32::new(0));
        let ask = || {
            let (cache, count) = (cache.clone(), count.clone());
            tokio::spawn(async move {
                let make = async {
                    count.fetch_add(1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    made("dear").await
                };
                cache.get_or_make("dear", LONG, make).await.unwrap()
            })
        };
        for asked in (0..100).map(|_| ask()).collect::<Vec<_>>() {
            assert_eq!(asked.await.unwrap(), "dear", "{engine}");
        }
        assert_eq!(count.load(Ordering::SeqCst), 1, "{engine}");
    }
}

#[tokio::test]
async fn who_gives_up_or_fails_keeps_nobody_waiting() {
    for (engine, cache) in caches() {
        cache.forget("stuck").await;
        let never = cache.get_or_make("stuck", LONG, std::future::pending::<Result<_, String>>());
        assert!(tokio::time::timeout(Duration::from_millis(50), never).await.is_err());
        let fails = async { Err::<Bytes, _>("no".to_owned()) };
        let failed = cache.get_or_make("stuck", LONG, fails).await.unwrap_err();
        assert_eq!(*failed, "no", "{engine}");
        let last = cache.get_or_make("stuck", LONG, made("at last"));
        let last = tokio::time::timeout(Duration::from_secs(10), last).await.unwrap();
        assert_eq!(last.unwrap(), "at last", "{engine}");
    }
}

#[tokio::test]
async fn what_is_old_is_made_anew() {
    for (engine, cache) in caches() {
        cache.forget("brief").await;
        let brief = Duration::from_millis(1);
        cache.get_or_make("brief", brief, made("old")).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
        let anew = cache.get_or_make("brief", LONG, made("new")).await.unwrap();
        assert_eq!(anew, "new", "{engine}");
        cache.forget("brief").await;
    }
}

#[tokio::test]
async fn a_redis_that_is_not_there_is_an_empty_one() {
    let cache = Cache::open("redis://127.0.0.1:1").unwrap();
    assert_eq!(cache.get_or_make("a", LONG, made("made")).await.unwrap(), "made");
    assert_eq!(cache.get("a").await, None);
    assert!(cache.check().await.is_err());
    assert!(Cache::open("memcached://x").is_err());
}
