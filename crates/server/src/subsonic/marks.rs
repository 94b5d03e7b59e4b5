//! What the listener thinks of what is listed.

use std::collections::HashMap;
use std::sync::Arc;

use library::{Item, Mark};
use store::{Album, Artist};

use super::call::Call;
use super::failure::Failure;
use super::node::Node;
use super::views;

/// Marks by what they are of.
#[derive(Debug)]
pub(super) struct Marks(HashMap<Item, Mark>);

impl Marks {
    /// The mark of a thing; none when the listener never touched it.
    pub(super) fn of(&self, item: Item) -> Mark {
        self.0.get(&item).copied().unwrap_or_default()
    }
}

impl Call {
    pub(super) async fn marks(&self, items: &[Item]) -> Result<Marks, Failure> {
        Ok(Marks(self.house.store.marks(self.user()?, items).await?))
    }

    /// Albums in their order, as one of the views shows them.
    pub(super) async fn album_nodes(
        &self,
        albums: &[Arc<Album>],
        view: fn(&Album, &Mark) -> Node,
    ) -> Result<Vec<Node>, Failure> {
        let items: Vec<Item> = albums.iter().map(|album| Item::Album(album.id)).collect();
        let marks = self.marks(&items).await?;
        Ok(albums.iter().map(|album| view(album, &marks.of(Item::Album(album.id)))).collect())
    }

    /// Artists in their order.
    pub(super) async fn artist_nodes(&self, artists: &[Arc<Artist>]) -> Result<Vec<Node>, Failure> {
        let items: Vec<Item> = artists.iter().map(|artist| Item::Artist(artist.id)).collect();
        let marks = self.marks(&items).await?;
        let view = |of: &Arc<Artist>| views::artist(of, &marks.of(Item::Artist(of.id)));
        Ok(artists.iter().map(view).collect())
    }
}
