//! What clients find when they narrow their view, or ask for an artist's best.

use library::{AccountRole, Scope};

use super::Home;

#[tokio::test]
async fn what_lies_in_another_music_folder_is_left_out() {
    let home = Home::new().await;
    let user = home.account("ann", AccountRole::Listener).await;
    let key = home.key(user, Scope::Edit, false).await;
    home.call(Some(&key), "star", "id=tr-1&albumId=al-1&artistId=ar-1").await;
    for (name, query) in [
        ("search3", "query="),
        ("search3", "query=air"),
        ("getAlbumList2", "type=alphabeticalByName"),
        ("getRandomSongs", ""),
        ("getArtists", ""),
        ("getIndexes", ""),
        ("getStarred2", ""),
    ] {
        let here = home.call(Some(&key), name, &format!("{query}&musicFolderId=1")).await;
        assert!(here.text.contains("Air") || here.text.contains("Anon"), "{name}: {}", here.text);
        let there = home.call(Some(&key), name, &format!("{query}&musicFolderId=2")).await;
        assert_eq!(there.code(), None, "{name}: {}", there.text);
        assert!(!there.text.contains("Air") && !there.text.contains("Anon"), "{}", there.text);
    }
}

#[tokio::test]
async fn the_songs_one_plays_most_come_first() {
    let home = Home::new().await;
    let user = home.account("ann", AccountRole::Listener).await;
    let key = home.key(user, Scope::Edit, false).await;
    for time in [1_000, 2_000] {
        home.call(Some(&key), "scrobble", &format!("id=tr-2&time={time}")).await;
    }
    home.call(Some(&key), "scrobble", "id=tr-3&time=3000").await;
    let top = home.call(Some(&key), "getTopSongs", "artist=anon&count=9").await.json();
    let songs = top["subsonic-response"]["topSongs"]["song"].as_array().unwrap();
    let ids: Vec<&str> = songs.iter().map(|song| song["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["tr-2", "tr-3", "tr-1"], "{top}");
    let other = home.account("bob", AccountRole::Listener).await;
    let other = home.key(other, Scope::Listen, false).await;
    let top = home.call(Some(&other), "getTopSongs", "artist=anon&count=9").await.json();
    let first = &top["subsonic-response"]["topSongs"]["song"][0]["id"];
    assert_eq!(first, "tr-1", "what others play is theirs to know");
}
