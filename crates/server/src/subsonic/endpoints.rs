//! Every endpoint in one table: its name, what it asks the policy for, and who answers.

use axum::response::Response;
use library::policy::Action;

use super::call::Call;
use super::failure::Failure;
use super::node::Node;
use super::{
    absent, annotations, browsing, folders, likeness, lists, media, playlists, podcasts, queue,
    scans, searching, shares, sonic, system, transcoding, users,
};

/// What an endpoint answers with.
#[derive(Debug)]
pub(crate) enum Outcome {
    Tree(Node),
    Bytes(Response),
}

/// An endpoint as the table names it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Endpoint {
    /// Without `.view`.
    pub(crate) name: &'static str,
    /// What a caller must be allowed at the least; an endpoint asks again for the object it touches.
    pub(crate) action: Action,
}

macro_rules! endpoints {
    ($($kind:ident $action:ident { $($name:ident: $handler:path,)* })*) => {
        /// The table.
        pub(crate) const ENDPOINTS: &[Endpoint] = &[
            $($(Endpoint { name: stringify!($name), action: Action::$action },)*)*
        ];

        async fn handle(name: &str, call: Call) -> Result<Outcome, Failure> {
            match name {
                // Boxed, or each call would move as many bytes about as the largest of them may need.
                $($(stringify!($name) => {
                    Box::pin($handler(call)).await.map(Outcome::$kind)
                })*)*
                _ => Err(Failure::NotFound(format!("the endpoint {name:?}"))),
            }
        }
    };
}

endpoints! {
    Tree Greet {
        getOpenSubsonicExtensions: system::extensions,
        ping: system::ping,
        getLicense: system::license,
        tokenInfo: system::token_info,
    }
    Tree Browse {
        getMusicFolders: browsing::music_folders,
        getArtists: browsing::artists,
        getArtist: browsing::artist,
        getAlbum: browsing::album,
        getSong: browsing::song,
        getGenres: browsing::genres,
        getIndexes: folders::indexes,
        getMusicDirectory: folders::directory,
        getAlbumList: lists::album_list,
        getAlbumList2: lists::album_list2,
        getRandomSongs: lists::random_songs,
        getSongsByGenre: lists::songs_by_genre,
        search2: searching::search2,
        search3: searching::search3,
        getSimilarSongs: likeness::similar_songs,
        getSimilarSongs2: likeness::similar_songs2,
        getTopSongs: likeness::top_songs,
        getSonicSimilarTracks: sonic::similar_tracks,
        findSonicPath: sonic::path,
        getArtistInfo: likeness::artist_info1,
        getArtistInfo2: likeness::artist_info2,
        getAlbumInfo: likeness::album_info,
        getAlbumInfo2: likeness::album_info,
        getLyricsBySongId: media::lyrics_by_song,
        getLyrics: media::lyrics,
        getNowPlaying: annotations::now_playing,
    }
    Tree ReadOwn {
        getStarred: annotations::starred1,
        getStarred2: annotations::starred2,
        getPlayQueue: queue::play_queue,
        getPlayQueueByIndex: queue::play_queue_by_index,
        getBookmarks: queue::bookmarks,
    }
    Tree Star {
        star: annotations::star,
        unstar: annotations::unstar,
    }
    Tree Rate {
        setRating: annotations::set_rating,
    }
    Tree Scrobble {
        scrobble: annotations::scrobble,
        reportPlayback: annotations::report_playback,
        savePlayQueue: queue::save,
        savePlayQueueByIndex: queue::save_by_index,
        createBookmark: queue::create_bookmark,
        deleteBookmark: queue::delete_bookmark,
    }
    Tree ReadPlaylist {
        getPlaylists: playlists::playlists,
        getPlaylist: playlists::playlist,
    }
    Tree EditPlaylist {
        createPlaylist: playlists::create,
        updatePlaylist: playlists::update,
        deletePlaylist: playlists::delete,
    }
    Tree Share {
        getShares: shares::shares,
        createShare: shares::create,
        updateShare: shares::update,
        deleteShare: shares::delete,
    }
    Tree Browse {
        getInternetRadioStations: absent::radio_stations,
        getPodcasts: podcasts::podcasts,
        getNewestPodcasts: podcasts::newest,
        getPodcastEpisode: podcasts::episode,
        getVideos: absent::videos,
    }
    Tree Subscribe {
        refreshPodcasts: podcasts::refresh,
        createPodcastChannel: podcasts::create,
        deletePodcastChannel: podcasts::delete_channel,
        deletePodcastEpisode: podcasts::delete_episode,
        downloadPodcastEpisode: podcasts::download_episode,
    }
    Bytes Browse {
        getCoverArt: media::cover,
    }
    Tree Stream {
        getTranscodeDecision: transcoding::decision,
    }
    Bytes Stream {
        stream: media::stream,
        getTranscodeStream: transcoding::stream,
    }
    Bytes Download {
        download: media::download,
    }
    Tree ReadAccount {
        getUser: users::user,
    }
    Tree ManageAccounts {
        getUsers: users::users,
    }
    Tree ReadScan {
        getScanStatus: scans::status,
    }
    Tree Scan {
        startScan: scans::start,
    }
}

/// The endpoint of a name.
pub(crate) fn endpoint(name: &str) -> Option<Endpoint> {
    ENDPOINTS.iter().copied().find(|endpoint| endpoint.name == name)
}

/// Asks the policy, then the endpoint.
pub(crate) async fn dispatch(name: &str, call: Call) -> Result<Outcome, Failure> {
    let endpoint =
        endpoint(name).ok_or_else(|| Failure::NotFound(format!("the endpoint {name:?}")))?;
    call.may_ever(endpoint.action)?;
    handle(name, call).await
}
