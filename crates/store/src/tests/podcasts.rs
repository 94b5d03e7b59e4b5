//! Podcasts: what a feed says is taken over once, and an episode's file is kept once.

use library::podcasts::{EpisodeStatus, Feed, FeedEpisode};
use library::{EpisodeId, PodcastId, limits};

use super::stores;
use crate::{BlobId, EPISODE_JOB, Episode, FEED_JOB, Job, Store, StoreError, Validators};

const HOUR: i64 = 3_600_000;
const NOW: i64 = 1_700_000_000_000;

fn made(number: usize) -> FeedEpisode {
    FeedEpisode {
        guid: format!("guid {number}"),
        title: format!("Episode {number}\0"),
        published_ms: Some(NOW + i64::try_from(number).unwrap() * HOUR),
        url: format!("https://x.example/{number}.mp3"),
        media_type: "audio/mpeg".into(),
        bytes: Some(1_000),
        ..FeedEpisode::default()
    }
}

fn feed(episodes: impl IntoIterator<Item = FeedEpisode>) -> Feed {
    let image = Some("https://x.example/a.png".into());
    Feed { title: "T".into(), image, episodes: episodes.into_iter().collect(), ..Feed::default() }
}

async fn job(store: &Store, kind: &str, now: i64) -> Option<Job> {
    store.lease(&[kind], "w", now, HOUR).await.unwrap()
}

async fn read(store: &Store, id: PodcastId, feed: &Feed, now: i64) {
    store.feed_was_read(id, feed, &Validators::default(), now).await.unwrap();
}

async fn titles(store: &Store, id: PodcastId) -> Vec<String> {
    let all = store.episodes(id, None, 10_000).await.unwrap();
    all.into_iter().map(|episode| episode.title).collect()
}

async fn first(store: &Store, id: PodcastId) -> Episode {
    store.episodes(id, None, 1).await.unwrap().remove(0)
}

#[tokio::test]
async fn a_podcast_is_followed_once_and_read_when_its_time_comes() {
    for (engine, store) in stores().await {
        let id = store.add_podcast("https://x.example/feed", NOW).await.unwrap();
        assert_eq!(store.add_podcast("https://x.example/feed", NOW).await.unwrap(), id, "{engine}");
        assert_eq!(store.podcasts().await.unwrap().len(), 1, "{engine}");
        let asked = job(&store, FEED_JOB, NOW).await.unwrap();
        assert_eq!(asked.key, id.to_string(), "{engine}");
        // While it is being read it is not asked for again.
        store.enqueue_feeds(NOW).await.unwrap();
        let validators = Validators { etag: Some("\"1\"".into()), last_modified: None };
        store.feed_was_read(id, &feed([made(1)]), &validators, NOW).await.unwrap();
        store.done(&asked, NOW).await.unwrap();
        assert_eq!(store.feed_validators(id).await.unwrap(), validators, "{engine}");
        store.enqueue_feeds(NOW + HOUR).await.unwrap();
        assert_eq!(job(&store, FEED_JOB, NOW + HOUR).await, None, "{engine}");
        store.refresh_podcasts(NOW + HOUR).await.unwrap();
        let asked = job(&store, FEED_JOB, NOW + HOUR).await.unwrap();
        store.feed_is_the_same(id, NOW + HOUR).await.unwrap();
        store.done(&asked, NOW + HOUR).await.unwrap();
        store.enqueue_feeds(NOW + 7 * HOUR).await.unwrap();
        assert!(job(&store, FEED_JOB, NOW + 7 * HOUR).await.is_some(), "{engine}");
    }
}

#[tokio::test]
async fn a_feed_that_fails_is_tried_later_and_later_and_says_why() {
    for (engine, store) in stores().await {
        let id = store.add_podcast("https://x.example/feed", NOW).await.unwrap();
        let (mut now, mut waits) = (NOW, Vec::new());
        for _ in 0..9 {
            let began = now;
            while job(&store, FEED_JOB, now).await.is_none() {
                now += HOUR / 4;
                store.enqueue_feeds(now).await.unwrap();
            }
            store.feed_failed(id, "it is gone", now).await.unwrap();
            waits.push(now - began);
            // The lease of the worker before ends with the hour.
            now += HOUR;
        }
        assert!(waits.is_sorted() && waits[8] >= 20 * HOUR, "{engine}: {waits:?}");
        let podcast = store.podcast(id).await.unwrap().unwrap();
        assert_eq!(podcast.error.as_deref(), Some("it is gone"), "{engine}");
        read(&store, id, &feed([]), now).await;
        assert_eq!(store.podcast(id).await.unwrap().unwrap().error, None, "{engine}");
    }
}

