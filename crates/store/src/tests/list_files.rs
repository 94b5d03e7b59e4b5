//! Playlists that lie in music folders as files.

use std::fs::{create_dir_all, remove_file, rename, write};
use std::path::Path;

use library::{AccountRole, Item, PlaylistEdit, PlaylistId, Rules, TrackId, UserId};
use tempfile::{TempDir, tempdir};

use super::stores;
use crate::vault::MasterKeys;
use crate::{ListCounts, Playlist, PlaylistChange, ScanReport, ScanWishes, Store, scan, scan_as};

const CALM: &str =
    "#EXTM3U\n#PLAYLIST:Calm\n../Ann/1.flac\n#EXTINF:1,Ann - Two\nelsewhere/2.flac\n";

/// A house without accounts, pointed at a folder with two tracks, `Ann/1.flac` and `Ann/2.flac`.
struct House {
    engine: &'static str,
    store: Store,
    music: TempDir,
}

async fn houses() -> Vec<House> {
    let mut houses = Vec::new();
    for (engine, store) in stores().await {
        let store = store.unlocked(MasterKeys::random().unwrap()).await.unwrap();
        let house = House { engine, store, music: tempdir().unwrap() };
        house.put_track("Ann/1.flac", "One");
        house.put_track("Ann/2.flac", "Two");
        houses.push(house);
    }
    houses
}

/// Each with an owner, and `Lists/calm.m3u8` followed by a playlist.
async fn calm_houses() -> Vec<(House, UserId, PlaylistId)> {
    let mut calm = Vec::new();
    for house in houses().await {
        let ann = house.owner("ann").await;
        house.put("Lists/calm.m3u8", CALM);
        let ids = house.scanned().await;
        calm.push((house, ann, ids[0]));
    }
    calm
}

fn put(root: &Path, path: &str, content: impl AsRef<[u8]>) {
    create_dir_all(root.join(path).parent().unwrap()).unwrap();
    write(root.join(path), content).unwrap();
}

fn put_track(root: &Path, path: &str, title: &str) {
    put(root, path, super::sound::flac(&[("TITLE", title), ("ARTIST", "Ann"), ("ALBUM", "Airs")]));
}

impl House {
    fn put(&self, path: &str, content: impl AsRef<[u8]>) {
        put(self.music.path(), path, content);
    }

    fn put_track(&self, path: &str, title: &str) {
        put_track(self.music.path(), path, title);
    }

    fn remove(&self, path: &str) {
        remove_file(self.music.path().join(path)).unwrap();
    }

    async fn owner(&self, name: &str) -> UserId {
        self.store.add_account(name, AccountRole::Owner, None, 1).await.unwrap()
    }

    async fn scan(&self) -> ScanReport {
        scan(&self.store, self.music.path(), 7).await.unwrap()
    }

    /// Scans; answers what playlists everybody has then.
    async fn scanned(&self) -> Vec<PlaylistId> {
        self.scan().await;
        self.playlists().await.iter().map(|list| list.id).collect()
    }

    async fn playlists(&self) -> Vec<Playlist> {
        self.store.playlists(UserId(0)).await.unwrap()
    }

    async fn playlist(&self, id: PlaylistId) -> Playlist {
        self.store.playlist(id).await.unwrap().unwrap()
    }

    async fn titles(&self, id: PlaylistId) -> Vec<String> {
        let tracks = self.store.playlist_tracks(id).await.unwrap();
        let songs = self.store.songs(&tracks, None).await.unwrap();
        songs.iter().map(|song| song.track.title.clone()).collect()
    }

    async fn rename(&self, id: PlaylistId, name: &str) {
        let change = PlaylistChange { name: Some(name), ..PlaylistChange::default() };
        self.store.change_playlist(id, change, 8).await.unwrap();
    }

    async fn track(&self) -> TrackId {
        self.store.random_tracks(&crate::TrackFilter::default(), 1, 1).await.unwrap()[0]
    }
}

#[tokio::test]
async fn a_file_makes_a_playlist_of_the_first_owner_once_there_is_one() {
    for house in houses().await {
        let engine = house.engine;
        house.put("Lists/calm.m3u8", CALM);
        let name = "名.xspf";
        house.put(name, "<playlist><annotation>of old</annotation><trackList/></playlist>");
        let report = house.scan().await;
        assert_eq!((report.new, report.bad, report.lists), (2, vec![], ListCounts::default()));
        assert!(house.store.known_lists(library::FolderId(1)).await.unwrap().is_empty());
        house.store.add_account("lea", AccountRole::Listener, None, 1).await.unwrap();
        let ann = house.owner("ann").await;
        house.owner("bob").await;

        let report = house.scan().await;
        assert_eq!((report.same, report.lists.playlists), (2, 2), "{engine}");
        let lists = house.playlists().await;
        let told: Vec<_> = lists.iter().map(|list| (&*list.name, &*list.comment)).collect();
        assert_eq!(told, [("Calm", ""), ("名", "of old")], "{engine}");
        assert!(lists.iter().all(|list| list.owner == ann && list.public), "{engine}");
        assert_eq!(house.titles(lists[0].id).await, ["One", "Two"], "{engine}");

        scan(&house.store, house.music.path(), 99).await.unwrap();
        assert_eq!(house.playlists().await, lists, "nothing is new, nothing is touched: {engine}");
    }
}

