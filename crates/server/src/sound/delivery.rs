//! How a track is sent: its file as it is, or encoded anew.

use library::FileFormat;
use synth::Format;

/// What a client asked for, by `format` and `maxBitRate`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wish<'a> {
    /// `raw`, an extension, or nothing.
    pub(crate) format: Option<&'a str>,
    /// In kbit/s; 0 for no limit.
    pub(crate) most_kbps: u32,
    /// Begin so many seconds from the start (extension `transcodeOffset`).
    pub(crate) offset_s: u32,
}

/// The answer to a wish.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Delivery {
    /// The file.
    AsItIs,
    /// A stream that is encoded while it is sent.
    Encoded(Format),
}

/// Rates of MPEG-1 layer III in kbit/s (ISO 11172-3, table of bit rates).
const MP3_KBPS: [u32; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
/// What an encoding has when the client names no limit.
const OPUS_KBPS: u32 = 128;
const DEFAULT_MP3_KBPS: u32 = 192;

/// Chooses for a track of `format` whose sound takes `kbps`. A client that names a format gets it; one
/// that names only a limit gets Opus below it, if the file is above.
pub(super) fn choose(format: FileFormat, kbps: Option<u32>, wish: &Wish<'_>) -> Delivery {
    let within = wish.most_kbps == 0 || kbps.is_some_and(|kbps| kbps <= wish.most_kbps);
    let same = |name: &str| name.eq_ignore_ascii_case(format.extension());
    match wish.format {
        Some("raw") => Delivery::AsItIs,
        Some(name) if same(name) && within && wish.offset_s == 0 => Delivery::AsItIs,
        None | Some("") if within && wish.offset_s == 0 => Delivery::AsItIs,
        None | Some("" | "opus" | "ogg" | "oga") => Delivery::Encoded(opus(wish.most_kbps)),
        Some("flac") => Delivery::Encoded(Format::Flac { bits: 16 }),
        Some("wav") => Delivery::Encoded(Format::Wav(synth::WavSamples::Int16)),
        // What is not known here: everything plays MP3.
        Some(_) => Delivery::Encoded(mp3(wish.most_kbps)),
    }
}

fn opus(most_kbps: u32) -> Format {
    let kbps = if most_kbps == 0 { OPUS_KBPS } else { most_kbps.clamp(16, 320) };
    Format::Opus { kbps }
}

fn mp3(most_kbps: u32) -> Format {
    let most = if most_kbps == 0 { DEFAULT_MP3_KBPS } else { most_kbps };
    let kbps = MP3_KBPS.into_iter().rev().find(|kbps| *kbps <= most).unwrap_or(MP3_KBPS[0]);
    Format::Mp3 { kbps }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stay_as_they_are_unless_something_else_is_asked_for() {
        let check = |kbps, format, most_kbps, offset_s| {
            choose(FileFormat::Flac, Some(kbps), &Wish { format, most_kbps, offset_s })
        };
        assert_eq!(check(900, None, 0, 0), Delivery::AsItIs);
        assert_eq!(check(900, Some("raw"), 128, 0), Delivery::AsItIs);
        assert_eq!(check(900, Some("flac"), 0, 0), Delivery::AsItIs);
        assert_eq!(check(900, None, 128, 0), Delivery::Encoded(Format::Opus { kbps: 128 }));
        assert_eq!(check(100, None, 128, 0), Delivery::AsItIs);
        assert_eq!(check(900, Some("mp3"), 0, 0), Delivery::Encoded(Format::Mp3 { kbps: 192 }));
        assert_eq!(check(900, Some("mp3"), 150, 0), Delivery::Encoded(Format::Mp3 { kbps: 128 }));
        assert_eq!(check(900, Some("aac"), 9, 0), Delivery::Encoded(Format::Mp3 { kbps: 32 }));
        assert_eq!(check(900, None, 0, 30), Delivery::Encoded(Format::Opus { kbps: 128 }));
    }
}
