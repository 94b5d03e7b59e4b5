//! From a file to stereo frames, block by block.

mod opus;
mod source;
mod stereo;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

pub use source::Source;
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::common::Limit;
use symphonia::core::errors::{Error, SeekErrorKind};
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, SeekMode, SeekTo, Track, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::{Time, TimeBase};
use synth::Frame;

use crate::{AudioError, limits};
use source::Measured;
use stereo::Fold;

/// How long before the place that is sought decoding begins, in seconds: what comes out depends on
/// packets before (MP3: the bit reservoir; Opus: RFC 7845, section 4.6, asks for 80 ms at least).
const RUN_UP_S: f64 = 0.25;

/// Reads the sound of a FLAC, MP3, Ogg Vorbis, Ogg Opus, WAV or MPEG-4 (AAC, ALAC) file as stereo.
///
/// Nothing that the file says is believed: rate, channels and length are held to [`limits`], a damaged
/// packet is left out and counted, and a file that is cut short ends where it ends.
pub struct Decoder<'s> {
    reader: Box<dyn FormatReader + 's>,
    decoder: Box<dyn AudioDecoder>,
    track: Facts,
    fold: Fold,
    /// Where the next frame of the reader stands, in frames from the start of the music; below zero
    /// while a decoder finds its feet.
    at: Place,
    samples: Vec<f32>,
    frames: Vec<Frame>,
    handed_out: u64,
    damaged: u32,
    is_over: bool,
}

/// What the file says of its track.
#[derive(Clone, Debug)]
struct Facts {
    id: u32,
    rate: u32,
    channels: usize,
    bits: Option<u32>,
    duration_s: Option<f64>,
    time_base: Option<TimeBase>,
    /// Frames at the start that are no music, where the container leaves them in.
    pre_skip: u32,
}

/// What is left out of the packets that come.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// So many frames.
    Skip(u64),
    /// Everything before this time, in seconds.
    Seek(f64),
}

static CODECS: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut codecs = CodecRegistry::new();
    symphonia::default::register_enabled_codecs(&mut codecs);
    codecs.register_audio_decoder::<opus::Opus>();
    codecs
});

