use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

/// Unpacks one Ogg Vorbis sample of an SF3 font to mono, at most `max_frames` long.
pub(super) fn decode(bytes: Vec<u8>, max_frames: usize) -> Result<Vec<f32>, String> {
    // The decoder is safe Rust without known panics; a font from anywhere must not be the first
    // to find one, hence the belt.
    catch_unwind(AssertUnwindSafe(|| unpack(bytes, max_frames)))
        .unwrap_or_else(|_| Err("a Vorbis sample is damaged".into()))
}

fn unpack(bytes: Vec<u8>, max_frames: usize) -> Result<Vec<f32>, String> {
    let reason = |error: Error| format!("a Vorbis sample is damaged: {error}");
    let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let (formats, meta) = (FormatOptions::default(), MetadataOptions::default());
    let probe = symphonia::default::get_probe();
    let mut reader = probe.probe(&Hint::new(), stream, formats, meta).map_err(reason)?;
    let track = reader.default_track(TrackType::Audio).ok_or("a Vorbis sample is empty")?;
    let id = track.id;
    let params = track.codec_params.as_ref().and_then(|params| params.audio());
    let params = params.ok_or("a Vorbis sample has no codec")?.clone();
    let codecs = symphonia::default::get_codecs();
    let mut decoder =
        codecs.make_audio_decoder(&params, &AudioDecoderOptions::default()).map_err(reason)?;
    let (mut sound, mut block) = (Vec::new(), Vec::<f32>::new());
    while let Some(packet) = reader.next_packet().map_err(reason)? {
        if packet.track_id != id {
            continue;
        }
        let decoded = decoder.decode(&packet).map_err(reason)?;
        let channels = decoded.spec().channels().count().max(1);
        decoded.copy_to_vec_interleaved(&mut block);
        sound.extend(block.iter().step_by(channels));
        if sound.len() > max_frames {
            return Err("a sample is too long".into());
        }
    }
    Ok(sound)
}
