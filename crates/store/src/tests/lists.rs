use std::fs::{create_dir_all, write};

use library::{AlbumId, FolderId, Permutation, Role, TrackId};
use tempfile::{TempDir, tempdir};

use super::stores;
use crate::{AlbumOrder, Page, Pages, Song, Store, TrackFilter, scan};

/// Four albums of two tracks each: (folder, title, artist, genre, year).
const ALBUMS: [(&str, &str, &str, &str, u32); 4] = [
    ("Ann/Early", "Early", "Ann", "Folk", 1970),
    ("Ann/Late", "Late", "Ann", "Jazz", 1990),
    ("Zhou", "月亮", "周璇", "Folk", 1950),
    ("Bob", "The Best", "Bob", "Rock", 1980),
];

/// A second of silence with tags, as small as WAV can be with them.
fn put(root: &std::path::Path, path: &str, tags: &[(&str, &str)]) {
    create_dir_all(root.join(path).parent().unwrap()).unwrap();
    write(root.join(path), super::sound::flac(tags)).unwrap();
}

async fn filled(store: &Store) -> TempDir {
    let music = tempdir().unwrap();
    for (folder, album, artist, genre, year) in ALBUMS {
        for number in 1..=2 {
            let (title, year) = (format!("{album} {number}"), year.to_string());
            let number_text = number.to_string();
            let tags = [
                ("TITLE", title.as_str()),
                ("ALBUM", album),
                ("ALBUMARTIST", artist),
                ("ARTIST", artist),
                ("ARTIST", if number == 2 { "Guest" } else { "" }),
                ("GENRE", genre),
                ("DATE", &year),
                ("TRACKNUMBER", &number_text),
            ];
            put(music.path(), &format!("{folder}/{number}.flac"), &tags);
        }
    }
    write(music.path().join("Bob/cover.jpg"), "a picture").unwrap();
    let report = scan(store, music.path(), 7).await.unwrap();
    assert_eq!((report.new, report.bad), (8, vec![]));
    music
}

async fn titles(store: &Store, order: AlbumOrder<'_>, offset: u64, limit: u32) -> Vec<String> {
    let albums = store.album_list(order, None, offset, limit).await.unwrap();
    albums.iter().map(|album| album.title.clone()).collect()
}

async fn names(store: &Store, ids: &[TrackId]) -> Vec<String> {
    let songs = store.songs(ids, None).await.unwrap();
    songs.into_iter().map(|song| song.track.title.clone()).collect()
}

#[tokio::test]
async fn albums_are_listed_in_every_order() {
    for (engine, store) in stores().await {
        let _music = filled(&store).await;
        let by_name = titles(&store, AlbumOrder::Name, 0, 9).await;
        assert_eq!(by_name, ["The Best", "Early", "Late", "月亮"], "{engine}");
        let by_artist = titles(&store, AlbumOrder::Artist, 1, 3).await;
        assert_eq!(by_artist, ["Late", "The Best", "月亮"], "{engine}");
        let years = titles(&store, AlbumOrder::Years { from: 1960, to: 1980 }, 0, 9).await;
        assert_eq!(years, ["Early", "The Best"], "{engine}");
        let back = titles(&store, AlbumOrder::Years { from: 1980, to: 1950 }, 1, 9).await;
        assert_eq!(back, ["Early", "月亮"], "{engine}");
        assert_eq!(titles(&store, AlbumOrder::Genre("Folk"), 0, 9).await, ["Early", "月亮"]);
        assert!(titles(&store, AlbumOrder::Genre("folk?"), 0, 9).await.is_empty());
        let newest = titles(&store, AlbumOrder::Newest, 0, 9).await;
        let cursor = store.newest_albums(None, 9).await.unwrap();
        assert!(newest.iter().eq(cursor.iter().map(|album| &album.title)), "{engine}");
        let order = AlbumOrder::Random { seed: 5 };
        let (mut random, rest) =
            (titles(&store, order, 0, 3).await, titles(&store, order, 3, 3).await);
        random.extend(rest);
        random.sort();
        assert_eq!(random, ["Early", "Late", "The Best", "月亮"], "{engine}");
        for order in [AlbumOrder::Name, order] {
            assert!(titles(&store, order, 4, 9).await.is_empty());
            assert!(titles(&store, order, u64::MAX, u32::MAX).await.is_empty());
        }
        let elsewhere = store.album_list(AlbumOrder::Name, Some(FolderId(99)), 0, 9).await;
        assert!(elsewhere.unwrap().is_empty());
    }
}

