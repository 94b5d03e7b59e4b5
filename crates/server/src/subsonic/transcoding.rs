//! Whether a client can play a file as it is, and what else it would get (extension `transcoding`).

use axum::response::Response;
use library::FileFormat;
use serde::Deserialize;
use store::Track;

use super::call::Call;
use super::failure::Failure;
use super::ids::{Id, not_found};
use super::node::Node;
use crate::sound::{self, Wish};

/// What a client can do (`ClientInfo`); what it does not say is no limit.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ClientInfo {
    /// In bit/s.
    max_audio_bitrate: Option<u64>,
    /// In bit/s.
    max_transcoding_audio_bitrate: Option<u64>,
    direct_play_profiles: Vec<DirectPlay>,
    transcoding_profiles: Vec<Transcoding>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct DirectPlay {
    containers: Vec<String>,
    audio_codecs: Vec<String>,
    max_audio_channels: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Transcoding {
    container: String,
    audio_codec: String,
}

/// Container and codec of a file, by the names that clients use.
fn names(format: FileFormat) -> (&'static str, &'static [&'static str]) {
    match format {
        FileFormat::Flac => ("flac", &["flac"]),
        FileFormat::Mp3 => ("mp3", &["mp3"]),
        FileFormat::Ogg => ("ogg", &["vorbis"]),
        FileFormat::M4a => ("mp4", &["aac", "alac"]),
        FileFormat::Wav => ("wav", &["pcm", "pcm_s16le"]),
        // Scores are heard as Opus.
        _ => ("ogg", &["opus"]),
    }
}

/// Lists that are empty or hold `*` let everything through.
fn admits(list: &[String], names: &[&str]) -> bool {
    let any =
        |told: &String| told == "*" || names.iter().any(|name| told.eq_ignore_ascii_case(name));
    list.is_empty() || list.iter().any(any)
}

fn containers(container: &str) -> &[&str] {
    match container {
        "mp4" => &["mp4", "m4a"],
        "ogg" => &["ogg", "oga", "opus"],
        "mp3" => &["mp3"],
        "flac" => &["flac"],
        _ => &["wav"],
    }
}

pub(super) async fn decision(call: Call) -> Result<Node, Failure> {
    let info: ClientInfo = serde_json::from_slice(&call.body)
        .map_err(|error| Failure::General(format!("the client's description: {error}")))?;
    let track = media(&call).await?;
    let (container, codecs) = names(track.format);
    let kbps = track.properties.bitrate_kbps;
    let above = |most: Option<u64>| {
        most.filter(|most| *most > 0).is_some_and(|most| u64::from(kbps.unwrap_or(0)) * 1000 > most)
    };
    let channels = u32::from(track.properties.channels.unwrap_or(2));
    let fits = |profile: &DirectPlay| {
        admits(&profile.containers, containers(container))
            && admits(&profile.audio_codecs, codecs)
            && profile.max_audio_channels.is_none_or(|most| channels <= most)
    };
    let mut reasons = Vec::new();
    if !info.direct_play_profiles.iter().any(fits) {
        reasons.push("the client does not play this format");
    }
    if above(info.max_audio_bitrate) {
        reasons.push("the bit rate is above the client's limit");
    }
    let most = info.max_transcoding_audio_bitrate.or(info.max_audio_bitrate).unwrap_or(0) / 1000;
    let offered = info.transcoding_profiles.iter().find_map(offer);
    let source =
        details(container, codecs[0]).some_number("audioBitrate", kbps.map(|kbps| kbps * 1000));
    let node = Node::new()
        .flag("canDirectPlay", reasons.is_empty())
        .flag("canTranscode", offered.is_some())
        .leaves("transcodeReason", reasons)
        .one("sourceStream", source);
    let node = match offered {
        None => node,
        Some((format, container, codec)) => node
            .text("transcodeParams", format!("{format}-{}", most.min(10_000)))
            .one("transcodeStream", details(container, codec)),
    };
    Ok(Node::new().one("transcodeDecision", node))
}

/// The first of a client's wishes that can be met: our name, container and codec.
fn offer(profile: &Transcoding) -> Option<(&'static str, &'static str, &'static str)> {
    let name = |text: &str| text.to_ascii_lowercase();
    match (name(&profile.container).as_str(), name(&profile.audio_codec).as_str()) {
        ("ogg" | "opus" | "oga" | "", "opus") => Some(("opus", "ogg", "opus")),
        ("mp3" | "", "mp3") | ("mp3", "") => Some(("mp3", "mp3", "mp3")),
        ("flac" | "", "flac") | ("flac", "") => Some(("flac", "flac", "flac")),
        ("wav", _) => Some(("wav", "wav", "pcm")),
        _ => None,
    }
}

fn details(container: &str, codec: &str) -> Node {
    Node::new().text("protocol", "http").text("container", container).text("codec", codec)
}

/// The stream that a decision promised.
pub(super) async fn stream(call: Call) -> Result<Response, Failure> {
    let sent = &call.parameters;
    let promised = sent.need("transcodeParams")?;
    let unreadable = || Failure::Unreadable("transcodeParams", promised.chars().take(80).collect());
    let (format, most) = promised.split_once('-').ok_or_else(unreadable)?;
    let most_kbps = most.parse::<u32>().map_err(|_| unreadable())?.min(10_000);
    let offset_s = sent.count("offset", 0, 86_400)?;
    let wish = Wish { format: Some(format), most_kbps, offset_s };
    let track = media(&call).await?;
    Ok(sound::send(&call.house, &track, &wish, (&call.method, &call.headers)).await?)
}

/// The track that `mediaId` names.
pub(super) async fn media(call: &Call) -> Result<Track, Failure> {
    let text = call.parameters.need("mediaId")?;
    let Ok(Id::Track(id)) = text.parse() else { return Err(not_found(text)) };
    call.house.store.track(id).await?.ok_or_else(|| not_found(text))
}
