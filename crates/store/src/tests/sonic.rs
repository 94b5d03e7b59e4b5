use std::io::Cursor;

use library::{AlbumId, TrackId};
use synth::{Audio, Format, Tags};
use tempfile::{TempDir, tempdir};

use super::stores;
use crate::{FEATURES_JOB, LOUDNESS_JOB, Store, scan};

/// Two seconds of a tone with as much noise as `noise` says, 0 to 1, at a quarter of most formats' rates.
fn sound(hz: f32, noise: f32, artist: &str, title: &str) -> Vec<u8> {
    let mut state = 1_u32;
    let mut frame = |n: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let hiss = (state >> 8) as f32 / (1 << 23) as f32 - 1.0;
        let tone = (n as f32 * hz / 11_025.0 * std::f32::consts::TAU).sin();
        [0.3 * (tone * (1.0 - noise) + hiss * noise); 2]
    };
    let frames = (0..22_050).map(&mut frame).collect();
    let tags = Tags {
        title: Some(title.into()),
        artist: Some(artist.into()),
        album: Some(format!("By {artist}")),
        ..Tags::default()
    };
    let mut file = Cursor::new(Vec::new());
    let audio = Audio { sample_rate: 11_025, frames };
    audio.encode(&mut file, Format::Flac { bits: 16 }, &tags).unwrap();
    file.into_inner()
}

/// Six tracks from tone to noise, one silent, one that is damaged.
async fn filled(store: &Store) -> TempDir {
    let music = tempdir().unwrap();
    let put = |name: &str, bytes: Vec<u8>| std::fs::write(music.path().join(name), bytes).unwrap();
    for n in 0..6_u8 {
        let noise = f32::from(n) / 5.0;
        let artist = if n % 2 == 0 { "Ann" } else { "Bob" };
        put(&format!("{n}.flac"), sound(440.0, noise * noise, artist, &format!("{n}")));
    }
    let silence = vec![0_u8; 44_100];
    let audio = Audio { sample_rate: 11_025, frames: vec![[0.0; 2]; silence.len() / 2] };
    let mut file = Cursor::new(Vec::new());
    audio.encode(&mut file, Format::Flac { bits: 16 }, &Tags::default()).unwrap();
    put("silence.flac", file.into_inner());
    scan(store, music.path(), 7).await.unwrap();
    music
}

/// Does the jobs that wait as a worker would; answers how many tracks were described for their own sake.
async fn work(store: &Store, now_ms: i64) -> usize {
    store.enqueue_loudness(now_ms).await.unwrap();
    store.enqueue_features(now_ms).await.unwrap();
    let mut count = 0;
    let kinds = [LOUDNESS_JOB, FEATURES_JOB];
    while let Some(job) = store.lease(&kinds, "w", now_ms, 1_000).await.unwrap() {
        let album = AlbumId(job.key.parse().unwrap());
        if job.kind == LOUDNESS_JOB {
            store.measure_loudness(album).await.unwrap();
        } else {
            for track in store.undescribed(album).await.unwrap() {
                let file = std::fs::File::open(store.file_of(&track).await.unwrap()).unwrap();
                let decoder = audio::Decoder::open(std::io::BufReader::new(file));
                let sound = audio::Describing::of(&mut decoder.unwrap()).unwrap();
                store.keep_descriptions(&[(track.id, sound)]).await.unwrap();
                count += 1;
            }
        }
        store.done(&job, now_ms).await.unwrap();
    }
    count
}

async fn track(store: &Store, title: &str) -> TrackId {
    let found = store.search_tracks(&library::Query::default(), None, 99).await.unwrap();
    found.iter().find(|track| track.title == title).unwrap().id
}

async fn titles(store: &Store, found: &[(TrackId, f32)]) -> Vec<String> {
    let ids: Vec<TrackId> = found.iter().map(|(id, _)| *id).collect();
    let songs = store.songs(&ids, None).await.unwrap();
    songs.into_iter().map(|song| song.track.title.clone()).collect()
}

