use library::{
    AccountRole, Item, Listen, Mark, PlayQueue, PlaylistEdit, PlaylistId, Rating, TrackId, UserId,
};
use tempfile::TempDir;

use super::stores;
use crate::engine::reading;
use crate::vault::MasterKeys;
use crate::{
    AlbumOrder, NewShare, NowPlaying, PASS_MS, PlaylistChange, Refused, ScanReport, Share,
    ShareChange, Store, StoreError, scan,
};

const KEY: &str = "3b1f0c8d5e7a42961f0e9d8c7b6a594837261504f3e2d1c0bfae9d8c7b6a5948";

/// A house of three albums of two tracks each, two listeners in it.
pub(super) struct House {
    pub(super) engine: &'static str,
    pub(super) store: Store,
    _music: TempDir,
    pub(super) ann: UserId,
    bob: UserId,
    pub(super) tracks: Vec<TrackId>,
}

pub(super) async fn houses() -> Vec<House> {
    let mut houses = Vec::new();
    for (engine, store) in stores().await {
        let store = store.unlocked(MasterKeys::parse(KEY).unwrap()).await.unwrap();
        let music = tempfile::tempdir().unwrap();
        for album in ["A", "B", "C"] {
            for number in ["1", "2"] {
                let title = format!("{album}{number}");
                let tags = [
                    ("TITLE", title.as_str()),
                    ("ALBUM", album),
                    ("ARTIST", "Ann"),
                    ("TRACKNUMBER", number),
                    ("GENRE", if album == "C" { "" } else { "Jazz" }),
                    ("DATE", if album == "A" { "1990" } else { "" }),
                ];
                let file = music.path().join(format!("{title}.flac"));
                std::fs::write(file, super::sound::flac(&tags)).unwrap();
            }
        }
        let report: ScanReport = scan(&store, music.path(), 7).await.unwrap();
        assert_eq!(report.new, 6, "{engine}");
        let ann = store.add_account("ann", AccountRole::Owner, None, 1).await.unwrap();
        let bob = store.add_account("bob", AccountRole::Listener, None, 2).await.unwrap();
        let mut tracks = Vec::new();
        for album in store.album_list(AlbumOrder::Name, None, 0, 9).await.unwrap() {
            tracks.extend(store.tracks_of(album.id).await.unwrap().iter().map(|track| track.id));
        }
        houses.push(House { engine, store, _music: music, ann, bob, tracks });
    }
    houses
}

fn listen(track: TrackId, listened_ms: i64) -> Listen {
    let (title, artist) = (format!("Title {track}"), "Ann".to_owned());
    Listen { listened_ms, track: Some(track), title, artist, ..Listen::default() }
}

async fn album_titles(store: &Store, order: AlbumOrder<'_>) -> Vec<String> {
    let albums = store.album_list(order, None, 0, 9).await.unwrap();
    albums.iter().map(|album| album.title.clone()).collect()
}

#[tokio::test]
async fn stars_and_ratings_are_each_listeners_own() {
    for House { engine, store, ann, bob, tracks, .. } in houses().await {
        let albums = store.album_list(AlbumOrder::Name, None, 0, 9).await.unwrap();
        let artist = Item::Artist(albums[0].artists[0].id);
        let [track, album] = [Item::Track(tracks[0]), Item::Album(albums[1].id)];
        for (item, time) in [(track, 10), (album, 20), (artist, 30), (track, 40)] {
            store.set_star(ann, item, Some(time)).await.unwrap();
        }
        let starred = store.starred(ann).await.unwrap();
        assert_eq!(starred, [(artist, 30), (album, 20), (track, 10)], "{engine}");
        assert_eq!(store.starred(bob).await.unwrap(), []);
        assert_eq!(store.starred_tracks(ann).await.unwrap(), [tracks[0]]);
        assert_eq!(album_titles(&store, AlbumOrder::Starred(ann)).await, ["B"]);

        store.set_rating(ann, Item::Album(albums[2].id), Rating::new(5)).await.unwrap();
        store.set_rating(ann, Item::Album(albums[0].id), Rating::new(3)).await.unwrap();
        store.set_rating(ann, track, Rating::new(4)).await.unwrap();
        assert_eq!(album_titles(&store, AlbumOrder::Highest(ann)).await, ["C", "A"], "{engine}");
        let mark = Mark { starred_ms: Some(10), rating: Rating::new(4), ..Mark::default() };
        assert_eq!(store.mark(ann, track).await.unwrap(), mark);
        let songs = store.songs(&tracks[..2], Some(ann)).await.unwrap();
        assert_eq!((songs[0].mark, songs[1].mark), (mark, Mark::default()), "{engine}");

        store.set_star(ann, track, None).await.unwrap();
        store.set_rating(ann, track, None).await.unwrap();
        assert_eq!(store.mark(ann, track).await.unwrap(), Mark::default(), "{engine}");
        assert_eq!(Rating::new(6), None);
    }
}

