//! How alike two tracks are by what their tags say.
//!
//! This knows words, not sound or taste: what is learned from both comes with the crate `recommend`.

/// What two tracks have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Common {
    /// Whether somebody is credited on both.
    pub artist: bool,
    /// Genres of both.
    pub genres: usize,
    /// Years between their albums, when both are known.
    pub years_apart: Option<u32>,
}

impl Common {
    /// How alike, 0 for strangers. An artist counts as much as two genres; nearness in time decides
    /// among equals and fades to half within ten years.
    #[must_use]
    pub fn likeness(self) -> f32 {
        if !self.artist && self.genres == 0 {
            return 0.0;
        }
        let genres = u16::try_from(self.genres).unwrap_or(u16::MAX);
        let years = self.years_apart.map(|years| u16::try_from(years).unwrap_or(u16::MAX));
        let nearness = years.map_or(0.0, |years| 1.0 / (1.0 + f32::from(years) / 10.0));
        let people = if self.artist { 2.0 } else { 0.0 };
        people + f32::from(genres) + 0.9 * nearness
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn artists_count_before_genres_and_genres_before_years() {
        let likeness =
            |artist, genres, years_apart| Common { artist, genres, years_apart }.likeness();
        let order = [
            likeness(true, 1, Some(0)),
            likeness(true, 1, Some(20)),
            likeness(false, 2, Some(0)),
            likeness(false, 1, Some(0)),
            likeness(false, 1, None),
            likeness(false, 0, Some(0)),
        ];
        assert!(order.windows(2).all(|pair| pair[0] > pair[1]), "{order:?}");
    }
}