#[tokio::test]
async fn what_sounds_alike_is_near() {
    for (engine, store) in stores().await {
        let _music = filled(&store).await;
        let first = track(&store, "0").await;
        assert!(store.sonically_similar(first, 9).await.unwrap().is_empty(), "{engine}");
        assert!(store.sonic_path(first, first, 9).await.unwrap().is_empty(), "{engine}");
        // Loudness is measured of the same decoding.
        assert_eq!(work(&store, 8).await, 0, "{engine}");

        let near = store.sonically_similar(first, 3).await.unwrap();
        assert!(near.is_sorted_by(|a, b| a.1 >= b.1) && near[0].1 < 1.0, "{engine}: {near:?}");
        assert_eq!(titles(&store, &near[..1]).await, ["1"], "{engine}");
        assert_eq!(store.sonically_similar(first, 99).await.unwrap().len(), 5, "{engine}");
        let silence = track(&store, "silence").await;
        assert!(store.sonically_similar(silence, 9).await.unwrap().is_empty(), "{engine}");

        let path = store.sonic_path(first, track(&store, "5").await, 4).await.unwrap();
        let path_titles = titles(&store, &path).await;
        assert_eq!((path.len(), path[0]), (4, (first, 1.0)), "{engine}: {path_titles:?}");
        assert!(path_titles.is_sorted() && path_titles[3] == "5", "{engine}: {path_titles:?}");
        assert!(store.sonic_path(first, TrackId(999), 4).await.unwrap().is_empty(), "{engine}");
    }
}

#[tokio::test]
async fn other_tags_ask_for_no_new_description_and_another_sound_does() {
    for (engine, store) in stores().await {
        let music = filled(&store).await;
        work(&store, 8).await;
        let first = track(&store, "0").await;
        let near = store.sonically_similar(first, 9).await.unwrap();
        let put =
            |name: &str, bytes: Vec<u8>| std::fs::write(music.path().join(name), bytes).unwrap();

        put("0.flac", sound(440.0, 0.0, "Ann", "A longer title"));
        scan(&store, music.path(), 9).await.unwrap();
        store.enqueue_features(9).await.unwrap();
        let job = store.lease(&[FEATURES_JOB], "w", 9, 1_000).await.unwrap();
        assert_eq!(job, None, "{engine}");
        assert_eq!(store.sonically_similar(first, 9).await.unwrap(), near, "{engine}");

        put("0.flac", sound(440.0, 1.0, "Ann", "Noise now"));
        scan(&store, music.path(), 10).await.unwrap();
        work(&store, 10).await;
        let near = store.sonically_similar(first, 1).await.unwrap();
        assert_eq!(titles(&store, &near).await, ["5"], "{engine}");

        std::fs::remove_file(music.path().join("5.flac")).unwrap();
        scan(&store, music.path(), 11).await.unwrap();
        let near = store.sonically_similar(first, 1).await.unwrap();
        assert_eq!(titles(&store, &near).await, ["4"], "{engine}");
    }
}

/// Tags know of Ann only; whoever listens finds that one of Bob's sounds more like it than the noisiest of hers.
#[tokio::test]
async fn what_is_alike_is_so_by_tags_and_by_sound() {
    for (engine, store) in stores().await {
        let _music = filled(&store).await;
        let first = track(&store, "0").await;
        let alike = async || {
            let found = store.similar_to_track(first, 9).await.unwrap();
            let songs = store.songs(&found, None).await.unwrap();
            songs.into_iter().map(|song| song.track.title.clone()).collect::<Vec<_>>()
        };
        assert_eq!(alike().await, ["2", "4"], "{engine}");
        work(&store, 8).await;
        let heard = alike().await;
        let at = |title: &str| heard.iter().position(|other| other == title).unwrap();
        assert!(at("2") < at("4") && at("1") < at("3") && at("1") < at("4"), "{engine}: {heard:?}");
        assert_eq!(heard.len(), 5, "{engine}: {heard:?}");
    }
}