#[tokio::test]
async fn a_playlist_is_changed_all_or_nothing() {
    for House { engine, store, ann, bob, tracks, .. } in houses().await {
        let [a, b, c] = [tracks[0], tracks[1], tracks[2]];
        let id = store.make_playlist(ann, "Évening\0", &[a, b, a], 100).await.unwrap();
        let playlist = store.playlist(id).await.unwrap().unwrap();
        assert_eq!((playlist.track_count, playlist.name.as_str()), (3, "Évening "), "{engine}");
        assert_eq!((playlist.duration_ms, playlist.owner_name.as_str()), (3_000, "ann"));

        let edit = PlaylistEdit::Change { remove: vec![0], add: vec![c, c] };
        store.edit_playlist(id, edit, 200).await.unwrap();
        assert_eq!(store.playlist_tracks(id).await.unwrap(), [b, a, c, c], "{engine}");
        store.edit_playlist(id, PlaylistEdit::Move { from: 3, to: 0 }, 300).await.unwrap();
        assert_eq!(store.playlist_tracks(id).await.unwrap(), [c, b, a, c], "{engine}");
        let unknown = PlaylistEdit::Replace(vec![a, TrackId(999)]);
        assert!(store.edit_playlist(id, unknown, 400).await.is_err());
        let many = PlaylistEdit::Replace(vec![a; 20_001]);
        let error = store.edit_playlist(id, many, 400).await.unwrap_err();
        assert!(matches!(error, StoreError::TooMany { .. }), "{error}");
        assert_eq!(store.playlist_tracks(id).await.unwrap(), [c, b, a, c], "{engine}");
        assert_eq!(store.playlist(id).await.unwrap().unwrap().changed_ms, 300);

        assert!(store.playlists(bob).await.unwrap().is_empty());
        let change = PlaylistChange { public: Some(true), ..PlaylistChange::default() };
        store.change_playlist(id, change, 500).await.unwrap();
        let seen = store.playlists(bob).await.unwrap();
        assert_eq!((seen.len(), seen[0].name.as_str()), (1, "Évening "), "{engine}");
        store.delete_playlist(id).await.unwrap();
        assert!(matches!(store.delete_playlist(id).await, Err(StoreError::NoSuchThing(_))));
        let gone = store.edit_playlist(PlaylistId(9), PlaylistEdit::Replace(vec![]), 1).await;
        assert!(matches!(gone, Err(StoreError::NoSuchThing(_))), "{engine}");
    }
}

#[tokio::test]
async fn a_listen_is_kept_once_and_counts() {
    for House { engine, store, ann, bob, tracks, .. } in houses().await {
        let skipped = Listen { skipped: true, ..listen(tracks[4], 50) };
        let listens =
            [listen(tracks[0], 10), listen(tracks[0], 20), listen(tracks[2], 30), skipped];
        assert_eq!(store.add_listens(ann, &listens, 60).await.unwrap(), 4, "{engine}");
        assert_eq!(store.add_listens(ann, &listens, 60).await.unwrap(), 0, "{engine}");
        assert_eq!(store.add_listens(bob, &listens[..1], 60).await.unwrap(), 1);
        // Within one call, and under another spelling.
        let again = Listen { title: listens[2].title.to_uppercase(), ..listens[2].clone() };
        let more = [again, listen(tracks[3], 40), listen(tracks[3], 40)];
        assert_eq!(store.add_listens(ann, &more, 60).await.unwrap(), 1, "{engine}");

        let plays = store.history(ann).await.unwrap().of(tracks[0]);
        assert_eq!((plays.plays, plays.last_ms), (2, Some(20)), "{engine}");
        assert_eq!(store.history(ann).await.unwrap().of(tracks[4]).skips, 1);
        assert_eq!(album_titles(&store, AlbumOrder::Frequent(ann)).await, ["B", "A"], "{engine}");
        assert_eq!(album_titles(&store, AlbumOrder::Recent(ann)).await, ["B", "A"]);
        assert_eq!(album_titles(&store, AlbumOrder::Recent(bob)).await, ["A"]);
        store.add_listens(ann, &[listen(tracks[1], 45)], 60).await.unwrap();
        assert_eq!(album_titles(&store, AlbumOrder::Recent(ann)).await, ["A", "B"], "{engine}");
        let artist = store.album_artists().await.unwrap()[0].id;
        let top = store.top_tracks(artist, ann, 2).await.unwrap();
        assert_eq!(top, tracks[..2], "{engine}");

        let times: Vec<i64> = store
            .listens(ann, 50, 3)
            .await
            .unwrap()
            .iter()
            .map(|listen| listen.listened_ms)
            .collect();
        assert_eq!(times, [45, 40, 30], "{engine}");
        assert_eq!(store.listens_after(ann, 20, 1).await.unwrap(), listens[2..3], "{engine}");
    }
}

