use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use super::stores;
use crate::{Job, MAX_ATTEMPTS, Store};

const LEASE: i64 = 1_000;

async fn lease(store: &Store, now: i64) -> Option<Job> {
    store.lease(&["measure", "shrink"], "w", now, LEASE).await.unwrap()
}

#[tokio::test]
async fn work_is_done_once_however_often_it_is_asked_for() {
    for (engine, store) in stores().await {
        store.enqueue("measure", "7", &"old", 50).await.unwrap();
        store.enqueue("measure", "7", &"new", 10).await.unwrap();
        store.enqueue("else", "7", &(), 0).await.unwrap();
        assert_eq!(lease(&store, 9).await, None, "{engine}");
        let job = lease(&store, 10).await.unwrap();
        assert_eq!((job.kind.as_str(), job.key.as_str(), job.attempts), ("measure", "7", 1));
        assert_eq!(job.payload::<String>().unwrap(), "new");
        assert_eq!(lease(&store, 10).await, None, "{engine}");
        store.done(&job, 11).await.unwrap();
        assert_eq!(store.job_counts().await.unwrap(), (1, 0), "{engine}");
    }
}

#[tokio::test]
async fn what_is_asked_for_under_way_is_done_again() {
    for (engine, store) in stores().await {
        store.enqueue("measure", "7", &1, 0).await.unwrap();
        let job = lease(&store, 0).await.unwrap();
        store.enqueue("measure", "7", &2, 5).await.unwrap();
        assert_eq!(lease(&store, 5).await, None, "{engine}");
        store.done(&job, 6).await.unwrap();
        let job = lease(&store, 6).await.unwrap();
        assert_eq!((job.payload::<i32>().unwrap(), job.attempts), (2, 1), "{engine}");
    }
}

#[tokio::test]
async fn a_worker_that_died_is_replaced() {
    for (engine, store) in stores().await {
        store.enqueue("shrink", "a", &(), 0).await.unwrap();
        let first = lease(&store, 0).await.unwrap();
        assert!(store.renew(&first, 1_500).await.unwrap());
        assert_eq!(lease(&store, 1_499).await, None, "{engine}");
        let second = lease(&store, 1_500).await.unwrap();
        assert_eq!(second.attempts, 2, "{engine}");
        // The first was not dead after all: it changes nothing any more.
        assert!(!store.renew(&first, 9_000).await.unwrap(), "{engine}");
        store.done(&first, 1_600).await.unwrap();
        store.failed(&first, "too late", 1_600).await.unwrap();
        assert_eq!(store.job_counts().await.unwrap(), (1, 0), "{engine}");
        store.done(&second, 1_700).await.unwrap();
        assert_eq!(store.job_counts().await.unwrap(), (0, 0), "{engine}");
    }
}

#[tokio::test]
async fn what_always_fails_is_given_up_and_may_be_tried_again() {
    for (engine, store) in stores().await {
        store.enqueue("shrink", "a", &(), 0).await.unwrap();
        let (mut now, mut waits) = (0, Vec::new());
        for _ in 0..MAX_ATTEMPTS {
            let began = now;
            let job = loop {
                if let Some(job) = lease(&store, now).await {
                    break job;
                }
                now += 500;
            };
            waits.push(now - began);
            store.failed(&job, "the\0picture is torn", now).await.unwrap();
        }
        assert!(waits[7] > 20 * waits[1], "{engine}: {waits:?}");
        assert_eq!(lease(&store, now + 100_000_000).await, None, "{engine}");
        let dead = store.dead_jobs(0, 10).await.unwrap();
        assert_eq!((dead.len(), dead[0].complaint.as_str()), (1, "the picture is torn"));
        assert!(store.requeue(dead[0].id, now).await.unwrap());
        assert!(!store.requeue(dead[0].id, now).await.unwrap());
        assert_eq!(lease(&store, now).await.unwrap().attempts, 1, "{engine}");
    }
}

#[tokio::test]
async fn a_job_that_kills_its_workers_is_given_up() {
    for (engine, store) in stores().await {
        store.enqueue("shrink", "bomb", &(), 0).await.unwrap();
        for round in 0..MAX_ATTEMPTS {
            assert!(lease(&store, round * LEASE).await.is_some(), "{engine} {round}");
        }
        assert_eq!(lease(&store, 100 * LEASE).await, None, "{engine}");
        assert_eq!(store.dead_jobs(0, 10).await.unwrap()[0].complaint, "its workers died of it");
    }
}

/// Does jobs until none is due or it dies of one: before the work, or after it and before it is told.
async fn work(store: &Store, now: i64, done: &Mutex<BTreeMap<String, Vec<i64>>>) {
    while let Some(job) = store.lease(&["measure"], "w", now, LEASE).await.unwrap() {
        tokio::task::yield_now().await;
        let number: i64 = job.payload().unwrap();
        let fate = (number * 7 + job.attempts * 3) % 5;
        if fate == 0 && job.attempts < MAX_ATTEMPTS {
            return;
        }
        done.lock().unwrap().entry(job.key.clone()).or_default().push(job.attempts);
        if fate == 1 && job.attempts < MAX_ATTEMPTS {
            return;
        }
        store.done(&job, now).await.unwrap();
    }
}

#[tokio::test]
async fn nothing_is_lost_when_workers_die_half_way() {
    for (engine, store) in stores().await {
        for number in 0..40 {
            store.enqueue("measure", &number.to_string(), &number, 0).await.unwrap();
        }
        let done = Mutex::default();
        // Every round, the leases of the dead have ended.
        for round in 0..MAX_ATTEMPTS * 40 {
            let work = || work(&store, round * LEASE, &done);
            tokio::join!(work(), work(), work(), work());
            if store.job_counts().await.unwrap() == (0, 0) {
                break;
            }
        }
        assert_eq!(store.job_counts().await.unwrap(), (0, 0), "{engine}");
        let done = done.into_inner().unwrap();
        assert_eq!(done.len(), 40, "{engine}");
        // No two workers had the same try of a job.
        assert!(done.values().all(|tries| tries.is_sorted_by(|a, b| a < b)), "{engine}: {done:?}");
    }
}

#[tokio::test]
async fn workers_hear_of_new_work() {
    for (engine, store) in stores().await {
        let mut arrivals = store.arrivals().await.unwrap();
        let asking = async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            store.enqueue("measure", "1", &(), 0).await.unwrap();
        };
        let long = Duration::from_secs(60);
        let heard = tokio::time::timeout(long, async { tokio::join!(arrivals.wait(long), asking) });
        assert!(heard.await.is_ok(), "{engine}");
        assert!(lease(&store, 0).await.is_some());
    }
}