#[tokio::test]
async fn a_playlist_changes_and_goes_with_its_file() {
    for (house, ann, id) in calm_houses().await {
        let engine = house.engine;
        house.store.set_star(ann, Item::Playlist(id), Some(5)).await.unwrap();
        let closed = PlaylistChange { public: Some(false), name: Some("Calm"), comment: Some("") };
        house.store.change_playlist(id, closed, 8).await.unwrap();
        house.put("Lists/calm.m3u8", "#PLAYLIST:Calmer\n../Ann/2.flac\n");
        house.scan().await;
        let list = house.playlist(id).await;
        assert_eq!((list.name.as_str(), list.public, list.changed_ms), ("Calmer", false, 7));
        assert_eq!(house.titles(id).await, ["Two"], "{engine}");
        assert_eq!(house.store.starred(ann).await.unwrap().len(), 1, "{engine}");

        house.put("Lists/calm.m3u8", b"it is \0 no list any more");
        let report = house.scan().await;
        assert_eq!((report.bad.len(), report.lists.playlists), (1, 1), "{engine}");
        assert_eq!(house.titles(id).await, ["Two"], "it stays as it was: {engine}");

        house.remove("Lists/calm.m3u8");
        let report = house.scan().await;
        assert_eq!((report.bad.len(), report.lists.playlists), (0, 0), "{engine}");
        assert_eq!(house.store.playlist(id).await.unwrap(), None, "{engine}");
        assert_eq!(house.store.starred(ann).await.unwrap(), [], "{engine}");
    }
}

