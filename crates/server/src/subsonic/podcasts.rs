//! Podcasts: channels that the house follows, and their episodes.

use chrono::{DateTime, Datelike};
use library::limits;
use library::podcasts::EpisodeStatus;
use store::{Episode, Podcast, StoreError};

use super::call::Call;
use super::failure::Failure;
use super::ids::{Id, not_found};
use super::node::Node;
use super::views::time;
use crate::clock::now_ms;
use crate::podcasts::Unfollowed;

/// The most episodes in one answer: a client that wants more asks for one channel after the other.
const MOST_EPISODES: usize = 10_000;

/// All channels or one, with their episodes unless they are not wanted.
pub(super) async fn podcasts(call: Call) -> Result<Node, Failure> {
    let store = &call.house.store;
    let podcasts = match call.parameters.get("id") {
        None => store.podcasts().await?,
        Some(id) => {
            let found = store.podcast(call.podcast_id()?).await?;
            vec![found.ok_or_else(|| not_found(id))?]
        }
    };
    let wanted = call.parameters.flag("includeEpisodes")?.unwrap_or(true);
    let mut room = if wanted { MOST_EPISODES } else { 0 };
    let mut channels = Vec::with_capacity(podcasts.len());
    for podcast in &podcasts {
        let mut channel = channel(podcast);
        if wanted {
            let most = u32::try_from(room.min(limits::MAX_EPISODES)).unwrap_or(0);
            let episodes = store.episodes(podcast.id, None, most).await?;
            room -= episodes.len();
            channel = channel.many("episode", episodes.iter().map(|of| view(of, podcast)));
        }
        channels.push(channel);
    }
    Ok(Node::new().one("podcasts", Node::new().many("channel", channels)))
}

/// What came out last, of all channels.
pub(super) async fn newest(call: Call) -> Result<Node, Failure> {
    let count = call.parameters.count("count", 20, 500)?;
    let mut nodes = Vec::new();
    for episode in call.house.store.newest_episodes(count).await? {
        nodes.extend(with_podcast(&call, &episode).await?);
    }
    Ok(Node::new().one("newestPodcasts", Node::new().many("episode", nodes)))
}

/// One episode (extension `getPodcastEpisode`).
pub(super) async fn episode(call: Call) -> Result<Node, Failure> {
    let episode = call.house.episode(call.episode_id()?).await?;
    let node = with_podcast(&call, &episode).await?;
    let node = node.ok_or_else(|| not_found(&Id::Episode(episode.id).to_string()))?;
    Ok(Node::new().one("podcastEpisode", node))
}

/// Has all feeds read.
pub(super) async fn refresh(call: Call) -> Result<Node, Failure> {
    call.house.store.refresh_podcasts(now_ms()).await?;
    Ok(Node::new())
}

pub(super) async fn create(call: Call) -> Result<Node, Failure> {
    call.house.follow(call.parameters.need("url")?).await?;
    Ok(Node::new())
}

pub(super) async fn delete_channel(call: Call) -> Result<Node, Failure> {
    call.house.leave(call.podcast_id()?).await?;
    Ok(Node::new())
}

pub(super) async fn delete_episode(call: Call) -> Result<Node, Failure> {
    call.house.delete_episode(call.episode_id()?).await?;
    Ok(Node::new())
}

pub(super) async fn download_episode(call: Call) -> Result<Node, Failure> {
    call.house.store.want_episode(call.episode_id()?, now_ms()).await?;
    Ok(Node::new())
}

/// `None` when the podcast was left meanwhile.
async fn with_podcast(call: &Call, episode: &Episode) -> Result<Option<Node>, StoreError> {
    let podcast = call.house.store.podcast(episode.podcast).await?;
    Ok(podcast.map(|podcast| view(episode, &podcast)))
}

/// `PodcastChannel`, without its episodes.
fn channel(podcast: &Podcast) -> Node {
    let status = match (&podcast.error, podcast.fetched_ms) {
        (Some(_), _) => EpisodeStatus::Error,
        (None, Some(_)) => EpisodeStatus::Completed,
        (None, None) => EpisodeStatus::New,
    };
    let told = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Node::new()
        .text("id", Id::Podcast(podcast.id).to_string())
        .text("url", &podcast.url)
        .some_text("title", told(&podcast.title))
        .some_text("description", told(&podcast.description))
        .some_text("coverArt", cover(podcast))
        .some_text("originalImageUrl", podcast.image_url.as_ref())
        .text("status", status.name())
        .some_text("errorMessage", podcast.error.as_ref())
}

/// `PodcastEpisode`: a `Child` whose album is the podcast.
fn view(episode: &Episode, podcast: &Podcast) -> Node {
    let id = Id::Episode(episode.id).to_string();
    let channel = Id::Podcast(podcast.id).to_string();
    let year = DateTime::from_timestamp_millis(episode.published_ms).map(|time| time.year());
    let told = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Node::new()
        .text("id", &id)
        .some_text("streamId", episode.file.map(|_| &id))
        .text("channelId", &channel)
        .text("parent", &channel)
        .flag("isDir", false)
        .flag("isVideo", false)
        .text("type", "podcast")
        .text("title", &episode.title)
        .some_text("album", told(&podcast.title))
        .some_text("artist", told(&podcast.author))
        .some_number("year", year)
        .text("genre", "Podcast")
        .some_text("coverArt", cover(podcast))
        .some_number("size", episode.size)
        .some_text("contentType", episode.format.map(library::FileFormat::media_type))
        .some_text("suffix", episode.format.map(library::FileFormat::extension))
        .some_number("duration", episode.duration_s)
        .some_number("bitRate", episode.kbps())
        .some_text("description", told(&episode.description))
        .text("status", episode.status.name())
        .text("created", time(episode.published_ms))
        .text("publishDate", time(episode.published_ms))
}

fn cover(podcast: &Podcast) -> Option<String> {
    podcast.image.map(|_| Id::Podcast(podcast.id).to_string())
}

impl From<Unfollowed> for Failure {
    fn from(unfollowed: Unfollowed) -> Failure {
        match unfollowed {
            Unfollowed::Address(why) => Failure::General(why.to_string()),
            Unfollowed::Store(error) => error.into(),
        }
    }
}