impl<'s> Decoder<'s> {
    /// Opens a file by what is in it, whatever it is called.
    ///
    /// # Errors
    /// [`AudioError::Unreadable`], [`AudioError::Broken`] or [`AudioError::Unsupported`] for a file that
    /// has no sound we can play, [`AudioError::Limit`] for one that claims too much.
    pub fn open(source: impl Source + 's) -> Result<Decoder<'s>, AudioError> {
        guarded(|| Decoder::open_unguarded(Measured::new(source).map_err(AudioError::Unreadable)?))
    }

    fn open_unguarded(source: Measured<impl Source + 's>) -> Result<Decoder<'s>, AudioError> {
        let stream = MediaSourceStream::new(Box::new(source), Default::default());
        let meta = MetadataOptions::default()
            .limit_tag_bytes(Limit::Maximum(limits::MAX_TAG_BYTES))
            .limit_visual_bytes(Limit::Maximum(0));
        let probe = symphonia::default::get_probe();
        let reader = probe.probe(&Hint::new(), stream, FormatOptions::default(), meta)?;
        let track = reader.default_track(TrackType::Audio).ok_or_else(no_sound)?;
        let params = track.codec_params.as_ref().and_then(|params| params.audio());
        let params = params.ok_or_else(no_sound)?;
        let facts = facts(track, params)?;
        let decoder = CODECS.make_audio_decoder(params, &AudioDecoderOptions::default())?;
        let fold = Fold::of(&params.channels.clone().unwrap_or_default());
        Ok(Decoder {
            reader,
            decoder,
            at: Place::Skip(facts.pre_skip.into()),
            track: facts,
            fold,
            samples: Vec::new(),
            frames: Vec::new(),
            handed_out: 0,
            damaged: 0,
            is_over: false,
        })
    }

    /// Frames a second.
    #[must_use]
    pub fn sample_rate(&self) -> u32 {
        self.track.rate
    }

    /// Channels in the file; what is read has two.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.track.channels
    }

    /// Bits a sample, where the format has such a number.
    #[must_use]
    pub fn bits(&self) -> Option<u32> {
        self.track.bits
    }

    /// The length that the file claims, in seconds.
    #[must_use]
    pub fn claimed_s(&self) -> Option<f64> {
        self.track.duration_s
    }

    /// Packets that were left out because they made no sense.
    #[must_use]
    pub fn damaged(&self) -> u32 {
        self.damaged
    }

    /// Goes to a time, in seconds from the start, to the frame. Beyond the end there is nothing more
    /// to read. Seek before the end was read: symphonia does not find back from there in MPEG-4 files.
    ///
    /// # Errors
    /// [`AudioError::Broken`] or [`AudioError::Unreadable`] when the way there is blocked.
    pub fn seek(&mut self, seconds: f64) -> Result<(), AudioError> {
        let seconds =
            if seconds.is_finite() { seconds.clamp(0.0, limits::MAX_SECONDS) } else { 0.0 };
        let rate = f64::from(self.track.rate);
        let from = seconds + f64::from(self.track.pre_skip) / rate;
        let run_up = (from - RUN_UP_S).max(0.0);
        let time = Time::try_from_secs_f64(run_up).unwrap_or_default();
        let to = SeekTo::Time { time, track_id: Some(self.track.id) };
        let reader = &mut self.reader;
        let outcome = guarded(|| match reader.seek(SeekMode::Accurate, to) {
            Err(Error::SeekError(SeekErrorKind::OutOfRange)) => Ok(false),
            Err(Error::IoError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                Ok(false)
            }
            other => Ok(other.map(|_| true)?),
        });
        self.is_over = !outcome?;
        self.decoder.reset();
        self.at = Place::Seek(from);
        self.handed_out = 0;
        Ok(())
    }

    /// The next frames, at least one; `None` at the end.
    ///
    /// # Errors
    /// [`AudioError::Unreadable`] when the disk fails, [`AudioError::Limit`] when it goes on for too
    /// long, [`AudioError::Broken`] when there was nothing but damage.
    pub fn read(&mut self) -> Result<Option<&[Frame]>, AudioError> {
        let mut empty = 0;
        while !self.is_over {
            self.frames.clear();
            if let Err(error) = guarded(AssertUnwindSafe(|| self.packet())) {
                self.is_over = true;
                return Err(error);
            }
            self.leave_out();
            if !self.frames.is_empty() {
                return self.count().map(|()| Some(self.frames.as_slice()));
            }
            empty += 1;
            self.is_over |= empty > limits::MAX_EMPTY_PACKETS;
        }
        if self.handed_out == 0 && self.damaged > 0 && matches!(self.at, Place::Skip(_)) {
            return Err(AudioError::Broken("no packet of it can be decoded".into()));
        }
        Ok(None)
    }

    /// Decodes one packet, if it can be.
    fn packet(&mut self) -> Result<(), AudioError> {
        let packet = match self.reader.next_packet() {
            Ok(Some(packet)) if packet.track_id == self.track.id => packet,
            Ok(Some(_)) => return Ok(()),
            Err(Error::DecodeError(_) | Error::LimitError(_)) => {
                self.pass_over();
                return Ok(());
            }
            Err(Error::IoError(error)) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
                return Err(AudioError::Unreadable(error));
            }
            // The end; or another stream begins, which is another track.
            Ok(None) | Err(_) => {
                self.is_over = true;
                return Ok(());
            }
        };
        match self.decoder.decode(&packet) {
            Ok(sound) if sound.spec().rate() == self.track.rate => {
                if sound.spec().channels().count() != self.track.channels {
                    self.track.channels = sound.spec().channels().count();
                    self.fold = Fold::of(sound.spec().channels());
                }
                sound.copy_to_vec_interleaved(&mut self.samples);
                self.fold.add(&self.samples, &mut self.frames);
            }
            // The rate changed half-way, or the packet makes no sense.
            Ok(_) | Err(_) => self.pass_over(),
        }
        self.find_place(&packet);
        Ok(())
    }