#[tokio::test]
async fn hole_nothing_is_kept_in_private_or_without_history() {
    for House { engine, store, ann, tracks, .. } in houses().await {
        store.listen_in_private(ann, 100).await.unwrap();
        let playing = |started_ms| NowPlaying {
            user: ann,
            client: "test".into(),
            track: tracks[0],
            started_ms,
            until_ms: started_ms + 10,
        };
        assert_eq!(store.add_listens(ann, &[listen(tracks[0], 99)], 99).await.unwrap(), 0);
        store.now_plays(playing(99)).await.unwrap();
        assert!(store.now_playing(100).is_empty(), "{engine}");
        assert_eq!(store.add_listens(ann, &[listen(tracks[0], 99)], 100).await.unwrap(), 1);
        store.now_plays(playing(100)).await.unwrap();
        assert_eq!(store.now_playing(109).len(), 1, "{engine}");
        assert!(store.now_playing(110).is_empty());
        store.set_history(ann, false).await.unwrap();
        assert_eq!(store.add_listens(ann, &[listen(tracks[1], 200)], 200).await.unwrap(), 0);
        assert_eq!(store.history(ann).await.unwrap().listens, 1, "{engine}");
    }
}

type Sealed = (Vec<u8>, Vec<u8>);

/// Marks and payloads of all listens, as they are stored.
async fn sealed(store: &Store) -> Result<Vec<Sealed>, StoreError> {
    let sql = "SELECT mark, payload FROM listens ORDER BY user_id";
    Ok(reading!(store, |db| sqlx::query_as(sql).fetch_all(db).await?))
}

#[tokio::test]
async fn hole_listens_and_queues_are_sealed() {
    for House { engine, store, ann, bob, tracks, .. } in houses().await {
        store.add_listens(ann, &[listen(tracks[0], 10)], 10).await.unwrap();
        store.add_listens(bob, &[listen(tracks[0], 10)], 10).await.unwrap();
        let queue = PlayQueue { tracks: tracks.clone(), current: 2, ..PlayQueue::default() };
        store.save_play_queue(ann, &queue).await.unwrap();
        assert_eq!(store.play_queue(ann).await.unwrap(), Some(queue), "{engine}");
        assert_eq!(store.play_queue(bob).await.unwrap(), None);
        let rows = sealed(&store).await.unwrap();
        // Not even that both heard the same can be seen.
        assert_ne!(rows[0].0, rows[1].0, "{engine}");
        for (_, payload) in &rows {
            assert!(!payload.windows(5).any(|part| part == b"Title"), "{engine}");
        }
        store.erase_account(bob, 9).await.unwrap();
        assert_eq!(store.history(bob).await.unwrap().listens, 0, "{engine}");
    }
}

#[tokio::test]
async fn a_share_opens_until_it_is_over() {
    for House { engine, store, ann, tracks, .. } in houses().await {
        let items = [Item::Track(tracks[1]), Item::Track(tracks[0])];
        let new = NewShare {
            items: &items,
            description: "for you",
            password: Some("open sesame"),
            downloads: false,
            expires_ms: Some(1_000),
        };
        let (share, token) = store.make_share(ann, new, 10).await.unwrap();
        assert_eq!((token.len(), &share.items[..]), (32, &items[..]), "{engine}");
        assert_eq!(store.share_token(&share).await.unwrap(), token);
        assert_eq!(store.open_share(&token, 999).await.unwrap(), Some(share.clone()), "{engine}");
        assert_eq!(store.open_share(&token, 1_000).await.unwrap(), None, "{engine}");
        assert_eq!(store.open_share(&token[..31], 20).await.unwrap(), None);
        store.visit_share(share.id, 30).await.unwrap();
        let change = ShareChange { expires_ms: Some(None), ..ShareChange::default() };
        store.change_share(share.id, change).await.unwrap();
        let shares = store.shares(ann).await.unwrap();
        assert_eq!(
            (shares[0].visits, shares[0].visited_ms, shares[0].expires_ms),
            (1, Some(30), None)
        );
        assert_eq!(shares[0].description, "for you");
        store.revoke_share(share.id).await.unwrap();
        assert_eq!(store.open_share(&token, 20).await.unwrap(), None, "{engine}");
    }
}

