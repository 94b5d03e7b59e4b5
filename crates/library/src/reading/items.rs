//! From the tags of one file, of any kind, to our [`Tags`].

use lofty::tag::{ItemKey, ItemValue, Tag};
use unicode_normalization::UnicodeNormalization;

use crate::lyrics::clipped;
use crate::{Credit, MusicBrainzIds, Place, ReplayGain, Role, Tags, limits};

/// Roles and the keys that fill them: the first key with a value wins.
const ROLES: [(Role, &[ItemKey]); 9] = [
    (Role::Artist, &[ItemKey::TrackArtists, ItemKey::TrackArtist]),
    (Role::AlbumArtist, &[ItemKey::AlbumArtists, ItemKey::AlbumArtist]),
    (Role::Composer, &[ItemKey::Composer]),
    (Role::Lyricist, &[ItemKey::Lyricist, ItemKey::Writer]),
    (Role::Conductor, &[ItemKey::Conductor]),
    (Role::Arranger, &[ItemKey::Arranger]),
    (Role::Performer, &[ItemKey::Performer]),
    (Role::Remixer, &[ItemKey::Remixer]),
    (Role::Producer, &[ItemKey::Producer]),
];
/// What stands between names; a slash does so only between spaces, for AC/DC is one band.
const BETWEEN_NAMES: &[&str] = &["\0", ";", " / ", "、"];
const BETWEEN_GENRES: &[&str] = &["\0", ";", "/", ",", "、"];

/// Reads all tags of a file; where two say the same thing, the first one counts.
pub(super) fn tags(tags: &[Tag]) -> Tags {
    let items = Items(tags);
    let mut credits = Vec::new();
    for (role, keys) in ROLES {
        let names = keys.iter().map(|key| items.all(*key, BETWEEN_NAMES));
        let names = names.into_iter().find(|names| !names.is_empty()).unwrap_or_default();
        credits.extend(names.into_iter().map(|name| Credit { role, name }));
    }
    Tags {
        title: items.one(ItemKey::TrackTitle),
        title_sort: items.one(ItemKey::TrackTitleSortOrder),
        album: items.one(ItemKey::AlbumTitle),
        album_sort: items.one(ItemKey::AlbumTitleSortOrder),
        credits,
        genres: items.all(ItemKey::Genre, BETWEEN_GENRES),
        works: items.all(ItemKey::Work, &["\0"]),
        movement: items.one(ItemKey::Movement),
        track: items.place(ItemKey::TrackNumber, ItemKey::TrackTotal),
        disc: items.place(ItemKey::DiscNumber, ItemKey::DiscTotal),
        disc_title: items.one(ItemKey::SetSubtitle),
        date: items
            .one(ItemKey::RecordingDate)
            .or_else(|| items.one(ItemKey::ReleaseDate))
            .or_else(|| items.one(ItemKey::Year)),
        original_date: items.one(ItemKey::OriginalReleaseDate),
        compilation: items.one(ItemKey::FlagCompilation).is_some_and(|flag| flag.trim() == "1"),
        musicbrainz: musicbrainz(&items),
        replay_gain: replay_gain(&items),
        tempo_bpm: items.number(ItemKey::Bpm).or_else(|| items.number(ItemKey::IntegerBpm)),
        comment: items.one(ItemKey::Comment),
        lyrics: items
            .raw(ItemKey::Lyrics)
            .chain(items.raw(ItemKey::UnsyncLyrics))
            .find(|words| !words.trim().is_empty())
            .map(|words| clipped(words).to_owned()),
    }
}

/// One line of text as we keep it: composed letters, no control signs, no spaces around, bounded.
pub(super) fn text(raw: &str) -> Option<String> {
    let kept = raw.nfc().filter(|c| !c.is_control() || c.is_whitespace());
    let kept: String =
        kept.map(|c| if c.is_control() { ' ' } else { c }).take(limits::MAX_TEXT).collect();
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// The items of all tags of a file.
struct Items<'t>(&'t [Tag]);

impl<'t> Items<'t> {
    fn raw(&self, key: ItemKey) -> impl Iterator<Item = &'t str> + use<'t> {
        let tags = self.0;
        tags.iter().flat_map(move |tag| {
            tag.get_items(key).filter_map(|item| match item.value() {
                ItemValue::Text(text) | ItemValue::Locator(text) => Some(text.as_str()),
                ItemValue::Binary(_) => None,
            })
        })
    }

    fn one(&self, key: ItemKey) -> Option<String> {
        self.raw(key).find_map(text)
    }

    /// All values, each once, in order.
    fn all(&self, key: ItemKey, between: &[&str]) -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        for raw in self.raw(key) {
            let mut parts = vec![raw];
            for sign in between {
                parts = parts
                    .into_iter()
                    .flat_map(|part| part.split(sign))
                    .take(limits::MAX_VALUES)
                    .collect();
            }
            for value in parts.into_iter().filter_map(text) {
                if !values.contains(&value) && values.len() < limits::MAX_VALUES {
                    values.push(value);
                }
            }
        }
        values
    }

    fn number(&self, key: ItemKey) -> Option<f32> {
        let number: f32 = self.one(key)?.parse().ok()?;
        number.is_finite().then_some(number)
    }

    /// `3`, `3/12`, or `3` with the total in a key of its own.
    fn place(&self, number: ItemKey, total: ItemKey) -> Place {
        let told = self.one(number).unwrap_or_default();
        let (first, second) = told.split_once('/').unwrap_or((&told, ""));
        let counted = |text: &str| text.trim().parse().ok().filter(|n| (1..=9_999).contains(n));
        let total = self.one(total).and_then(|total| counted(&total));
        Place { number: counted(first), total: total.or_else(|| counted(second)) }
    }
}

fn musicbrainz(items: &Items<'_>) -> MusicBrainzIds {
    let all = |key| items.all(key, &["\0", ";", "/"]);
    MusicBrainzIds {
        recording: items.one(ItemKey::MusicBrainzRecordingId),
        track: items.one(ItemKey::MusicBrainzTrackId),
        release: items.one(ItemKey::MusicBrainzReleaseId),
        release_group: items.one(ItemKey::MusicBrainzReleaseGroupId),
        artists: all(ItemKey::MusicBrainzArtistId),
        album_artists: all(ItemKey::MusicBrainzReleaseArtistId),
        works: all(ItemKey::MusicBrainzWorkId),
    }
}

/// `-7.03 dB`, and peaks as plain numbers; anything beyond reason is not believed.
fn replay_gain(items: &Items<'_>) -> ReplayGain {
    let told = |key| {
        let text = items.one(key)?.to_ascii_lowercase();
        text.trim_end_matches("db").trim().parse::<f32>().ok()
    };
    let gain = |key| told(key).filter(|gain| gain.abs() <= 64.0);
    let peak = |key| told(key).filter(|peak| (0.0..=64.0).contains(peak));
    ReplayGain {
        track_gain_db: gain(ItemKey::ReplayGainTrackGain),
        track_peak: peak(ItemKey::ReplayGainTrackPeak),
        album_gain_db: gain(ItemKey::ReplayGainAlbumGain),
        album_peak: peak(ItemKey::ReplayGainAlbumPeak),
    }
}