#[tokio::test]
async fn songs_come_with_what_lists_show() {
    for (engine, store) in stores().await {
        let _music = filled(&store).await;
        let all = store.find_tracks(&library::Query::parse("best"), 0, 9).await.unwrap();
        let twice = [all[1], all[0], all[1], TrackId(999)];
        let songs = store.songs(&twice, None).await.unwrap();
        let ids: Vec<TrackId> = songs.iter().map(|song| song.track.id).collect();
        assert_eq!(ids, twice[..3], "{engine}");
        let song: &Song = &songs[0];
        let album = song.album.clone().unwrap();
        assert_eq!((album.title.as_str(), album.artist_text.as_str()), ("The Best", "Bob"));
        assert!(song.has_cover() && !song.track.has_cover, "{engine}");
        let artists: Vec<&str> =
            song.credited(Role::Artist).map(|credit| credit.name.as_str()).collect();
        assert_eq!(artists, ["Bob", "Guest"], "{engine}");
        assert_eq!(song.credits[0].id, album.artists[0].id);
        assert_eq!(*album.genres[0], *"Rock");
        let cover = store.cover_of_album(album.id).await.unwrap().unwrap();
        let path = cover.file.as_ref();
        assert!(path.ends_with("Bob/cover.jpg") && path.exists() && !cover.embedded);
        assert!(store.file_of(&song.track).await.unwrap().as_ref().exists());
        let there = store.track_at(song.track.folder, &song.track.path).await.unwrap();
        assert_eq!(there.as_ref(), Some(&*song.track), "{engine}");
    }
}

#[tokio::test]
async fn artists_have_pages_and_stand_in_an_index() {
    for (engine, store) in stores().await {
        let _music = filled(&store).await;
        let artists = store.album_artists().await.unwrap();
        let index: Vec<_> = artists
            .iter()
            .map(|artist| (library::index_letter(&artist.sort_text), artist.album_count))
            .collect();
        assert_eq!(index, [('A', 2), ('B', 1), ('Z', 1)], "{engine}");
        let guest = store.search_artists(&library::Query::parse("guest"), None, 9).await.unwrap();
        let page = store.artist_page(guest[0].id).await.unwrap().unwrap();
        assert_eq!((page.albums.len(), page.appears_on.len()), (0, 4), "{engine}");
        let page = store.artist_page(artists[0].id).await.unwrap().unwrap();
        let years: Vec<_> = page.albums.iter().filter_map(|album| album.year).collect();
        assert_eq!((years, page.appears_on.len()), (vec![1970, 1990], 0), "{engine}");
        let top = store.tracks_by(artists[0].id, 3).await.unwrap();
        assert_eq!(names(&store, &top).await, ["Early 1", "Early 2", "Late 1"], "{engine}");
        assert_eq!(store.artist_page(library::ArtistId(999)).await.unwrap(), None);
        assert_eq!(store.album(AlbumId(999)).await.unwrap(), None);
    }
}

#[tokio::test]
async fn tracks_are_chosen_by_genre_and_year() {
    for (engine, store) in stores().await {
        let _music = filled(&store).await;
        let genres = store.genres().await.unwrap();
        let counts: Vec<_> = genres
            .iter()
            .map(|genre| (&*genre.name, genre.track_count, genre.album_count))
            .collect();
        assert_eq!(counts, [("Folk", 4, 2), ("Jazz", 2, 1), ("Rock", 2, 1)], "{engine}");
        let folk = store.tracks_of_genre("Folk", None, 0, 9).await.unwrap();
        assert_eq!(folk.len(), 4);
        assert_eq!(store.tracks_of_genre("Folk", None, 3, 9).await.unwrap(), folk[3..]);

        let filter = TrackFilter { genre: Some("Folk"), to_year: Some(1969), ..Default::default() };
        let mut old = store.random_tracks(&filter, 9, 1).await.unwrap();
        old.sort();
        assert_eq!(names(&store, &old).await, ["月亮 1", "月亮 2"], "{engine}");
        let any = store.random_tracks(&TrackFilter::default(), 5, 1).await.unwrap();
        assert_eq!(any, store.random_tracks(&TrackFilter::default(), 5, 1).await.unwrap());
        assert_eq!((any.len(), Permutation::new(8, 1).at(8)), (5, None));
    }
}

