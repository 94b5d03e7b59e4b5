//! Tracks that are alike by their tags (the same people, the same genres, years near each other) and, once they were
//! listened to, by their sound; [`Common::likeness`] weighs one with the other.
//!
//! Likeness that is learned from listens comes with the crate `recommend`.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use features::{Space, similarity};
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
/// While there are others, one artist has a list's fourth part at most, so that it does not end with who it began with.
const ARTISTS: usize = 4;
/// Where tags name fewer than so many, as many are weighed as sound nearest among all tracks: those take longer to find.
const FEW: u32 = 500;

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

    /// Weighs whoever has an artist or genre in common with the first of `tracks`, or sounds like it; none of them is
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
        let sounds = self.sounds().await?;
        if common.len() < FEW as usize {
            for (id, _) in self.sonically_similar(tracks[0], FEW).await? {
                if let Some(place) = catalogue.track_place(id) {
                    common.entry(place).or_default();
                }
            }
        }
        catalogue.hear(&sounds, start, &mut common);
        let excluded: HashSet<TrackId> = tracks.iter().copied().collect();
        common.retain(|place, _| !excluded.contains(&catalogue.tracks[*place].id));
        let few = catalogue.spread(catalogue.weighed(start, common), limit as usize);
        Ok(few.into_iter().map(|place| catalogue.tracks[place].id).collect())
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

    /// Notes how alike the track at a place and others sound, as far as that is known.
    fn hear(&self, sounds: &Space, place: usize, others: &mut HashMap<usize, Common>) {
        let distance = sounds.distances(self.tracks[place].id.0);
        for (other, common) in others {
            common.sound = distance(self.tracks[*other].id.0).map(similarity);
        }
    }

    /// The places of others, the most like the track at a place first.
    fn weighed(&self, start: usize, others: HashMap<usize, Common>) -> Vec<usize> {
        let year = |place: usize| self.album_of(&self.tracks[place])?.year;
        let mut weighed: Vec<(Reverse<u32>, usize)> = others
            .into_iter()
            .map(|(place, mut common)| {
                let years = year(start).zip(year(place));
                common.years_apart =
                    years.map(|(a, b)| u32::try_from(a.abs_diff(b)).unwrap_or(u32::MAX));
                // Positive floats are in the order of their bits.
                (Reverse(common.likeness().to_bits()), place)
            })
            .collect();
        weighed.sort_unstable();
        weighed.into_iter().map(|(_, place)| place).collect()
    }

    /// At most `limit` of these, few of one album; who has more than their share comes after everybody else.
    fn spread(&self, places: Vec<usize>, limit: usize) -> Vec<usize> {
        let share = (limit / ARTISTS).max(MAX_OF_ALBUM);
        let mut of_album: HashMap<Option<u32>, usize> = HashMap::new();
        let mut of_artist: HashMap<i64, usize> = HashMap::new();
        let (mut first, mut last) = (Vec::new(), Vec::new());
        for place in places {
            let track = &self.tracks[place];
            if one_more(&mut of_album, track.album) > MAX_OF_ALBUM {
                continue;
            }
            let is_much = one_more(&mut of_artist, self.artist_of(track)) > share;
            if is_much {
                last.push(place)
            } else {
                first.push(place)
            }
            if first.len() >= limit {
                break;
            }
        }
        first.extend(last);
        first.truncate(limit);
        first
    }
}

fn one_more<K: Eq + Hash>(counts: &mut HashMap<K, usize>, key: K) -> usize {
    let count = counts.entry(key).or_default();
    *count += 1;
    *count
}
