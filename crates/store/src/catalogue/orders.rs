//! Lists of albums: each order is kept, and a page is a slice of it.

use std::cmp::Reverse;
use std::sync::Arc;

use library::{
    AlbumId, FolderId, Item, Permutation, Plays, UserId, by_last_play, by_plays, sort_text,
};

use super::{Album, Catalogue, page};
use crate::StoreError;
use crate::engine::Store;

/// Which albums, and in what order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlbumOrder<'a> {
    /// All, in an order that the seed decides: pages of one seed hold everything once.
    Random {
        /// Chosen by the caller.
        seed: u64,
    },
    /// All, those that were added last first.
    Newest,
    /// All by title.
    Name,
    /// All by artist, then by year.
    Artist,
    /// Those of the years, both included, from the first towards the last, which may be before it.
    Years {
        /// Begins here.
        from: i64,
        /// Ends here.
        to: i64,
    },
    /// Those with a track of a genre, by title.
    Genre(&'a str),
    /// Those that a listener played, the most played first.
    Frequent(UserId),
    /// Those that a listener played, the last played first.
    Recent(UserId),
    /// Those that a listener starred, the last starred first.
    Starred(UserId),
    /// Those that a listener rated, the best first.
    Highest(UserId),
}

/// Places of albums in every order.
#[derive(Debug, Default)]
pub(super) struct Orders {
    pub(super) name: Vec<u32>,
    newest: Vec<u32>,
    artist: Vec<u32>,
    /// Only those that have a year.
    year: Vec<u32>,
}

impl Orders {
    pub(super) fn of(albums: &[Arc<Album>]) -> Orders {
        let mut name: Vec<u32> = (0..).zip(albums).map(|(place, _)| place).collect();
        let album = |place: &u32| &albums[*place as usize];
        name.sort_by(|a, b| album(a).sort_text.cmp(&album(b).sort_text));
        let mut newest = name.clone();
        newest.sort_by_key(|place| Reverse((album(place).added_ms, *place)));
        let mut artist = name.clone();
        artist
            .sort_by_cached_key(|place| (sort_text(&album(place).artist_text), album(place).year));
        let mut year = name.clone();
        year.retain(|place| album(place).year.is_some());
        year.sort_by_key(|place| album(place).year);
        Orders { name, newest, artist, year }
    }
}

/// An order as it can be counted.
enum Places<'c> {
    Shuffled(usize, Permutation),
    Found(Vec<usize>),
    Listed(&'c [u32]),
    Reversed(&'c [u32]),
}

impl Places<'_> {
    fn len(&self) -> usize {
        match self {
            Places::Shuffled(count, _) => *count,
            Places::Found(places) => places.len(),
            Places::Listed(places) | Places::Reversed(places) => places.len(),
        }
    }

    fn at(&self, number: usize) -> usize {
        match self {
            Places::Shuffled(_, permutation) => permutation.at(number).unwrap_or(number),
            Places::Found(places) => places[number],
            Places::Listed(places) => places[number] as usize,
            Places::Reversed(places) => places[places.len() - 1 - number] as usize,
        }
    }
}

impl Catalogue {
    fn years(&self, first: i64, last: i64) -> &[u32] {
        let order = &self.orders.year;
        let year = |place: &u32| self.albums[*place as usize].year;
        let start = order.partition_point(|place| year(place) < Some(first));
        let end = order.partition_point(|place| year(place) <= Some(last));
        &order[start..end]
    }
}

