use axum::http::Method;
use features::{Describer, Description, SAMPLE_RATE};
use library::{AccountRole, Scope, TrackId};
use serde_json::Value;

use super::Home;

/// Three seconds of a tone.
fn tone(hz: f32) -> Option<Description> {
    let step = hz * std::f32::consts::TAU / SAMPLE_RATE as f32;
    let samples: Vec<f32> = (0..3 * SAMPLE_RATE).map(|n| 0.3 * (step * n as f32).sin()).collect();
    let mut describer = Describer::new();
    describer.add(&samples);
    describer.finish()
}

fn ids(matches: &Value) -> Vec<&str> {
    matches.as_array().unwrap().iter().map(|one| one["entry"]["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn sonic_similarity_answers_as_the_extension_says() {
    let home = Home::new().await;
    let ann = home.account("ann", AccountRole::Listener).await;
    let key = home.key(ann, Scope::Listen, false).await;
    let answer = async |name: &str, query: &str| {
        let answer = home.call(Some(&key), name, query).await;
        answer.json()["subsonic-response"].clone()
    };
    let unheard = answer("getSonicSimilarTracks", "id=tr-1").await;
    assert_eq!(unheard["sonicMatch"], serde_json::json!([]));

    let sounds = [tone(220.0), tone(3_000.0), tone(247.0)];
    let sounds: Vec<_> = (1..).map(TrackId).zip(sounds).collect();
    home.house.store.keep_descriptions(&sounds).await.unwrap();
    let alike = answer("getSonicSimilarTracks", "id=tr-1").await["sonicMatch"].take();
    assert_eq!(ids(&alike), ["tr-3", "tr-2"]);
    let similarity = |at: usize| alike[at]["similarity"].as_f64().unwrap();
    assert!(1.0 > similarity(0) && similarity(0) > similarity(1) && similarity(1) > 0.0);
    assert_eq!(
        ids(&answer("getSonicSimilarTracks", "id=tr-1&count=1").await["sonicMatch"]),
        ["tr-3"]
    );

    let path =
        answer("findSonicPath", "startSongId=tr-1&endSongId=tr-2").await["sonicMatch"].take();
    assert_eq!(
        (ids(&path), path[0]["similarity"].as_f64()),
        (vec!["tr-1", "tr-3", "tr-2"], Some(1.0))
    );
    for (query, code) in [("startSongId=tr-1", 10), ("startSongId=tr-1&endSongId=tr-9", 70)] {
        assert_eq!(answer("findSonicPath", query).await["error"]["code"], code, "{query}");
    }
    let similar = home.api(Some(&key), Method::GET, "/api/v1/tracks/1/similar?limit=1", "").await;
    let similar = similar.json();
    assert_eq!((&similar["items"][0]["id"], &similar["next"]), (&3.into(), &Value::Null));
}