#[tokio::test]
async fn episodes_are_taken_over_once_and_listed_the_newest_first() {
    for (engine, store) in stores().await {
        let id = store.add_podcast("https://x.example/feed", NOW).await.unwrap();
        let undated = FeedEpisode { published_ms: None, ..made(9) };
        let video = FeedEpisode { media_type: "video/mp4".into(), ..made(3) };
        let told = feed([undated, made(1), made(2), video]);
        read(&store, id, &told, NOW).await;
        read(&store, id, &told, NOW + HOUR).await;
        let expected = ["Episode 3 ", "Episode 2 ", "Episode 1 ", "Episode 9 "];
        assert_eq!(titles(&store, id).await, expected, "{engine}");
        assert_eq!(first(&store, id).await.status, EpisodeStatus::Skipped, "{engine}");
        assert_eq!(store.newest_episodes(10).await.unwrap().len(), 3, "{engine}");
        let mut paged = Vec::new();
        let mut after = None;
        while let [episode] = &store.episodes(id, after, 1).await.unwrap()[..] {
            after = Some(episode.place());
            paged.push(episode.title.clone());
        }
        assert_eq!(paged, expected, "{engine}");
        let renamed = FeedEpisode { title: "New".into(), ..made(1) };
        read(&store, id, &feed([renamed]), NOW).await;
        assert_eq!(titles(&store, id).await[2], "New", "{engine}");
    }
}

#[tokio::test]
async fn a_feed_cannot_fill_the_database() {
    for (engine, store) in stores().await {
        let id = store.add_podcast("https://x.example/feed", NOW).await.unwrap();
        let most = limits::MAX_EPISODES;
        read(&store, id, &feed((0..most).map(made)), NOW).await;
        read(&store, id, &feed((most..most + 10).map(made)), NOW).await;
        let titles = titles(&store, id).await;
        assert_eq!((titles.len(), titles[0].as_str()), (most, "Episode 2009 "), "{engine}");
    }
}

#[tokio::test]
async fn a_file_is_wanted_kept_and_deleted() {
    for (engine, store) in stores().await {
        let podcast = store.add_podcast("https://x.example/feed", NOW).await.unwrap();
        read(&store, podcast, &feed([made(1)]), NOW).await;
        let id = first(&store, podcast).await.id;
        store.want_episode(id, NOW).await.unwrap();
        store.want_episode(id, NOW).await.unwrap();
        assert_eq!(first(&store, podcast).await.status, EpisodeStatus::Downloading, "{engine}");
        let asked = job(&store, EPISODE_JOB, NOW).await.unwrap();
        assert_eq!(asked.key, id.to_string(), "{engine}");
        store.episode_failed(id, "no answer").await.unwrap();
        assert_eq!(first(&store, podcast).await.error.as_deref(), Some("no answer"), "{engine}");
        let file = BlobId::of(b"sound");
        assert!(store.episode_is_kept(id, file, 5, Some(7)).await.unwrap(), "{engine}");
        store.done(&asked, NOW).await.unwrap();
        // What comes late changes nothing, nor does the feed.
        store.episode_failed(id, "too late").await.unwrap();
        read(&store, podcast, &feed([made(1)]), NOW).await;
        store.want_episode(id, NOW).await.unwrap();
        assert_eq!(job(&store, EPISODE_JOB, NOW).await, None, "{engine}");
        let kept = first(&store, podcast).await;
        assert_eq!((kept.status, kept.error), (EpisodeStatus::Completed, None), "{engine}");
        assert_eq!((kept.file, kept.size, kept.duration_s), (Some(file), Some(5), Some(7)));
        assert_eq!(store.podcast_blobs(podcast).await.unwrap(), [file], "{engine}");

        store.episode_is_deleted(id).await.unwrap();
        read(&store, podcast, &feed([made(1)]), NOW).await;
        assert_eq!(first(&store, podcast).await.status, EpisodeStatus::Deleted, "{engine}");
        assert_eq!(store.newest_episodes(10).await.unwrap(), [], "{engine}");
        // A download that was under way when it was deleted.
        assert!(!store.episode_is_kept(id, file, 5, None).await.unwrap(), "{engine}");
        store.want_episode(id, NOW).await.unwrap();
        assert!(store.episode_is_kept(id, file, 5, None).await.unwrap(), "{engine}");

        assert!(store.set_podcast_image(podcast, BlobId::of(b"image")).await.unwrap(), "{engine}");
        assert_eq!(store.podcast_blobs(podcast).await.unwrap().len(), 2, "{engine}");
        store.delete_podcast(podcast).await.unwrap();
        assert_eq!(store.episode(id).await.unwrap(), None, "{engine}");
        let gone = store.delete_podcast(podcast).await;
        assert!(matches!(gone, Err(StoreError::NoSuchThing(_))), "{engine}");
        let gone = store.want_episode(EpisodeId(99), NOW).await;
        assert!(matches!(gone, Err(StoreError::NoSuchThing(_))), "{engine}");
    }
}
