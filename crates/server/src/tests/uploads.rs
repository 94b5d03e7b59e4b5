use axum::body::Body;
use axum::http::{Request, StatusCode};
use library::{AccountRole, Scope};

use super::{Answer, Home};

const TUNE: &str = "X:1\nT:Gavotte\nM:4/4\nL:1/4\nK:D\nDEFG|]\n";

async fn bring(home: &Home, key: &str, name: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post(format!("/api/v1/uploads?name={name}"));
    let request = request.header("authorization", format!("Bearer {key}"));
    home.send(request.body(body.into()).unwrap()).await
}

#[tokio::test]
async fn a_member_brings_music_and_takes_it_back() {
    let home = Home::new().await;
    let ann = home.account("ann", AccountRole::Member).await;
    let key = home.key(ann, Scope::Edit, false).await;
    let brought = bring(&home, &key, "..%2Fgavotte.abc", TUNE).await;
    assert_eq!(brought.status, StatusCode::CREATED, "{}", brought.text);
    let track = brought.json()["id"].as_i64().unwrap();
    let again = bring(&home, &key, "gavotte.abc", TUNE).await;
    assert_eq!((again.status, again.json()["id"].as_i64()), (StatusCode::OK, Some(track)));
    // Heard and got as any other.
    let found = home.call(Some(&key), "search3", "query=gavotte").await.json();
    let song = &found["subsonic-response"]["searchResult3"]["song"][0];
    assert_eq!(song["path"], "ann/gavotte.abc");
    let id = song["id"].as_str().unwrap();
    let file = home.call(Some(&key), "download", &format!("id={id}")).await;
    assert_eq!(file.text, TUNE);
    let folders = home.call(Some(&key), "getMusicFolders", "").await;
    assert!(folders.text.contains("\"Uploads\""), "{}", folders.text);

    let list = home.api(Some(&key), "GET".parse().unwrap(), "/api/v1/uploads", "").await;
    assert_eq!(list.json()["items"][0]["name"], "gavotte.abc");
    let path = format!("/api/v1/uploads/{track}");
    let bob = home.account("bob", AccountRole::Member).await;
    let bobs = home.key(bob, Scope::Manage, false).await;
    let others = home.api(Some(&bobs), "DELETE".parse().unwrap(), &path, "").await;
    assert_eq!(others.status, StatusCode::NOT_FOUND);
    let own = home.api(Some(&key), "DELETE".parse().unwrap(), &path, "").await;
    assert_eq!(own.status, StatusCode::NO_CONTENT, "{}", own.text);
    let gone = home.call(Some(&key), "download", &format!("id={id}")).await;
    assert_eq!(gone.code(), Some(70), "{}", gone.text);
}

#[tokio::test]
async fn what_is_no_music_stays_outside() {
    let home = Home::new().await;
    let ann = home.account("ann", AccountRole::Member).await;
    let key = home.key(ann, Scope::Edit, false).await;
    let status =
        async |name: &str, body: &[u8]| bring(&home, &key, name, body.to_vec()).await.status;
    assert_eq!(status("air.exe", b"MZ").await, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(status("air.flac", b"MZ").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(status("air.flac", b"").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(status("air.abc", &[0xff; 99]).await, StatusCode::UNPROCESSABLE_ENTITY);
    let promised = Request::post("/api/v1/uploads?name=air.flac")
        .header("authorization", format!("Bearer {key}"))
        .header("content-length", "99000000000");
    let answer = home.send(promised.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", answer.text);
    let listener = home.account("bob", AccountRole::Listener).await;
    let bobs = home.key(listener, Scope::Manage, false).await;
    assert_eq!(bring(&home, &bobs, "a.abc", TUNE).await.status, StatusCode::FORBIDDEN);
    let small = home.key(ann, Scope::Listen, false).await;
    assert_eq!(bring(&home, &small, "a.abc", TUNE).await.status, StatusCode::FORBIDDEN);
    let left = std::fs::read_dir(&home.house.settings.desk).map_or(0, Iterator::count);
    assert_eq!(left, 0, "the desk is clear");
}
