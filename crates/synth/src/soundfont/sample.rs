use super::hydra::SampleHeader;
use super::source::Source;
use super::vorbis;

/// Longest sample that is read: about 11 minutes at 48 kHz, 128 MB unpacked.
pub(super) const MAX_FRAMES: usize = 1 << 25;
/// Frames of silence after a sample, so that the oscillator's window never reads past it.
const PADDING: usize = 40;
/// The flag of a sample type that says "Ogg Vorbis", from SF3.
const COMPRESSED: u16 = 0x10;
/// The flag of a sample that lives in a sound card's memory (SoundFont 2.04, section 7.10).
const ROM: u16 = 0x8000;

/// One recorded sound, unpacked.
#[derive(Debug)]
pub(crate) struct Sample {
    /// One frame of silence, the sound from -1 to 1, then [`PADDING`]: frame `i` is `data[i + 1]`.
    pub(crate) data: Vec<f32>,
    /// How many frames the sound has.
    pub(crate) frames: usize,
    /// The loop, in frames from the start; empty when there is none.
    pub(crate) loop_frames: (usize, usize),
    /// Frames a second.
    pub(crate) rate: f32,
    pub(crate) original_key: u8,
    pub(crate) correction_cents: f32,
}

impl Sample {
    /// Reads the sample a header describes out of the `smpl` chunk at `start`, `len` bytes long.
    pub(super) fn read(
        source: &Source,
        start: u64,
        len: u64,
        header: &SampleHeader,
    ) -> Result<Self, String> {
        if header.kind & ROM != 0 {
            return Err("a sample is in the memory of a sound card".into());
        }
        let compressed = header.kind & COMPRESSED != 0;
        let size = if compressed { 1 } else { 2 };
        let (from, to) = (u64::from(header.start) * size, (u64::from(header.end) * size).min(len));
        let bytes = to.checked_sub(from).filter(|bytes| *bytes > 0);
        let bytes = bytes.ok_or("a sample is outside the sample data")?;
        if bytes > MAX_FRAMES as u64 * size {
            return Err("a sample is too long".into());
        }
        let bytes = source.read(start + from, bytes)?;
        let sound = if compressed { vorbis::decode(bytes, MAX_FRAMES)? } else { pcm16(&bytes) };
        let base = if compressed { 0 } else { i64::from(header.start) };
        let frames = sound.len();
        let at = |place: u32| usize::try_from(i64::from(place) - base).unwrap_or(0).min(frames);
        let mut data = Vec::with_capacity(frames + 1 + PADDING);
        data.push(0.0);
        data.extend(sound);
        data.resize(frames + 1 + PADDING, 0.0);
        Ok(Self {
            data,
            frames,
            loop_frames: (at(header.loop_start), at(header.loop_end)),
            rate: header.rate.clamp(400, 400_000) as f32,
            original_key: if header.original_key <= 127 { header.original_key } else { 60 },
            correction_cents: header.correction_cents.into(),
        })
    }
}

fn pcm16(bytes: &[u8]) -> Vec<f32> {
    let pairs = bytes.chunks_exact(2);
    pairs.map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0).collect()
}
