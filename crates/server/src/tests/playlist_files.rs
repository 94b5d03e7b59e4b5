//! Playlists that come from other players and go to them.

use axum::http::{Method, StatusCode, header};
use library::{AccountRole, Scope};

use super::Home;
use crate::Settings;

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

/// Puts a playlist into the house's folder of music.
async fn put(home: &Home, content: &str) {
    let folders = home.house.store.music_folders().await.unwrap();
    std::fs::write(format!("{}/calm.m3u8", folders[0].path), content).unwrap();
}

/// The names of all playlists that one sees after a scan.
async fn names(home: &Home, key: &str) -> Vec<String> {
    home.house.scan_all().await;
    let lists = home.api(Some(key), Method::GET, "/api/v1/playlists", "").await.json();
    let names = lists.as_array().unwrap().iter().map(|list| list["name"].as_str().unwrap());
    names.map(str::to_owned).collect()
}

/// Edits the house's first playlist; answers whether that was done.
async fn is_edited(home: &Home, key: &str, door: &str, sent: &str) -> bool {
    let route = "/api/v1/playlists/1";
    let answer = match door {
        "itself" => home.api(Some(key), Method::PATCH, route, sent).await,
        "tracks" | "rules" => {
            home.api(Some(key), Method::PUT, &format!("{route}/{door}"), sent).await
        }
        call => return home.call(Some(key), call, sent).await.code().is_none(),
    };
    answer.status == StatusCode::NO_CONTENT
}

#[tokio::test]
async fn a_playlist_follows_its_file_until_somebody_edits_it_through_any_door() {
    let doors = [
        ("updatePlaylist", "playlistId=pl-1&comment=mine"),
        ("updatePlaylist", "playlistId=pl-1&songIndexToRemove=0"),
        ("createPlaylist", "playlistId=pl-1&name=Calm"),
        ("itself", "{\"name\": \"Mine\"}"),
        ("tracks", "[1]"),
        ("rules", "{\"rules\": []}"),
    ];
    for (door, sent) in doors {
        let home = Home::new().await;
        let ann = home.account("ann", AccountRole::Owner).await;
        let bob = home.account("bob", AccountRole::Listener).await;
        let (key, bobs) =
            (home.key(ann, Scope::Edit, false).await, home.key(bob, Scope::Listen, false).await);
        put(&home, "#PLAYLIST:Calm\na.abc\n").await;
        assert_eq!(names(&home, &bobs).await, ["Calm"], "the house hears it");
        // What a player shows and sends back is no edit.
        let same = "playlistId=pl-1&name=Calm&comment=&public=true";
        assert_eq!(home.call(Some(&key), "updatePlaylist", same).await.code(), None);
        put(&home, "#PLAYLIST:Calmer\na.abc\n").await;
        assert_eq!(names(&home, &bobs).await, ["Calmer"]);

        assert!(is_edited(&home, &key, door, sent).await, "{door} {sent}");
        let before = names(&home, &bobs).await;
        put(&home, "#PLAYLIST:Another\n").await;
        assert_eq!(names(&home, &bobs).await, before, "{door} {sent}");
    }
}

#[tokio::test]
async fn playlists_that_lie_beside_the_music_can_be_left_alone() {
    let settings = Settings { playlist_files: false, ..Settings::default() };
    let home = Home::with(settings).await;
    let ann = home.account("ann", AccountRole::Owner).await;
    let key = home.key(ann, Scope::Edit, false).await;
    put(&home, "a.abc\n").await;
    assert_eq!(names(&home, &key).await, [""; 0]);
}