/// Changes a playlist in one of the ways in which listeners may.
async fn change(house: &House, id: PlaylistId, way: usize) {
    let tracks = vec![house.track().await; 3];
    let change = PlaylistChange { comment: Some("mine"), ..PlaylistChange::default() };
    let rules = Rules::parse(r#"{"rules": []}"#);
    match way {
        0 => house.rename(id, "Mine").await,
        1 => house.store.change_playlist(id, change, 8).await.unwrap(),
        2 => house.store.edit_playlist(id, PlaylistEdit::Replace(tracks), 8).await.unwrap(),
        _ => house.store.set_rules(id, &rules.unwrap(), 8).await.unwrap(),
    }
}

#[tokio::test]
async fn what_is_changed_here_goes_its_own_way() {
    for way in 0..4 {
        for (house, _, id) in calm_houses().await {
            let engine = house.engine;
            change(&house, id, way).await;
            let mine = (house.playlist(id).await, house.titles(id).await);
            house.put("Lists/calm.m3u8", "#PLAYLIST:Another\n");
            assert_eq!(house.scanned().await, [id], "no second one: {way}, {engine}");
            rename(house.music.path().join("Lists"), house.music.path().join("Old")).unwrap();
            assert_eq!(house.scanned().await, [id], "nor elsewhere: {way}, {engine}");
            house.remove("Old/calm.m3u8");
            let report = house.scan().await;
            assert_eq!(report.lists.playlists, 0, "{way}, {engine}");
            let still = (house.playlist(id).await, house.titles(id).await);
            assert_eq!(still, mine, "{way}, {engine}");
        }
    }
}

#[tokio::test]
async fn what_is_deleted_here_comes_back_when_the_file_changes() {
    for (house, _, mut id) in calm_houses().await {
        for is_changed in [false, true] {
            if is_changed {
                house.rename(id, "Mine").await;
            }
            house.store.delete_playlist(id).await.unwrap();
            assert_eq!(house.scanned().await, [], "{}", house.engine);
            let (from, to) = if is_changed { ("b", "Lists") } else { ("Lists", "b") };
            rename(house.music.path().join(from), house.music.path().join(to)).unwrap();
            assert_eq!(house.scanned().await, [], "a move is no change: {}", house.engine);
            house.put(&format!("{to}/calm.m3u8"), format!("#PLAYLIST:New {is_changed}\n"));
            let new = house.scanned().await;
            assert!(new.len() == 1 && new[0] != id, "{}", house.engine);
            id = new[0];
            assert_eq!(house.scan().await.lists.playlists, 1, "it follows: {}", house.engine);
        }
    }
}

#[tokio::test]
async fn tracks_that_come_later_are_put_in_wherever_they_lie() {
    for house in houses().await {
        let engine = house.engine;
        house.owner("ann").await;
        house.put(
            "l.m3u8",
            "Ann/3.flac\nAnn/1.flac\n#EXTINF:1,Ann - Four\n/old/disk/4.flac\nlost.flac\n",
        );
        assert_eq!(house.scan().await.lists, ListCounts { playlists: 1, unmatched: 3 });
        let id = house.playlists().await[0].id;
        house.put_track("Ann/3.flac", "Three");
        // Broken off before the playlists' turn.
        let only_tracks = ScanWishes { playlist_files: false };
        let report = scan_as(&house.store, house.music.path(), only_tracks, 7).await.unwrap();
        assert_eq!((report.new, report.lists), (1, ListCounts::default()), "{engine}");
        assert_eq!(house.titles(id).await, ["One"], "{engine}");
        assert_eq!(house.scan().await.lists.unmatched, 2, "{engine}");
        assert_eq!(house.titles(id).await, ["Three", "One"], "{engine}");

        let other = tempdir().unwrap();
        put_track(other.path(), "4.flac", "Four");
        let report = scan(&house.store, other.path(), 7).await.unwrap();
        assert_eq!(report.lists, ListCounts::default(), "they lie elsewhere: {engine}");
        assert_eq!(house.titles(id).await, ["Three", "One", "Four"], "{engine}");
        assert_eq!(house.scan().await.lists.unmatched, 1, "{engine}");
    }
}

#[tokio::test]
async fn a_path_means_the_track_that_lies_there() {
    for house in houses().await {
        let ann = house.owner("ann").await;
        house.put_track("Bob/1.flac", "Bob's");
        house.put_track("Bob/Ann/1.flac", "Deep");
        let absolute = house.music.path().canonicalize().unwrap().join("Ann/1.flac");
        house.put(
            "Bob/list.m3u8",
            format!("1.flac\nAnn/1.flac\n../Ann/1.flac\n{}\n", absolute.display()),
        );
        let id = house.scanned().await[0];
        assert_eq!(house.titles(id).await, ["Bob's", "Deep", "One", "One"], "{}", house.engine);

        // Moved with its playlist, it means others.
        house.store.set_star(ann, Item::Playlist(id), Some(5)).await.unwrap();
        let (from, to) = ("Bob/list.m3u8", "Ann/other.m3u8");
        rename(house.music.path().join(from), house.music.path().join(to)).unwrap();
        assert_eq!(house.scanned().await, [id], "{}", house.engine);
        assert_eq!(house.playlist(id).await.name, "other");
        assert_eq!(house.titles(id).await[..2], ["One", "One"], "{}", house.engine);
        assert_eq!(house.store.starred(ann).await.unwrap().len(), 1, "{}", house.engine);
    }
}

#[tokio::test]
async fn hostile_files_are_a_line_each_and_name_nothing_outside() {
    for house in houses().await {
        let engine = house.engine;
        house.owner("ann").await;
        house.put("many.m3u8", "Ann/1.flac\n".repeat(1_000_000));
        house.put("nul.m3u8", b"Ann/1.flac\0\n");
        house.put("page.xspf", "<html>");
        create_dir_all(house.music.path().join("folder.m3u8")).unwrap();
        let huge = std::fs::File::create(house.music.path().join("huge.jspf")).unwrap();
        huge.set_len(1 << 40).unwrap();
        let outside = tempdir().unwrap();
        put_track(outside.path(), "secret.flac", "Secret");
        let lines = format!(
            "../../../../etc/passwd\n/etc/passwd\nfile:///etc/passwd\n{}\nhttp://host/Ann/none.flac\n",
            outside.path().join("secret.flac").display()
        );
        house.put("out.m3u8", lines);
        let report = house.scan().await;
        let bad: Vec<_> = report.bad.iter().map(|bad| bad.path.as_str()).collect();
        assert_eq!(bad, ["huge.jspf", "many.m3u8", "nul.m3u8", "page.xspf"], "{engine}");
        assert_eq!(report.lists, ListCounts { playlists: 1, unmatched: 5 }, "{engine}");
        assert_eq!((report.new, report.counts.tracks), (2, 2), "{engine}");
        assert_eq!(house.scan().await.bad, report.bad, "told again, read once: {engine}");

        house.put("nul.m3u8", "Ann/1.flac\n");
        assert_eq!(house.scan().await.lists.playlists, 2, "{engine}");
    }
}

#[tokio::test]
async fn a_disk_that_is_not_mounted_takes_no_playlist_along() {
    for (house, _, id) in calm_houses().await {
        let (all, away) = (house.music.path(), tempdir().unwrap());
        for name in ["Ann", "Lists"] {
            rename(all.join(name), away.path().join(name)).unwrap();
        }
        assert_eq!(house.scanned().await, [id], "{}", house.engine);
        for name in ["Ann", "Lists"] {
            rename(away.path().join(name), all.join(name)).unwrap();
        }
        assert_eq!(house.scanned().await, [id], "{}", house.engine);
        assert_eq!(house.titles(id).await, ["One", "Two"], "{}", house.engine);
    }
}

#[tokio::test]
async fn another_owner_has_the_playlists_of_one_who_left() {
    for (house, ann, id) in calm_houses().await {
        let bob = house.owner("bob").await;
        house.store.erase_account(ann, 9).await.unwrap();
        assert_eq!(house.playlists().await, []);
        let ids = house.scanned().await;
        assert!(ids.len() == 1 && ids[0] != id, "{}", house.engine);
        assert_eq!(house.playlist(ids[0]).await.owner, bob, "{}", house.engine);
    }
}
