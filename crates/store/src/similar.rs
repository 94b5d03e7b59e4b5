//! Tracks that are alike by their tags: the same people, the same genres, years near each other.
//!
//! Likeness that is learned from sound and from listens comes with the crate `recommend`.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use library::{AlbumId, ArtistId, Common, Permutation, TrackId};
use sqlx::AssertSqlSafe;

use crate::StoreError;
use crate::catalogue::Catalogue;
use crate::engine::{Store, reading};
use crate::tracks::listed;

/// Tracks of one artist that are weighed at most; nobody listens to a list that long.
const MAX_OF_ARTISTS: i64 = 2_000;
/// Tracks of one genre that are weighed at most; a draw stands for larger ones.
const MAX_OF_GENRE: usize = 4_000;
/// Tracks of one album in a list at most, so that there is more than one.
const MAX_OF_ALBUM: usize = 3;

impl Store {
    /// At most `limit` other tracks like one, the most alike first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn similar_to_track(
        &self,
        track: TrackId,
        limit: u32,
    ) -> Result<Vec<TrackId>, StoreError> {
        let sql = "SELECT DISTINCT artist FROM track_artists WHERE track = $1 ORDER BY artist";
        let artists: Vec<i64> =
            reading!(self, |db| sqlx::query_scalar(sql).bind(track.0).fetch_all(db).await?);
        let catalogue = self.catalogue().await?;
        self.alike(&catalogue, &[track], &artists, limit).await
    }

    /// At most `limit` other tracks like those of an album, the most alike first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn similar_to_album(
        &self,
        album: AlbumId,
        limit: u32,
    ) -> Result<Vec<TrackId>, StoreError> {
        let sql =
            "SELECT id FROM tracks WHERE album = $1 AND NOT missing ORDER BY disc, number, id";
        let tracks: Vec<i64> =
            reading!(self, |db| sqlx::query_scalar(sql).bind(album.0).fetch_all(db).await?);
        let tracks: Vec<TrackId> = tracks.into_iter().map(TrackId).collect();
        let catalogue = self.catalogue().await?;
        let artists = catalogue.album(album).into_iter().flat_map(|album| &album.artists);
        let artists: Vec<i64> = artists.map(|artist| artist.id.0).collect();
        self.alike(&catalogue, &tracks, &artists, limit).await
    }

    /// At most `limit` tracks like those of an artist, theirs among them, the most alike first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn similar_to_artist(
        &self,
        artist: ArtistId,
        limit: u32,
    ) -> Result<Vec<TrackId>, StoreError> {
        let Some(&first) = self.tracks_by(artist, 1).await?.first() else { return Ok(Vec::new()) };
        let catalogue = self.catalogue().await?;
        let mut alike = self.alike(&catalogue, &[first], &[artist.0], limit).await?;
        alike.insert(0, first);
        alike.truncate(limit as usize);
        Ok(alike)
    }

    /// Weighs whoever has an artist or genre in common with the first of `tracks`; none of them is
    /// answered.
    async fn alike(
        &self,
        catalogue: &Catalogue,
        tracks: &[TrackId],
        artists: &[i64],
        limit: u32,
    ) -> Result<Vec<TrackId>, StoreError> {
        let Some(start) = tracks.first().and_then(|id| catalogue.track_place(*id)) else {
            return Ok(Vec::new());
        };
        let mut common = catalogue.of_the_same_genres(start);
        for id in self.tracks_naming(artists).await? {
            if let Some(place) = catalogue.track_place(id) {
                common.entry(place).or_default().artist = true;
            }
        }
        let excluded: HashSet<TrackId> = tracks.iter().copied().collect();
        let year = |place: usize| catalogue.album_of(&catalogue.tracks[place])?.year;
        let mut weighed: Vec<(Reverse<u32>, usize)> = common
            .into_iter()
            .filter(|(place, _)| !excluded.contains(&catalogue.tracks[*place].id))
            .map(|(place, mut common)| {
                let years = year(start).zip(year(place));
                common.years_apart =
                    years.map(|(a, b)| u32::try_from(a.abs_diff(b)).unwrap_or(u32::MAX));
                // Positive floats are in the order of their bits.
                (Reverse(common.likeness().to_bits()), place)
            })
            .collect();
        weighed.sort_unstable();
        let mut of_album: HashMap<Option<u32>, usize> = HashMap::new();
        let few = |(_, place): &(Reverse<u32>, usize)| {
            let count = of_album.entry(catalogue.tracks[*place].album).or_default();
            *count += 1;
            *count <= MAX_OF_ALBUM
        };
        let few = weighed.into_iter().filter(few).take(limit as usize);
        Ok(few.map(|(_, place)| catalogue.tracks[place].id).collect())
    }

    async fn tracks_naming(&self, artists: &[i64]) -> Result<Vec<TrackId>, StoreError> {
        let sql = format!(
            "SELECT DISTINCT track FROM track_artists WHERE artist IN ({}) ORDER BY track LIMIT $1",
            listed(artists)
        );
        let ids: Vec<i64> = reading!(self, |db| {
            let query = sqlx::query_scalar(AssertSqlSafe(sql)).persistent(false);
            query.bind(MAX_OF_ARTISTS).fetch_all(db).await?
        });
        Ok(ids.into_iter().map(TrackId).collect())
    }
}

impl Catalogue {
    /// How many genres of the track at a place others have too.
    fn of_the_same_genres(&self, place: usize) -> HashMap<usize, Common> {
        let mut common: HashMap<usize, Common> = HashMap::new();
        let track = &self.tracks[place];
        let genres = self.album_of(track).map_or(&[][..], |album| &album.genres);
        for of in genres.iter().filter_map(|genre| self.genres.get(genre)) {
            if of.tracks.binary_search_by_key(&place, |other| *other as usize).is_err() {
                continue;
            }
            let order = Permutation::new(of.tracks.len(), track.id.0.unsigned_abs());
            let drawn = (0..of.tracks.len().min(MAX_OF_GENRE)).filter_map(|n| order.at(n));
            for other in drawn.map(|number| of.tracks[number] as usize) {
                common.entry(other).or_default().genres += 1;
            }
        }
        common
    }
}
