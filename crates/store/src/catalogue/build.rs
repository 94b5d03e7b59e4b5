//! Reads the catalogue, table by table; the long ones in pieces, so that memory has no peak.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use library::{AlbumId, ArtistId, ArtistKey, FolderId, TrackId, WordIndexBuilder};

use super::orders::Orders;
use super::{Album, Artist, Catalogue, TrackEntry};
use crate::StoreError;
use crate::engine::{Store, reading};

/// Rows that are read at once.
const PIECE: i64 = 4_000;

pub(super) async fn read(store: &Store, state: i64) -> Result<Catalogue, StoreError> {
    let mut catalogue = Catalogue { state, ..Catalogue::default() };
    let standing = artists(store, &mut catalogue).await?;
    albums(store, &mut catalogue, &standing).await?;
    let mut covered = tracks(store, &mut catalogue).await?;
    covered.extend(pictured(store, &catalogue).await?);
    let genres = genres(store, &mut catalogue).await?;
    for ((place, album), genres) in (0u32..).zip(&mut catalogue.albums).zip(genres) {
        // Nobody else has it yet, so that nothing is copied.
        let album = Arc::make_mut(album);
        album.genres = genres.into_iter().collect();
        album.has_cover = covered.contains(&place);
    }
    catalogue.orders = Orders::of(&catalogue.albums);
    for &place in &catalogue.orders.name {
        for genre in &catalogue.albums[place as usize].genres {
            if let Some(of) = catalogue.genres.get_mut(genre) {
                of.albums.push(place);
            }
        }
    }
    Ok(catalogue)
}

/// Artists; answers who stands on which album.
async fn artists(
    store: &Store,
    catalogue: &mut Catalogue,
) -> Result<HashMap<AlbumId, Vec<ArtistId>>, StoreError> {
    let sql = "SELECT album, artist FROM album_artists ORDER BY album, position";
    let pairs: Vec<(i64, i64)> = reading!(store, |db| sqlx::query_as(sql).fetch_all(db).await?);
    let mut standing: HashMap<AlbumId, Vec<ArtistId>> = HashMap::new();
    let mut counts: HashMap<ArtistId, i64> = HashMap::new();
    for (album, artist) in pairs {
        let artists = standing.entry(AlbumId(album)).or_default();
        if !artists.contains(&ArtistId(artist)) {
            artists.push(ArtistId(artist));
            *counts.entry(ArtistId(artist)).or_default() += 1;
        }
    }
    let sql = "SELECT id, name, sort_text, words FROM artists WHERE \
               EXISTS (SELECT 1 FROM track_artists WHERE artist = artists.id) \
               OR EXISTS (SELECT 1 FROM album_artists WHERE artist = artists.id) ORDER BY id";
    let rows: Vec<(i64, String, String, String)> =
        reading!(store, |db| sqlx::query_as(sql).fetch_all(db).await?);
    let mut words = WordIndexBuilder::default();
    let artist = |(id, name, sort_text, found_by): (i64, String, String, String)| {
        words.push(&found_by);
        let id = ArtistId(id);
        let album_count = counts.get(&id).copied().unwrap_or(0);
        Arc::new(Artist { id, name, sort_text, album_count })
    };
    catalogue.artists = rows.into_iter().map(artist).collect();
    catalogue.artists_by_words = words.build();
    let names = catalogue.artists.iter().map(|artist| ArtistKey::of(&artist.name));
    catalogue.artists_by_key = names.zip(0..).collect();
    let names = catalogue.artists.iter().map(|artist| artist.name.as_str().into());
    catalogue.artists_as_spelt = names.zip(0..).collect();
    let mut by_name: Vec<(u32, &Arc<Artist>)> = (0..).zip(&catalogue.artists).collect();
    by_name.sort_by(|(_, a), (_, b)| a.sort_text.cmp(&b.sort_text));
    catalogue.artists_by_name = by_name.into_iter().map(|(place, _)| place).collect();
    Ok(standing)
}

type AlbumColumns = (i64, String, String, String, Option<i64>, bool, i64, i64, i64, String);

