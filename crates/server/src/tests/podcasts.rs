//! Podcasts from a server of our own: followed, read, downloaded, heard and left.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use futures_util::{StreamExt, TryStreamExt, stream};
use library::{AccountRole, EpisodeId, Scope};
use serde_json::Value;
use store::{BlobId, EPISODE_JOB, FEED_JOB, LOUDNESS_JOB};
use synth::{Audio, Format, Tags};
use tokio::sync::Notify;

use super::{Answer, Home, outside};
use crate::Settings;
use crate::clock::now_ms;

/// Two seconds of something, as MP3.
fn mp3() -> Vec<u8> {
    let frame = |n: u16| [f32::from(n % 100) / 200.0, f32::from(n % 77) / 200.0];
    let audio = Audio { sample_rate: 32_000, frames: (0..64_000).map(frame).collect() };
    let mut file = std::io::Cursor::new(Vec::new());
    audio.encode(&mut file, Format::Mp3 { kbps: 64 }, &Tags::default()).unwrap();
    file.into_inner()
}

/// A picture of one red pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\0\0\0\x0cIDATx\x9cc\xf8\xcf\xc0\0\0\x03\x01\x01\0\xc9\xfe\x92\xef\0\0\0\0IEND\xaeB`\x82";

const FEED: &str = r#"<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
    <title>Evenings</title><description>&lt;p&gt;On lamps.&lt;/p&gt;</description><itunes:author>Ann</itunes:author>
    <itunes:image href="/a.png"/>
    <item><title>Two</title><guid>2</guid><pubDate>Thu, 03 Oct 2024 08:00:00 GMT</pubDate>
      <enclosure url="/2.mp3" type="audio/mpeg" length="1"/></item>
    <item><title>One</title><guid>1</guid><pubDate>Wed, 02 Oct 2024 08:00:00 GMT</pubDate>
      <enclosure url="/page.mp3" type="audio/mpeg" length="1"/></item>
    </channel></rss>"#;

/// A server of a feed, with the number of times that it was sent.
async fn station() -> (String, Arc<AtomicUsize>) {
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    let feed = move |headers: HeaderMap| {
        let counted = Arc::clone(&counted);
        async move {
            if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == "\"1\"") {
                return StatusCode::NOT_MODIFIED.into_response();
            }
            counted.fetch_add(1, Ordering::Relaxed);
            ([(header::ETAG, "\"1\"")], FEED).into_response()
        }
    };
    let routes = Router::new()
        .route("/feed", get(feed))
        .route("/a.png", get(|| async { PNG }))
        .route("/page.mp3", get(|| async { "<html>Sorry</html>" }))
        .route("/2.mp3", get(|| async { mp3() }));
    (outside(routes).await, sent)
}

/// A house that may fetch from this machine, and the key of a member.
async fn home() -> (Home, String) {
    let settings = Settings { fetch_private: vec!["127.0.0.1".into()], ..Settings::default() };
    let home = Home::with(settings).await;
    let user = home.account("ann", AccountRole::Member).await;
    let key = home.key(user, Scope::Edit, false).await;
    (home, key)
}

impl Home {
    /// Does the jobs that are due.
    async fn work_off(&self) {
        let kinds = [LOUDNESS_JOB, FEED_JOB, EPISODE_JOB];
        while let Some(job) = self.house.store.lease(&kinds, "w", now_ms(), 60_000).await.unwrap() {
            self.house.do_job(&job).await;
        }
    }

    async fn ask(&self, key: &str, name: &str, query: &str) -> Value {
        let answer = self.call(Some(key), name, query).await;
        assert_eq!(answer.code(), None, "{name}: {}", answer.text);
        answer.json()["subsonic-response"].clone()
    }

    async fn channels(&self, key: &str) -> Vec<Value> {
        self.ask(key, "getPodcasts", "").await["podcasts"]["channel"].as_array().unwrap().clone()
    }

    async fn blobs(&self) -> Vec<(BlobId, u64)> {
        self.house.store.blobs().unwrap().list().try_collect().await.unwrap()
    }

