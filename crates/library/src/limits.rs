//! What a file may ask for, checked before anything is read or decoded.

/// Longest text of one tag, in characters; the rest is cut off.
pub const MAX_TEXT: usize = 1_000;
/// Most values of one tag (artists, genres); the rest is left out.
pub const MAX_VALUES: usize = 64;
/// Longest lyrics, in bytes of UTF-8; the rest is cut off at a line.
pub const MAX_LYRICS_BYTES: usize = 256 << 10;
/// Largest cover, in bytes.
pub const MAX_PICTURE_BYTES: usize = 16 << 20;
/// Largest side of a cover, in pixels.
pub const MAX_PICTURE_SIDE: u32 = 10_000;
/// Largest area of a cover, in pixels: 36 million are 144 MB once decoded.
pub const MAX_PICTURE_AREA: u64 = 36_000_000;
/// Longest track in milliseconds, two days: headers that claim more are not believed.
pub const MAX_DURATION_MS: u64 = 172_800_000;
/// Deepest folder below the one that was named.
pub const MAX_DEPTH: usize = 32;
/// Most words of a search that are looked for.
pub const MAX_SEARCH_TERMS: usize = 16;
/// Characters in the name of an account.
pub const MAX_ACCOUNT_NAME: usize = 64;
/// Most tracks of a playlist or a play queue.
pub const MAX_PLAYLIST_TRACKS: usize = 20_000;
/// Largest file of a playlist, in bytes.
pub const MAX_PLAYLIST_BYTES: usize = 16 << 20;
/// Most files of playlists in a music folder; the last by their paths are left out.
pub const MAX_LIST_FILES: usize = 5_000;
/// Most things in one share.
pub const MAX_SHARE_ITEMS: usize = 500;
/// Most conditions and groups in a playlist's rules.
pub const MAX_RULES: usize = 64;
/// How deep a playlist's rules may stand within each other.
pub const MAX_RULE_DEPTH: usize = 8;
/// Largest listening history that is taken over at once, unpacked, in bytes.
pub const MAX_HISTORY_BYTES: usize = 512 << 20;
/// Most files of an archive of listening histories.
pub const MAX_HISTORY_FILES: usize = 4_096;
/// Most listens that are taken over at once.
pub const MAX_HISTORY_LISTENS: usize = 2_000_000;
/// Largest feed of a podcast, in bytes.
pub const MAX_FEED_BYTES: usize = 5 << 20;
/// Deepest element of a feed.
pub const MAX_FEED_DEPTH: usize = 64;
/// Most episodes of a podcast that are kept in mind; the oldest are left out.
pub const MAX_EPISODES: usize = 2_000;
/// Longest description of a podcast or an episode, in characters of plain text; the rest is cut off.
pub const MAX_DESCRIPTION: usize = 4_000;
/// Longest address, in bytes.
pub const MAX_URL: usize = 2_048;
/// Largest file of an episode, in bytes.
pub const MAX_EPISODE_BYTES: u64 = 1 << 30;
/// Most podcasts of a house.
pub const MAX_PODCASTS: usize = 1_000;