impl Store {
    /// Albums in an order, from the `offset`th on, at most `limit`; those with a track in one music folder
    /// only, if one is named. A page costs the same wherever it begins.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn album_list(
        &self,
        order: AlbumOrder<'_>,
        folder: Option<FolderId>,
        offset: u64,
        limit: u32,
    ) -> Result<Vec<Arc<Album>>, StoreError> {
        let catalogue = self.catalogue().await?;
        let places = self.ordered(&catalogue, order).await?;
        let album = |number| Arc::clone(&catalogue.albums[places.at(number)]);
        let Some(folder) = folder else {
            return Ok(page(places.len(), offset, limit).map(album).collect());
        };
        let inside = (0..places.len()).map(album).filter(|album| album.folders.contains(&folder));
        let skipped = usize::try_from(offset).unwrap_or(usize::MAX);
        Ok(inside.skip(skipped).take(limit as usize).collect())
    }

    async fn ordered<'c>(
        &self,
        catalogue: &'c Catalogue,
        order: AlbumOrder<'_>,
    ) -> Result<Places<'c>, StoreError> {
        let found = |albums: Vec<AlbumId>| {
            let places = albums.into_iter().filter_map(|id| catalogue.album_place(id));
            Places::Found(places.collect())
        };
        Ok(match order {
            AlbumOrder::Random { seed } => {
                let count = catalogue.albums.len();
                Places::Shuffled(count, Permutation::new(count, seed))
            }
            AlbumOrder::Newest => Places::Listed(&catalogue.orders.newest),
            AlbumOrder::Name => Places::Listed(&catalogue.orders.name),
            AlbumOrder::Artist => Places::Listed(&catalogue.orders.artist),
            AlbumOrder::Years { from, to } if from <= to => {
                Places::Listed(catalogue.years(from, to))
            }
            AlbumOrder::Years { from, to } => Places::Reversed(catalogue.years(to, from)),
            AlbumOrder::Genre(name) => {
                Places::Listed(catalogue.genres.get(name).map_or(&[], |of| &of.albums))
            }
            AlbumOrder::Frequent(user) => found(self.albums_played(user, by_plays).await?),
            AlbumOrder::Recent(user) => found(self.albums_played(user, by_last_play).await?),
            AlbumOrder::Starred(user) => found(albums_in(self.starred(user).await?)),
            AlbumOrder::Highest(user) => found(albums_in(self.rated(user).await?)),
        })
    }

    async fn albums_played(
        &self,
        user: UserId,
        put_in_order: fn(&mut Vec<(AlbumId, Plays)>),
    ) -> Result<Vec<AlbumId>, StoreError> {
        let plays = self.album_plays(user).await?;
        let mut albums = plays.iter().map(|(album, plays)| (*album, *plays)).collect();
        put_in_order(&mut albums);
        Ok(albums.into_iter().map(|(id, _)| id).collect())
    }

    /// Albums by title, after the one given by its `sort_text` and identity.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn albums_by_name(
        &self,
        after: Option<(&str, AlbumId)>,
        limit: u32,
    ) -> Result<Vec<Arc<Album>>, StoreError> {
        let catalogue = self.catalogue().await?;
        let (order, album) = (&catalogue.orders.name, |at: u32| &catalogue.albums[at as usize]);
        let start = order
            .partition_point(|&at| Some((album(at).sort_text.as_str(), album(at).id)) <= after);
        let page = page(order.len(), start as u64, limit);
        Ok(order[page].iter().map(|&at| Arc::clone(album(at))).collect())
    }

    /// Albums by the time they were added, newest first, after the one given by `added_ms` and identity.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_albums(
        &self,
        after: Option<(i64, AlbumId)>,
        limit: u32,
    ) -> Result<Vec<Arc<Album>>, StoreError> {
        let catalogue = self.catalogue().await?;
        let (order, album) = (&catalogue.orders.newest, |at: u32| &catalogue.albums[at as usize]);
        let start = after.map_or(0, |after| {
            order.partition_point(|&at| (album(at).added_ms, album(at).id) >= after)
        });
        let page = page(order.len(), start as u64, limit);
        Ok(order[page].iter().map(|&at| Arc::clone(album(at))).collect())
    }
}

fn albums_in<T>(items: Vec<(Item, T)>) -> Vec<AlbumId> {
    let album = |(item, _)| match item {
        Item::Album(id) => Some(id),
        Item::Track(_) | Item::Artist(_) | Item::Playlist(_) => None,
    };
    items.into_iter().filter_map(album).collect()
}