    /// A call whose answer is bytes, or a range of them.
    async fn bytes(&self, key: &str, path: &str, range: Option<&str>) -> (Answer, Bytes) {
        let mut request = Request::get(path).header("authorization", format!("Bearer {key}"));
        if let Some(range) = range {
            request = request.header("range", range);
        }
        self.send_for_bytes(request.body(Body::empty()).unwrap()).await
    }
}

#[tokio::test]
async fn a_podcast_from_its_feed_to_the_ear() {
    let (home, key) = home().await;
    let (url, sent) = station().await;
    home.ask(&key, "createPodcastChannel", &format!("url={url}/feed")).await;
    assert_eq!(home.channels(&key).await[0]["status"], "new");
    home.work_off().await;
    let [channel] = &home.channels(&key).await[..] else { panic!("one channel") };
    let told = ["id", "title", "description", "coverArt", "status"].map(|name| &channel[name]);
    assert_eq!(told, ["pc-1", "Evenings", "On lamps.", "pc-1", "completed"]);
    assert_eq!(channel["originalImageUrl"], format!("{url}/a.png"));
    assert_eq!(channel["episode"][0]["title"], "Two");
    assert_eq!(channel["episode"][0]["publishDate"], "2024-10-03T08:00:00.000Z");
    let short = home.ask(&key, "getPodcasts", "includeEpisodes=false&id=pc-1").await;
    assert!(short["podcasts"]["channel"][0].get("episode").is_none(), "{short}");

    let newest = home.ask(&key, "getNewestPodcasts", "count=1").await;
    let id = newest["newestPodcasts"]["episode"][0]["id"].as_str().unwrap().to_owned();
    let early = home.call(Some(&key), "stream", &format!("id={id}")).await;
    assert_eq!(early.code(), Some(70), "{}", early.text);
    home.ask(&key, "downloadPodcastEpisode", &format!("id={id}")).await;
    let waiting = home.ask(&key, "getPodcastEpisode", &format!("id={id}")).await;
    assert_eq!(waiting["podcastEpisode"]["status"], "downloading");
    home.work_off().await;
    let kept = home.ask(&key, "getPodcastEpisode", &format!("id={id}")).await;
    let told = ["streamId", "status", "channelId", "album", "artist", "type", "contentType"];
    let told = told.map(|name| &kept["podcastEpisode"][name]);
    assert_eq!(told, [&*id, "completed", "pc-1", "Evenings", "Ann", "podcast", "audio/mpeg"]);
    let file = mp3();
    assert_eq!(kept["podcastEpisode"]["size"], file.len());
    assert_eq!(kept["podcastEpisode"]["duration"], 2);

    let number = id.trim_start_matches("pe-");
    let path = format!("/api/v1/episodes/{number}/sound");
    let (answer, part) = home.bytes(&key, &path, Some("bytes=4-99")).await;
    assert_eq!((answer.status, &part[..]), (StatusCode::PARTIAL_CONTENT, &file[4..100]));
    assert_eq!(answer.headers["content-range"], format!("bytes 4-99/{}", file.len()));
    let (answer, whole) = home.bytes(&key, &path, None).await;
    assert_eq!(answer.headers["content-type"], "audio/mpeg");
    assert!(whole == file);
    let (answer, _) = home.bytes(&key, &path, Some("bytes=99999999-")).await;
    assert_eq!(answer.status, StatusCode::RANGE_NOT_SATISFIABLE);
    let (answer, opus) = home.bytes(&key, &format!("{path}?format=opus"), None).await;
    assert_eq!((answer.status, &opus[..4]), (StatusCode::OK, &b"OggS"[..]));
    let download = home.call(Some(&key), "download", &format!("id={id}")).await;
    assert!(download.headers["content-disposition"].to_str().unwrap().contains("Two.mp3"));
    for query in ["id=pc-1".to_owned(), format!("id={id}&size=16")] {
        let cover = home.call(Some(&key), "getCoverArt", &query).await;
        let kind = cover.headers["content-type"].to_str().unwrap();
        assert!(kind.starts_with("image/"), "{query}: {}", cover.text);
    }
    let found = home.ask(&key, "search3", "query=Two").await;
    assert!(!found.to_string().contains("Two"), "{found}");

    // Nothing new: the feed is not sent again, and what is kept stays.
    home.ask(&key, "refreshPodcasts", "").await;
    home.work_off().await;
    assert_eq!(sent.load(Ordering::Relaxed), 1);
    home.ask(&key, "deletePodcastEpisode", &format!("id={id}")).await;
    assert_eq!(home.channels(&key).await[0]["episode"][0]["status"], "deleted");
    assert_eq!(home.blobs().await.len(), 1, "the picture");
    home.ask(&key, "deletePodcastChannel", "id=pc-1").await;
    assert_eq!((home.channels(&key).await.len(), home.blobs().await), (0, Vec::new()));
}

