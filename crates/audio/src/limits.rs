//! What a file may ask for, checked before anything is decoded.

/// Longest sound in seconds, two days; decoding stops there with an error.
pub const MAX_SECONDS: f64 = 172_800.0;
/// Lowest and highest sample rate, in Hz.
pub const SAMPLE_RATES: std::ops::RangeInclusive<u32> = 1_000..=768_000;
/// Most channels.
pub const MAX_CHANNELS: usize = 8;
/// Most packets in a row that may be damaged or hold no sound.
pub const MAX_EMPTY_PACKETS: u32 = 4_096;
/// Longest text of one tag that the decoder keeps, in bytes; it needs none of them.
pub const MAX_TAG_BYTES: usize = 64 << 10;
