//! Playlists that come from other players and go to them.

use axum::http::{Method, StatusCode, header};
use library::{AccountRole, Scope};

use super::Home;

const M3U: &str = "#EXTM3U\n#PLAYLIST:Été\n/home/ann/Music/b.abc\n#EXTINF:2,Anon - air\nelsewhere.mp3\n\
    #EXTINF:99,Nobody - Nothing\nlost/nothing.mp3\n/c.abc\n";

#[tokio::test]
async fn a_playlist_comes_in_and_goes_out_in_every_format() {
    let home = Home::new().await;
    let ann = home.account("ann", AccountRole::Listener).await;
    let key = home.key(ann, Scope::Edit, false).await;
    let import = "/api/v1/playlists/import";
    let made = home.api(Some(&key), Method::POST, import, M3U).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let made = made.json();
    assert_eq!(
        (&made["playlist"]["name"], &made["playlist"]["track_count"]),
        (&"Été".into(), &3.into())
    );
    let lost = &made["unmatched"][0];
    assert_eq!((&lost["place"], &lost["title"]), (&2.into(), &"Nothing".into()), "{made}");
    assert_eq!(made["unmatched"].as_array().unwrap().len(), 1);
    let id = made["playlist"]["id"].as_i64().unwrap();
    let tracks = async |id: i64| {
        let route = format!("/api/v1/playlists/{id}");
        let whole = home.api(Some(&key), Method::GET, &route, "").await.json();
        let tracks = whole["tracks"].as_array().unwrap().iter();
        tracks.map(|track| track["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(tracks(id).await, ["Bourrée", "Air", "月亮"]);
    for (format, kind) in [
        ("m3u8", "application/vnd.apple.mpegurl"),
        ("xspf", "application/xspf+xml"),
        ("jspf", "application/jspf+json"),
    ] {
        let route = format!("/api/v1/playlists/{id}/file?format={format}");
        let file = home.api(Some(&key), Method::GET, &route, "").await;
        assert_eq!(file.headers[header::CONTENT_TYPE], kind);
        let named = format!("attachment; filename*=UTF-8''%C3%89t%C3%A9.{format}");
        assert_eq!(file.headers[header::CONTENT_DISPOSITION], named.as_str());
        let again = format!("{import}?name=again&public=true");
        let back = home.api(Some(&key), Method::POST, &again, &file.text).await.json();
        assert_eq!(back["unmatched"].as_array().unwrap().len(), 0, "{back}");
        assert_eq!(
            (&back["playlist"]["name"], &back["playlist"]["public"]),
            (&"again".into(), &true.into())
        );
        assert_eq!(tracks(back["playlist"]["id"].as_i64().unwrap()).await, tracks(id).await);
    }
}

#[tokio::test]
async fn what_is_no_playlist_or_anothers_is_told() {
    let home = Home::new().await;
    let ann = home.account("ann", AccountRole::Listener).await;
    let key = home.key(ann, Scope::Edit, false).await;
    for body in ["<html></html>", "{}", "a.mp3"] {
        let answer = home.api(Some(&key), Method::POST, "/api/v1/playlists/import", body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}: {}", answer.text);
    }
    let bob = home.account("bob", AccountRole::Member).await;
    let list = home.house.store.make_playlist(bob, "mine", &[], 0).await.unwrap();
    let route = format!("/api/v1/playlists/{list}/file");
    let answer = home.api(Some(&key), Method::GET, &route, "").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.text);
    let own = home.house.store.make_playlist(ann, "own", &[], 0).await.unwrap();
    let route = format!("/api/v1/playlists/{own}/file?format=pls");
    let answer = home.api(Some(&key), Method::GET, &route, "").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text);
}