#[tokio::test]
async fn what_is_alike_shares_people_before_genres() {
    for (engine, store) in stores().await {
        let _music = filled(&store).await;
        let early = store.find_tracks(&library::Query::parse("early"), 0, 9).await.unwrap();
        let alike = store.similar_to_track(early[0], 9).await.unwrap();
        assert_eq!(
            names(&store, &alike).await,
            ["Early 2", "Late 1", "Late 2", "月亮 1", "月亮 2"],
            "{engine}"
        );
        let ann = store.album_artists().await.unwrap()[0].id;
        let mix = store.similar_to_artist(ann, 2).await.unwrap();
        assert_eq!(names(&store, &mix).await, ["Early 1", "Early 2"], "{engine}");
        assert!(store.similar_to_track(TrackId(999), 9).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn folders_are_seen_as_they_lie() {
    for (engine, store) in stores().await {
        let _music = filled(&store).await;
        let folder = store.music_folders().await.unwrap()[0].id;
        let top = store.directory(folder, "").await.unwrap();
        assert_eq!((top.folders, top.tracks.len()), (vec_of(["Ann", "Bob", "Zhou"]), 0));
        let ann = store.directory(folder, "Ann").await.unwrap();
        assert_eq!(ann.folders, vec_of(["Early", "Late"]), "{engine}");
        let early = store.directory(folder, "Ann/Early").await.unwrap();
        assert_eq!((early.folders.len(), early.tracks.len()), (0, 2), "{engine}");
        assert_eq!(store.directory(folder, "An").await.unwrap(), crate::Directory::default());
    }
}

fn vec_of<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

#[tokio::test]
async fn an_album_lies_in_every_folder_that_has_a_track_of_it() {
    for (engine, store) in stores().await {
        let first = filled(&store).await;
        let second = tempdir().unwrap();
        // A third track of Ann's early album, and an album that lies here alone.
        for (path, title, album, artist, year) in [
            ("more/3.flac", "Early 3", "Early", "Ann", "1970"),
            ("eve/1.flac", "New 1", "New", "Eve", "2000"),
        ] {
            let tags = [
                ("TITLE", title),
                ("ALBUM", album),
                ("ALBUMARTIST", artist),
                ("ARTIST", artist),
                ("GENRE", "Folk"),
                ("DATE", year),
            ];
            put(second.path(), path, &tags);
        }
        scan(&store, second.path(), 8).await.unwrap();
        let folders: Vec<FolderId> =
            store.music_folders().await.unwrap().iter().map(|folder| folder.id).collect();
        let albums = async |folder, offset, limit| {
            let found = store.album_list(AlbumOrder::Name, Some(folder), offset, limit).await;
            found.unwrap().iter().map(|album| album.title.clone()).collect::<Vec<_>>()
        };
        assert_eq!(albums(folders[1], 0, 9).await, ["Early", "New"], "{engine}");
        assert_eq!(albums(folders[1], 1, 9).await, ["New"], "{engine}");
        assert_eq!(albums(folders[0], 0, 9).await.len(), 4, "{engine}");
        assert!(albums(FolderId(99), 0, 9).await.is_empty());

        let folk = store.tracks_of_genre("Folk", Some(folders[1]), 0, 9).await.unwrap();
        assert_eq!(names(&store, &folk).await, ["New 1", "Early 3"], "{engine}");
        let filter = TrackFilter { folder: Some(folders[1]), ..TrackFilter::default() };
        let drawn = store.random_tracks(&filter, 9, 5).await.unwrap();
        assert_eq!(drawn.len(), 2, "only what lies there, not the rest of the album: {engine}");

        let all = Page { offset: 0, limit: 9 };
        let search = async |text: &str, folder| {
            let pages = Pages { artists: all, albums: all, tracks: all, folder: Some(folder) };
            let found = store.find(&library::Query::parse(text), &pages).await.unwrap();
            let tracks: Vec<String> =
                found.tracks.into_iter().map(|track| track.title.clone()).collect();
            (found.artists.len(), found.albums.len(), tracks)
        };
        let early = search("early", folders[1]).await;
        assert_eq!(early, (0, 1, vec_of(["Early 3"])), "{engine}");
        let early = search("early", folders[0]).await;
        assert_eq!(early, (0, 1, vec_of(["Early 1", "Early 2"])), "{engine}");
        assert_eq!(search("", folders[1]).await.2.len(), 2, "{engine}");
        assert_eq!(search("ann", folders[1]).await.0, 1, "{engine}");
        assert_eq!(search("bob", folders[1]).await, (0, 0, vec![]), "{engine}");
        let second_page = Page { offset: 1, limit: 1 };
        let pages = Pages { tracks: second_page, folder: Some(folders[1]), ..Pages::default() };
        let found = store.find(&library::Query::default(), &pages).await.unwrap();
        assert_eq!((found.artists.len(), found.tracks.len()), (0, 1), "{engine}");
        drop(first);
    }
}

#[tokio::test]
async fn an_artist_leaves_room_for_others() {
    for (engine, store) in stores().await {
        let music = tempdir().unwrap();
        let add = |artist: &str, album: &str, number: &str| {
            let tags = [("TITLE", number), ("ALBUM", album), ("ARTIST", artist), ("GENRE", "Folk")];
            put(music.path(), &format!("{album}/{number}.flac"), &tags);
        };
        for album in ["A", "B", "C", "D"] {
            add("Ann", album, "1");
            add("Ann", album, "2");
        }
        for other in ["V", "W", "X", "Y", "Z"] {
            add(other, other, "1");
        }
        scan(&store, music.path(), 7).await.unwrap();
        let ann = store.find_tracks(&library::Query::parse("ann"), 0, 9).await.unwrap();
        let artists = async |limit| {
            let alike = store.similar_to_track(ann[0], limit).await.unwrap();
            let songs = store.songs(&alike, None).await.unwrap();
            let artist = |song: &Song| song.credited(Role::Artist).next().unwrap().name.clone();
            songs.iter().map(artist).collect::<String>()
        };
        assert_eq!(artists(7).await, "AnnAnnAnnVWXY", "{engine}");
        assert_eq!(artists(10).await, "AnnAnnAnnVWXYZAnnAnn", "{engine}: then the rest");
    }
}