    /// Counts a packet that makes no sense; the first after a seek may lack what went before.
    fn pass_over(&mut self) {
        self.damaged += u32::from(matches!(self.at, Place::Skip(_)));
    }

    /// The first packet after a seek tells where it stands.
    fn find_place(&mut self, packet: &Packet) {
        let (Place::Seek(wanted_s), Some(base)) = (self.at, self.track.time_base) else { return };
        if self.frames.is_empty() {
            return;
        }
        let first = packet.pts.saturating_add(packet.trim_start);
        let stands_s = base.calc_time_saturating(first).as_secs_f64();
        self.at = Place::Skip(whole((wanted_s - stands_s) * f64::from(self.track.rate)));
    }

    /// Leaves out what lies before the place that is wanted.
    fn leave_out(&mut self) {
        if let Place::Skip(left) = &mut self.at {
            let skipped = usize::try_from(*left).unwrap_or(usize::MAX).min(self.frames.len());
            self.frames.drain(..skipped);
            *left -= skipped as u64;
        }
    }

    fn count(&mut self) -> Result<(), AudioError> {
        self.handed_out += self.frames.len() as u64;
        let limit = whole(limits::MAX_SECONDS * f64::from(self.track.rate));
        if self.handed_out > limit {
            self.is_over = true;
            let found = self.handed_out;
            return Err(AudioError::Limit { what: "length in frames", found, limit });
        }
        Ok(())
    }
}

fn facts(track: &Track, params: &AudioCodecParameters) -> Result<Facts, AudioError> {
    let is_opus = params.codec == CODEC_ID_OPUS;
    let rate = if is_opus { opus::RATE } else { params.sample_rate.unwrap_or(0) };
    if !limits::SAMPLE_RATES.contains(&rate) {
        let limit = u64::from(*limits::SAMPLE_RATES.end());
        return Err(AudioError::Limit { what: "sample rate in Hz", found: rate.into(), limit });
    }
    // Some say how many channels there are only with the first packet.
    let channels = params.channels.as_ref().map_or(0, |channels| channels.count());
    if channels > limits::MAX_CHANNELS {
        let (found, limit) = (channels as u64, limits::MAX_CHANNELS as u64);
        return Err(AudioError::Limit { what: "number of channels", found, limit });
    }
    let pre_skip = if is_opus { track.delay.unwrap_or(0) } else { 0 };
    let ticks = track.duration.zip(track.time_base);
    let seconds = ticks.map(|(length, base)| base.calc_duration_saturating(length).as_secs_f64());
    let duration_s = seconds.map(|seconds| seconds - f64::from(pre_skip) / f64::from(rate));
    Ok(Facts {
        id: track.id,
        rate,
        channels,
        bits: params.bits_per_sample,
        duration_s: duration_s.filter(|seconds| (0.0..=limits::MAX_SECONDS).contains(seconds)),
        time_base: track.time_base,
        pre_skip,
    })
}

/// The readers and decoders are somebody else's and are fed anything: should one panic, one file is
/// bad, not the house.
fn guarded<T>(read: impl FnOnce() -> Result<T, AudioError>) -> Result<T, AudioError> {
    let outcome = catch_unwind(AssertUnwindSafe(read));
    outcome.unwrap_or_else(|_| Err(AudioError::Broken("it makes no sense".into())))
}

fn no_sound() -> AudioError {
    AudioError::Unsupported("there is no sound in it".into())
}

/// A count of frames, none below zero.
fn whole(frames: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates, which is meant"
    )]
    let frames = frames.round() as u64;
    frames
}

impl fmt::Debug for Decoder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder").field("track", &self.track).field("at", &self.at).finish()
    }
}
