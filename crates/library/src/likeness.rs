//! How alike two tracks are by what their tags say and how they sound.
//!
//! This knows no taste: what is learned from listens comes with the crate `recommend`.

/// What somebody credited on both counts.
const PERSON: f32 = 2.0;
/// What a genre of both counts.
const GENRE: f32 = 1.0;
/// What the same year counts: less than a genre, so that it decides among equals.
const YEAR: f32 = 0.9;
/// Years apart at which that is half.
const YEARS: f32 = 10.0;
/// What the same sound counts. Any two tracks have half of it, so that a track which sounds near (3/4) is
/// ahead by a person, and one that sounds like nothing of the kind is behind by as much as two.
const SOUND: f32 = 8.0;
/// How alike any two tracks sound, and what is assumed of one that was not listened to.
const ANY_TWO: f32 = 0.5;

/// What two tracks have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Common {
    /// Whether somebody is credited on both.
    pub artist: bool,
    /// Genres of both.
    pub genres: usize,
    /// Years between their albums, when both are known.
    pub years_apart: Option<u32>,
    /// How alike they sound, when both were listened to: 1 for the same sound, 1/2 for any two tracks, towards 0 for the
    /// most different.
    pub sound: Option<f32>,
}

impl Common {
    /// How alike, 0 for strangers. An artist counts as much as two genres, and so does a sound that is near; nearness in
    /// time decides among equals and fades to half within ten years.
    #[must_use]
    pub fn likeness(self) -> f32 {
        if !self.artist && self.genres == 0 && self.sound.is_none() {
            return 0.0;
        }
        let genres = u16::try_from(self.genres).unwrap_or(u16::MAX);
        let years = self.years_apart.map(|years| u16::try_from(years).unwrap_or(u16::MAX));
        let nearness = years.map_or(0.0, |years| 1.0 / (1.0 + f32::from(years) / YEARS));
        let people = if self.artist { PERSON } else { 0.0 };
        let sound = SOUND * self.sound.unwrap_or(ANY_TWO).clamp(0.0, 1.0);
        people + GENRE * f32::from(genres) + YEAR * nearness + sound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(pairs: &[Common]) {
        let likeness: Vec<f32> = pairs.iter().map(|common| common.likeness()).collect();
        assert!(likeness.windows(2).all(|pair| pair[0] > pair[1]), "{likeness:?}");
    }

    #[test]
    fn artists_count_before_genres_and_genres_before_years() {
        let common =
            |artist, genres, years_apart| Common { artist, genres, years_apart, sound: None };
        order(&[
            common(true, 1, Some(0)),
            common(true, 1, Some(20)),
            common(false, 2, Some(0)),
            common(false, 1, Some(0)),
            common(false, 1, None),
            common(false, 0, Some(0)),
        ]);
    }

    #[test]
    fn a_near_sound_counts_as_an_artist_and_an_unknown_one_as_any() {
        let common = |artist, genres, sound| Common { artist, genres, years_apart: None, sound };
        order(&[
            common(true, 1, Some(0.9)),
            common(false, 1, Some(0.9)),
            common(false, 0, Some(0.9)),
            common(true, 1, Some(0.51)),
            common(true, 1, None),
            common(false, 1, Some(0.6)),
            common(false, 1, None),
            common(true, 1, Some(0.1)),
            common(false, 0, Some(0.1)),
            common(false, 0, None),
        ]);
    }
}
