use std::io::Cursor;

use library::TrackId;
use synth::{Audio, Format, Tags};
use tempfile::tempdir;

use super::stores;
use crate::{LOUDNESS_JOB, Store, scan};

/// Two seconds of a sine of 1 kHz, stereo.
fn sine(peak: f32, title: &str, gain: Option<&str>) -> Vec<u8> {
    let sample = |frame: usize| peak * (frame as f32 % 48.0 / 48.0 * std::f32::consts::TAU).sin();
    let frames = (0..96_000).map(|frame| [sample(frame); 2]).collect();
    let tags = Tags {
        title: Some(title.into()),
        artist: Some("Ann".into()),
        album: Some("Loud and soft".into()),
        other: gain.map(|gain| ("REPLAYGAIN_TRACK_GAIN".into(), gain.into())).into_iter().collect(),
        ..Tags::default()
    };
    let mut file = Cursor::new(Vec::new());
    let audio = Audio { sample_rate: 48_000, frames };
    audio.encode(&mut file, Format::Flac { bits: 16 }, &tags).unwrap();
    file.into_inner()
}

async fn work(store: &Store) -> usize {
    store.enqueue_loudness(1).await.unwrap();
    let mut measured = 0;
    while let Some(job) = store.lease(&[LOUDNESS_JOB], "w", 1, 1_000).await.unwrap() {
        let album = library::AlbumId(job.key.parse().unwrap());
        measured += store.measure_loudness(album).await.unwrap();
        store.done(&job, 1).await.unwrap();
    }
    measured
}

async fn gains(store: &Store) -> Vec<(String, Option<f32>, Option<f32>)> {
    let ids: Vec<TrackId> = (1..=5).map(TrackId).collect();
    let songs = store.songs(&ids, None).await.unwrap();
    let gain = |song: &crate::Song| song.track.gain;
    let line = |song: crate::Song| {
        (song.track.title.clone(), gain(&song).track_gain_db, gain(&song).album_gain_db)
    };
    songs.into_iter().map(line).collect()
}

#[tokio::test]
async fn tracks_that_do_not_tell_their_gain_are_measured_once() {
    for (engine, store) in stores().await {
        let music = tempdir().unwrap();
        let put =
            |name: &str, bytes: Vec<u8>| std::fs::write(music.path().join(name), bytes).unwrap();
        put("1.flac", sine(0.5, "Loud", None));
        put("2.flac", sine(0.05, "Soft", None));
        put("3.flac", sine(0.3, "Told", Some("-7.00 dB")));
        let mut cut = sine(0.5, "Cut", None);
        cut.truncate(600);
        put("4.flac", cut);
        put("5.abc", b"X:1\nT:Air\nM:4/4\nL:1/4\nK:C\nCDEF|]\n".to_vec());
        scan(&store, music.path(), 7).await.unwrap();
        assert!(work(&store).await >= 3, "{engine}");
        let found = gains(&store).await;
        let gain = |title: &str| {
            let line = found.iter().find(|line| line.0 == title).unwrap();
            (line.1, line.2)
        };
        // A stereo sine at -23 dBFS (0.0708) has -23 LUFS (EBU Tech 3341).
        let near = |gain: Option<f32>, wanted: f32| (gain.unwrap() - wanted).abs() < 0.2;
        assert!(near(gain("Loud").0, -12.0) && near(gain("Soft").0, 8.0), "{engine}: {found:?}");
        assert_eq!(gain("Told"), (Some(-7.0), None), "{engine}");
        assert_eq!(gain("Loud").1, gain("Soft").1, "{engine}");
        // The soft one is gated out; the others have half the sum of their powers.
        assert!(near(gain("Loud").1, -10.3), "{engine}: {found:?}");
        assert_eq!(gain("Air"), (None, None), "{engine}");

        assert_eq!(work(&store).await, 0, "{engine}");
        put("2.flac", sine(0.1, "Softer", None));
        scan(&store, music.path(), 8).await.unwrap();
        assert!(work(&store).await >= 3, "{engine}");
        assert!(gains(&store).await.iter().any(|line| line.0 == "Softer" && near(line.1, 2.0)));
    }
}