#[tokio::test]
async fn a_pass_opens_one_share_until_its_password_changes() {
    let from = "192.0.2.1".parse().unwrap();
    for House { engine, store, ann, tracks, .. } in houses().await {
        let items = [Item::Track(tracks[0])];
        let new = NewShare {
            items: &items,
            description: "",
            password: Some("open sesame"),
            downloads: false,
            expires_ms: None,
        };
        let (share, _) = store.make_share(ann, new, 10).await.unwrap();
        let (other, _) = store.make_share(ann, new, 10).await.unwrap();
        let (open, _) =
            store.make_share(ann, NewShare { password: None, ..new }, 10).await.unwrap();
        let enter =
            async |password: &str, now_ms| store.enter_share(&share, password, from, now_ms).await;
        for wrong in ["", "Open sesame", "open sesame "] {
            let refused = enter(wrong, 20).await;
            assert!(matches!(refused, Err(StoreError::Refused(Refused::Wrong))), "{engine}");
        }
        let pass = enter("open sesame", 20).await.unwrap();
        let opens = async |share: &Share, pass: &str, now_ms| {
            store.pass_opens(share, pass, now_ms).await.unwrap()
        };
        assert!(opens(&share, pass.expose(), 30).await, "{engine}");
        assert!(!opens(&other, pass.expose(), 30).await, "{engine}");
        assert!(!opens(&open, pass.expose(), 30).await, "{engine}");
        assert!(!opens(&share, pass.expose(), 20 + PASS_MS).await, "{engine}");
        let longer = pass.expose().replacen("60", "70", 1);
        for made_up in ["", ".", "9999999999999.", "x.y", &pass.expose()[1..], &longer] {
            assert!(!opens(&share, made_up, 30).await, "{engine}: {made_up}");
        }
        let change = ShareChange { description: Some("new"), ..ShareChange::default() };
        store.change_share(share.id, change).await.unwrap();
        assert!(opens(&share, pass.expose(), 30).await, "{engine}");
        let change = ShareChange { password: Some(Some("open sesame")), ..change };
        store.change_share(share.id, change).await.unwrap();
        assert!(!opens(&share, pass.expose(), 30).await, "the same word, another hash: {engine}");
        // The sixth wrong one in a row must wait, a right one too.
        for _ in 0..5 {
            assert!(matches!(enter("x", 40).await, Err(StoreError::Refused(Refused::Wrong))));
        }
        let waits = enter("open sesame", 40).await;
        assert!(matches!(waits, Err(StoreError::Refused(Refused::Wait { .. }))), "{engine}");
        assert!(store.enter_share(&other, "open sesame", from, 40).await.is_ok(), "{engine}");
        let pass = enter("open sesame", 2_000).await.unwrap();
        store.revoke_share(share.id).await.unwrap();
        assert!(!opens(&share, pass.expose(), 30).await, "{engine}");
    }
}

#[tokio::test]
async fn a_bookmark_is_one_a_track() {
    for House { engine, store, ann, bob, tracks, .. } in houses().await {
        store.set_bookmark(ann, tracks[0], 5_000, "here", 10).await.unwrap();
        store.set_bookmark(ann, tracks[0], 6_000, "there", 20).await.unwrap();
        let bookmarks = store.bookmarks(ann).await.unwrap();
        assert_eq!(bookmarks.len(), 1, "{engine}");
        let mark = &bookmarks[0];
        assert_eq!((mark.position_ms, mark.created_ms, mark.changed_ms), (6_000, 10, 20));
        assert!(store.bookmarks(bob).await.unwrap().is_empty());
        store.delete_bookmark(ann, tracks[0]).await.unwrap();
        assert!(store.bookmarks(ann).await.unwrap().is_empty(), "{engine}");
    }
}

#[tokio::test]
async fn what_was_heard_elsewhere_comes_along_once() {
    for House { engine, store, ann, tracks, .. } in houses().await {
        let told = |title: &str, listened_ms| Listen {
            title: title.into(),
            artist: "ANN".into(),
            listened_ms,
            ..Listen::default()
        };
        let listens = vec![told("a1", 10), told("Elsewhere", 20), told("B2", 30)];
        let matcher = store.matcher().await.unwrap();
        // As after a kill: a part was kept, then all is told again.
        store.take_over(ann, &matcher, listens[..2].to_vec(), 99).await.unwrap();
        let taken = store.take_over(ann, &matcher, listens.clone(), 99).await.unwrap();
        assert_eq!((taken.new, taken.matched, taken.unmatched.len()), (1, 2, 1), "{engine}");
        let history = store.history(ann).await.unwrap();
        assert_eq!((history.listens, history.of(tracks[0]).plays), (3, 1), "{engine}");
        let kept = store.listens(ann, 25, 1).await.unwrap();
        assert_eq!((kept[0].title.as_str(), kept[0].track), ("Elsewhere", None), "{engine}");
    }
}
