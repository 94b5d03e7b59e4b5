//! Identities: numbers that the store gives out and never gives out twice.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// One file of music. It stays the same when the file is moved or retagged.
    TrackId;
    /// Tracks that were released together.
    AlbumId;
    /// Somebody who is credited on a track or an album.
    ArtistId;
    /// A folder of music that the house was pointed at.
    FolderId;
    /// Somebody who may sign in.
    UserId;
    /// A browser that is signed in.
    SessionId;
    /// An app password or an API key.
    KeyId;
    /// Tracks in an order that a listener gave them.
    PlaylistId;
    /// A link that opens some of the music to people without an account.
    ShareId;
    /// A podcast that the house follows.
    PodcastId;
    /// One episode of a podcast.
    EpisodeId;
}
