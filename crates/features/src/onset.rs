//! Onsets: where something begins to sound.

use crate::mel::BANDS;

/// The range of the bands that is heard, in dB below the loudest of the last while.
const RANGE_DB: f32 = 60.0;
/// How fast the loudest is forgotten, in dB a frame: 20 dB in ten seconds.
const FORGET_DB: f32 = 0.046;
/// No loudest is softer, in dB.
const SOFTEST_DB: f32 = -40.0;
/// Frames between which a rise is measured.
const APART: usize = 2;

/// The bands as they are heard, and their rise over the same and the neighbouring bands before: so that vibrato is no
/// onset (S. Böck and G. Widmer, "Maximum filter vibrato suppression for onset detection", Digital Audio Effects 2013).
#[derive(Clone, Debug)]
pub(crate) struct Onsets {
    loudest_db: f32,
    before: [[f32; BANDS]; APART],
    at: usize,
}

/// What a frame tells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heard {
    /// Each band in dB above what is too soft to be heard, 0 to [`RANGE_DB`].
    pub(crate) bands_db: [f32; BANDS],
    /// The mean rise of the bands, in dB.
    pub(crate) onset_db: f32,
}

impl Onsets {
    pub(crate) fn new() -> Onsets {
        Onsets { loudest_db: SOFTEST_DB, before: [[0.0; BANDS]; APART], at: 0 }
    }

    pub(crate) fn add(&mut self, bands_db: &[f32; BANDS]) -> Heard {
        let loudest = bands_db.iter().copied().fold(f32::MIN, f32::max);
        self.loudest_db = loudest.max(self.loudest_db - FORGET_DB).max(SOFTEST_DB);
        let bands_db = bands_db.map(|band| (band - self.loudest_db + RANGE_DB).max(0.0));
        let before = &self.before[self.at % APART];
        let rise = |band: usize| {
            let around = &before[band.saturating_sub(1)..BANDS.min(band + 2)];
            (bands_db[band] - around.iter().copied().fold(0.0, f32::max)).max(0.0)
        };
        let onset_db = (0..BANDS).map(rise).sum::<f32>() / BANDS as f32;
        self.before[self.at % APART] = bands_db;
        self.at += 1;
        Heard { bands_db, onset_db }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_an_onset_and_an_end_is_none() {
        let mut onsets = Onsets::new();
        let (soft, loud) = ([-100.0; BANDS], [-20.0; BANDS]);
        let strengths: Vec<f32> = [soft, soft, soft, loud, loud, loud, loud, soft, soft]
            .iter()
            .map(|bands| onsets.add(bands).onset_db)
            .collect();
        assert_eq!(strengths[3], RANGE_DB);
        assert_eq!((strengths[2], strengths[5], strengths[7]), (0.0, 0.0, 0.0));
    }
}
