//! How loud tracks and albums are, measured once for each file that does not tell it.

use std::fs::File;
use std::io::BufReader;

use audio::{Decoder, Gain, Heard, Loudness};
use library::{AlbumId, TrackId};
use rayon::prelude::*;

use crate::described;
use crate::engine::{Store, run};
use crate::{NearBlob, StoreError, Track};

/// The kind of job that measures one album; its key is the album's identity.
pub const LOUDNESS_JOB: &str = "loudness";

impl Store {
    /// Asks for a [`LOUDNESS_JOB`] for every album with a sound file that was not looked at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue_loudness(&self, now_ms: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO jobs \
                   (kind, key, payload, attempts, run_at_ms, again, dead, created_ms) \
                   SELECT DISTINCT $1, CAST(tracks.album AS TEXT), 'null', 0, $2, FALSE, FALSE, $2 \
                   FROM tracks LEFT JOIN loudness \
                   ON loudness.track = tracks.id AND loudness.content = tracks.content \
                   WHERE loudness.track IS NULL AND NOT tracks.missing \
                   AND tracks.album IS NOT NULL \
                   AND tracks.format NOT IN ('musicxml', 'mxl', 'mid', 'abc') \
                   ON CONFLICT (kind, key) DO NOTHING";
        let mut writing = self.write().await?;
        run!(&mut writing, sqlx::query(sql).bind(LOUDNESS_JOB).bind(now_ms));
        crate::jobs::announce(&mut writing).await?;
        writing.keep().await?;
        self.arrived.notify_waiters();
        Ok(())
    }

    /// Measures an album's tracks, all of them if one does not tell its gain; answers how many were
    /// measured. They are described too, from the same decoding. The files are not written. Done twice, it is the same.
    ///
    /// # Errors
    /// When the database fails. A file that cannot be read has no gain, until it changes.
    pub async fn measure_loudness(&self, album: AlbumId) -> Result<usize, StoreError> {
        let mut files = Vec::new();
        for track in self.tracks_of(album).await? {
            if !track.format.is_score() {
                files.push((self.file_of(&track).await?, track));
            }
        }
        let told = |(_, track): &(NearBlob, Track)| track.tags.replay_gain.track_gain_db.is_some();
        let is_told = files.iter().all(told);
        let tracks: Vec<TrackId> = files.iter().map(|(_, track)| track.id).collect();
        let measured = tokio::task::spawn_blocking(move || {
            if is_told { Vec::new() } else { measure(files.iter().map(|(file, _)| file).collect()) }
        });
        let measured = measured.await.map_err(|_| StoreError::BrokenOff)?;
        let of_album = Loudness::of_album(measured.iter().flatten().map(|heard| &heard.loudness));
        let mut writing = self.write().await?;
        for (at, track) in tracks.iter().enumerate() {
            let heard = measured.get(at).and_then(Option::as_ref);
            let of_track = heard.and_then(|heard| heard.loudness.gain());
            let of_album = of_track.and(of_album);
            let gain_db = |gain: Option<Gain>| gain.map(|gain| gain.gain_db);
            let peak = |gain: Option<Gain>| gain.map(|gain| gain.peak);
            let sql = "INSERT INTO loudness (track, content, track_gain_db, track_peak, \
                       album_gain_db, album_peak) \
                       SELECT id, content, $2, $3, $4, $5 FROM tracks WHERE id = $1 \
                       ON CONFLICT (track) DO UPDATE SET content = excluded.content, \
                       track_gain_db = excluded.track_gain_db, track_peak = excluded.track_peak, \
                       album_gain_db = excluded.album_gain_db, album_peak = excluded.album_peak";
            run!(
                &mut writing,
                sqlx::query(sql)
                    .bind(track.0)
                    .bind(gain_db(of_track))
                    .bind(peak(of_track))
                    .bind(gain_db(of_album))
                    .bind(peak(of_album))
            );
        }
        let count = measured.iter().flatten().count();
        let sounds = measured.into_iter().map(|heard| heard?.description);
        let described: Vec<_> = tracks.into_iter().zip(sounds).collect();
        described::keep(&mut writing, &described).await?;
        writing.keep().await?;
        self.shown.forget();
        self.sounds.are_changed();
        Ok(count)
    }
}

/// What is heard in each file, on all cores; `None` for one that cannot be read.
fn measure(files: Vec<&NearBlob>) -> Vec<Option<Heard>> {
    let one = |file: &NearBlob| {
        let file = BufReader::new(File::open(file).ok()?);
        Heard::of(&mut Decoder::open(file).ok()?).ok()
    };
    files.into_par_iter().map(one).collect()
}