#[tokio::test]
async fn the_web_api_does_the_same() {
    let (home, key) = home().await;
    let (url, _) = station().await;
    let send = |method: Method, path: &'static str, body: String| {
        let (home, key) = (&home, &key);
        async move { home.api(Some(key), method, path, &body).await }
    };
    let body = format!(r#"{{"url": "{url}/feed"}}"#);
    let made = send(Method::POST, "/api/v1/podcasts", body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(made.json()["id"], 1);
    home.work_off().await;
    let list = send(Method::GET, "/api/v1/podcasts", String::new()).await.json();
    assert_eq!(list[0]["title"], "Evenings");
    assert_eq!(list[0]["has_cover"], true);
    let page = send(Method::GET, "/api/v1/podcasts/1/episodes?limit=1", String::new()).await.json();
    assert_eq!(page["items"][0]["title"], "Two");
    let next = page["next"].as_str().unwrap();
    let path = format!("/api/v1/podcasts/1/episodes?limit=1&after={next}");
    let page = home.api(Some(&key), Method::GET, &path, "").await.json();
    assert_eq!(page["items"][0]["title"], "One");
    assert_eq!(page.get("next"), None);
    let id = page["items"][0]["id"].as_i64().unwrap();
    let wrong = send(Method::GET, "/api/v1/podcasts/1/episodes?after=x", String::new()).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{}", wrong.text);

    // The server sends a page that says sorry.
    let path = format!("/api/v1/episodes/{id}/download");
    let asked = home.api(Some(&key), Method::POST, &path, "").await;
    assert_eq!(asked.status, StatusCode::ACCEPTED);
    home.work_off().await;
    let path = format!("/api/v1/episodes/{id}");
    let failed = home.api(Some(&key), Method::GET, &path, "").await.json();
    assert_eq!(failed["status"], "error");
    assert!(failed["error"].as_str().unwrap().contains("no sound"), "{failed}");
    assert_eq!(home.blobs().await.len(), 1, "the picture");
    let deleted = home.api(Some(&key), Method::DELETE, &path, "").await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    let again = send(Method::POST, "/api/v1/podcasts/1/refresh", String::new()).await;
    assert_eq!(again.status, StatusCode::ACCEPTED);
    let cover = send(Method::GET, "/api/v1/podcasts/1/cover?size=16", String::new()).await;
    assert_eq!(cover.status, StatusCode::OK);
    let left = send(Method::DELETE, "/api/v1/podcasts/1", String::new()).await;
    assert_eq!(left.status, StatusCode::NO_CONTENT);
    let left = send(Method::DELETE, "/api/v1/podcasts/1", String::new()).await;
    assert_eq!(left.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_wrong_with_a_feed_is_told() {
    let (home, key) = home().await;
    let url = outside(Router::new().route("/page", get(|| async { "<html></html>" }))).await;
    for address in [format!("{url}/page"), format!("{url}/gone"), "http://localhost:9/".into()] {
        home.ask(&key, "createPodcastChannel", &format!("url={address}")).await;
    }
    home.work_off().await;
    let channels = home.channels(&key).await;
    for (channel, why) in channels.iter().zip(["no feed", "404", "private network"]) {
        let told = channel["errorMessage"].as_str().unwrap();
        assert!(channel["status"] == "error" && told.contains(why), "{channel}");
    }
    assert_eq!(home.house.store.job_counts().await.unwrap(), (0, 0));
    // What can be seen at once is refused at once.
    for address in ["http://10.0.0.1/feed", "http://a:b@x.example/", "file:///etc/passwd", "feed"] {
        let answer = home.call(Some(&key), "createPodcastChannel", &format!("url={address}")).await;
        assert_eq!(answer.code(), Some(0), "{address}: {}", answer.text);
        let body = format!(r#"{{"url": "{address}"}}"#);
        let answer = home.api(Some(&key), Method::POST, "/api/v1/podcasts", &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}: {}", answer.text);
    }
    assert_eq!(home.channels(&key).await.len(), 3);
}

/// A file of which the first half is sent, and the second half never.
fn half(file: &[u8], sent: &Arc<Notify>) -> Body {
    let (first, sent) = (Bytes::copy_from_slice(&file[..file.len() / 2]), Arc::clone(sent));
    let first = stream::once(async move { Ok::<_, std::io::Error>(first) });
    let never = stream::once(async move {
        sent.notify_one();
        std::future::pending().await
    });
    Body::from_stream(first.chain(never))
}

#[tokio::test]
async fn a_download_that_was_killed_half_way_is_done_again_once() {
    let (home, key) = home().await;
    let (half_sent, asked) = (Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
    let (told, counted) = (Arc::clone(&half_sent), Arc::clone(&asked));
    let sound = move || {
        let begun = counted.fetch_add(1, Ordering::Relaxed);
        let body = if begun == 0 { half(&mp3(), &told) } else { Body::from(mp3()) };
        async move { body }
    };
    let routes = Router::new().route("/feed", get(|| async { FEED })).route("/2.mp3", get(sound));
    let url = outside(routes).await;
    home.ask(&key, "createPodcastChannel", &format!("url={url}/feed")).await;
    home.work_off().await;
    let store = &home.house.store;
    let episode = store.newest_episodes(1).await.unwrap().remove(0).id;
    store.want_episode(episode, now_ms()).await.unwrap();
    let job = store.lease(&[EPISODE_JOB], "w", now_ms(), 1).await.unwrap().unwrap();
    tokio::select! {
        () = home.house.do_job(&job) => panic!("it cannot end"),
        () = half_sent.notified() => {}
    }
    assert_eq!(home.blobs().await, [], "a half is nothing");
    // The lease of the one that was killed ends; whoever is next begins again.
    let later = now_ms() + 10;
    let job = store.lease(&[EPISODE_JOB], "w", later, 60_000).await.unwrap().unwrap();
    home.house.do_job(&job).await;
    let kept = store.episode(episode).await.unwrap().unwrap();
    let size = mp3().len() as u64;
    assert_eq!(
        (home.blobs().await, asked.load(Ordering::Relaxed)),
        (vec![(kept.file.unwrap(), size)], 2)
    );
    // Killed after the file was kept and before the job was settled: nothing is fetched again.
    store.want_episode(episode, later).await.unwrap();
    home.house.do_job(&job).await;
    assert_eq!(asked.load(Ordering::Relaxed), 2);
    assert_eq!(store.job_counts().await.unwrap(), (0, 0));
}

#[tokio::test]
async fn a_closing_house_does_not_wait_for_a_download() {
    let (home, key) = home().await;
    let half_sent = Arc::new(Notify::new());
    let told = Arc::clone(&half_sent);
    let sound = move || {
        let body = half(&mp3(), &told);
        async move { body }
    };
    let routes = Router::new().route("/feed", get(|| async { FEED })).route("/2.mp3", get(sound));
    let url = outside(routes).await;
    home.ask(&key, "createPodcastChannel", &format!("url={url}/feed")).await;
    let working = tokio::spawn(Arc::clone(&home.house).work());
    while home.house.store.newest_episodes(1).await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    home.house.store.want_episode(EpisodeId(1), now_ms()).await.unwrap();
    half_sent.notified().await;
    home.house.closing.send_replace(true);
    working.await.unwrap();
    assert_eq!(
        (home.blobs().await, home.house.store.job_counts().await.unwrap()),
        (vec![], (1, 0))
    );
}