async fn albums(
    store: &Store,
    catalogue: &mut Catalogue,
    standing: &HashMap<AlbumId, Vec<ArtistId>>,
) -> Result<(), StoreError> {
    let sql = "SELECT id, title, sort_text, artist_text, year, compilation, track_count, duration_ms, \
               added_ms, words FROM albums WHERE track_count > 0 ORDER BY id";
    let rows: Vec<AlbumColumns> = reading!(store, |db| sqlx::query_as(sql).fetch_all(db).await?);
    let mut words = WordIndexBuilder::default();
    let album = |row: AlbumColumns| {
        let (id, title, sort_text, artist_text, year, compilation, track_count, ..) = row;
        let (.., duration_ms, added_ms, found_by) = row;
        words.push(&found_by);
        let id = AlbumId(id);
        let artists = standing.get(&id).into_iter().flatten();
        Arc::new(Album {
            id,
            title,
            sort_text,
            artist_text,
            artists: artists.filter_map(|id| catalogue.artist(*id)).cloned().collect(),
            genres: Vec::new(),
            year,
            compilation,
            track_count,
            duration_ms,
            added_ms,
            has_cover: false,
            folders: Vec::new(),
        })
    };
    catalogue.albums = rows.into_iter().map(album).collect();
    catalogue.albums_by_words = words.build();
    Ok(())
}

/// Tracks and their folders; answers the albums that have a picture inside a track.
async fn tracks(store: &Store, catalogue: &mut Catalogue) -> Result<HashSet<u32>, StoreError> {
    let sql = "SELECT id, album, has_cover, music_folder, path, words FROM tracks \
               WHERE NOT missing AND id > $1 ORDER BY id LIMIT $2";
    let mut covered = HashSet::new();
    let mut words = WordIndexBuilder::default();
    let mut after = 0;
    loop {
        let rows: Vec<(i64, Option<i64>, bool, i64, String, String)> = reading!(store, |db| {
            sqlx::query_as(sql).bind(after).bind(PIECE).fetch_all(db).await?
        });
        let Some(last) = rows.last() else { break };
        after = last.0;
        for (id, album, has_cover, folder, path, found_by) in rows {
            words.push(&found_by);
            let folder = FolderId(folder);
            let album = album.and_then(|id| catalogue.album_place(AlbumId(id))).map(short);
            if let Some(place) = album {
                let album = Arc::make_mut(&mut catalogue.albums[place as usize]);
                if !album.folders.contains(&folder) {
                    album.folders.push(folder);
                }
                if has_cover {
                    covered.insert(place);
                }
            }
            let place = short(catalogue.tracks.len());
            catalogue.tracks.push(TrackEntry { id: TrackId(id), album, folder });
            let folder = (folder, library::folder(&path).to_owned());
            catalogue.folders.entry(folder).or_default().push(place);
        }
    }
    catalogue.tracks_by_words = words.build();
    Ok(covered)
}

/// The albums that have a picture beside their tracks.
async fn pictured(store: &Store, catalogue: &Catalogue) -> Result<Vec<u32>, StoreError> {
    let sql = "SELECT music_folder, folder FROM folder_covers";
    let rows: Vec<(i64, String)> = reading!(store, |db| sqlx::query_as(sql).fetch_all(db).await?);
    let tracks = |(id, folder)| catalogue.folders.get(&(FolderId(id), folder));
    let places = rows.into_iter().filter_map(tracks).flatten();
    Ok(places.filter_map(|place| catalogue.tracks[*place as usize].album).collect())
}

/// Genres; answers those of each album.
async fn genres(
    store: &Store,
    catalogue: &mut Catalogue,
) -> Result<Vec<BTreeSet<Arc<str>>>, StoreError> {
    let sql = "SELECT genre, track FROM track_genres WHERE track > $1 ORDER BY track LIMIT $2";
    let mut of_albums = vec![BTreeSet::new(); catalogue.albums.len()];
    let mut after = 0;
    loop {
        let rows: Vec<(String, i64)> = reading!(store, |db| {
            sqlx::query_as(sql).bind(after).bind(PIECE).fetch_all(db).await?
        });
        let Some(last) = rows.last().map(|row| row.1) else { break };
        // A track's genres may go on in the next piece: the last track is left for it, but for a
        // piece of one track, which no track is large enough to fill.
        let whole = rows.len() < usize::try_from(PIECE).unwrap_or(0);
        after = if whole { last } else { last - 1 };
        for (genre, track) in rows.into_iter().filter(|row| row.1 <= after) {
            let Some(place) = catalogue.track_place(TrackId(track)) else { continue };
            let genre: Arc<str> = match catalogue.genres.get_key_value(genre.as_str()) {
                Some((known, _)) => Arc::clone(known),
                None => genre.into(),
            };
            let of = catalogue.genres.entry(Arc::clone(&genre)).or_default();
            of.tracks.push(short(place));
            if let Some(album) = catalogue.tracks[place].album {
                of_albums[album as usize].insert(genre);
            }
        }
    }
    Ok(of_albums)
}

fn short(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
