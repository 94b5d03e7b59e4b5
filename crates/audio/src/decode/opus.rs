use opus_pure::{MAX_PACKET_SAMPLES, OpusDecoder};
use symphonia::core::audio::{
    AsGenericAudioBufferRef, Audio, AudioBuffer, AudioMut, AudioSpec, GenericAudioBufferRef,
};
use symphonia::core::codecs::CodecInfo;
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{
    AudioCodecParameters, AudioDecoder, AudioDecoderOptions, FinalizeResult,
};
use symphonia::core::codecs::registry::{RegisterableAudioDecoder, SupportedAudioCodec};
use symphonia::core::errors::{Error, Result};
use symphonia::core::packet::PacketRef;

/// Opus always decodes to this rate (RFC 7845, section 4), in Hz.
pub(super) const RATE: u32 = 48_000;

/// Opus for symphonia, which unpacks its container but does not decode it.
pub(super) struct Opus {
    params: AudioCodecParameters,
    decoder: OpusDecoder,
    interleaved: Vec<f32>,
    sound: AudioBuffer<f32>,
}

impl Opus {
    fn new(params: &AudioCodecParameters) -> Result<Opus> {
        let head = params.extra_data.as_deref().unwrap_or_default();
        let (gain, family) = match (head.get(16..18), head.get(18)) {
            (Some(&[low, high]), Some(&family)) => (i16::from_le_bytes([low, high]), family),
            _ => return Err(Error::DecodeError("opus: the header is cut short")),
        };
        let channels = params.channels.clone().filter(|channels| matches!(channels.count(), 1 | 2));
        let (Some(channels), 0) = (channels, family) else {
            return Err(Error::Unsupported("Opus of more than two channels"));
        };
        let mut decoder = OpusDecoder::new(48_000, channels.count())
            .map_err(|_| Error::DecodeError("opus: the header makes no sense"))?;
        decoder.gain_q8 = gain.into();
        let interleaved = vec![0.0; MAX_PACKET_SAMPLES * channels.count()];
        let sound = AudioBuffer::new(AudioSpec::new(RATE, channels), MAX_PACKET_SAMPLES);
        Ok(Opus { params: params.clone(), decoder, interleaved, sound })
    }
}

impl AudioDecoder for Opus {
    fn reset(&mut self) {
        // Only a decoder that was never made cannot be reset.
        self.decoder.reset_state().ok();
    }

    fn codec_info(&self) -> &CodecInfo {
        &Self::supported_codecs()[0].info
    }

    fn codec_params(&self) -> &AudioCodecParameters {
        &self.params
    }

    fn decode_ref(&mut self, packet: &PacketRef<'_>) -> Result<GenericAudioBufferRef<'_>> {
        self.sound.clear();
        let frames = self
            .decoder
            .decode(packet.data, MAX_PACKET_SAMPLES, &mut self.interleaved)
            .map_err(|_| Error::DecodeError("opus: a packet is damaged"))?;
        let channels = self.sound.spec().channels().count();
        self.sound.render_uninit(Some(frames));
        for channel in 0..channels {
            let samples = self.interleaved.iter().skip(channel).step_by(channels);
            let plane = self.sound.plane_mut(channel).into_iter().flatten();
            plane.zip(samples).for_each(|(to, from)| *to = *from);
        }
        let trim = |length: symphonia::core::units::Duration| {
            usize::try_from(length.get()).unwrap_or(usize::MAX)
        };
        self.sound.trim(trim(packet.trim_start), trim(packet.trim_end));
        Ok(self.sound.as_generic_audio_buffer_ref())
    }

    fn finalize(&mut self) -> FinalizeResult {
        FinalizeResult::default()
    }

    fn last_decoded(&self) -> GenericAudioBufferRef<'_> {
        self.sound.as_generic_audio_buffer_ref()
    }
}

impl RegisterableAudioDecoder for Opus {
    fn try_registry_new(
        params: &AudioCodecParameters,
        _: &AudioDecoderOptions,
    ) -> Result<Box<dyn AudioDecoder>> {
        Ok(Box::new(Opus::new(params)?))
    }

    fn supported_codecs() -> &'static [SupportedAudioCodec] {
        const INFO: CodecInfo = CodecInfo { short_name: "opus", long_name: "Opus", profiles: &[] };
        &[SupportedAudioCodec { id: CODEC_ID_OPUS, info: INFO }]
    }
}
