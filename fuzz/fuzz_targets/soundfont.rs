//! SoundFonts: opened, and their first presets played.

#![no_main]

use std::sync::Arc;

use synth::{Instrument, Part, RenderOptions, Renderer, Sequence, SoundFont};

/// A font may hold thousands of presets; each has its regions and samples read when it is played.
const MOST_PRESETS: usize = 6;
const BLOCKS: usize = 8;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| musaic_fuzz::in_time(|| play(bytes)));

fn play(bytes: &[u8]) {
    let Ok(font) = SoundFont::from_bytes("fuzz", bytes) else { return };
    let parts = font.presets().take(MOST_PRESETS).map(|preset| {
        let program = u8::try_from(preset.program.min(127)).unwrap_or(0);
        let mut part = Part::new(preset.name, Instrument { bank: preset.bank, program });
        part.note(0.0, 0.05, 60, 100);
        part.note(0.02, 0.05, 36, 20);
        part
    });
    let sequence = Sequence { parts: parts.collect() };
    let options =
        RenderOptions { sample_rate: 8_000, max_tail_seconds: 0.2, ..RenderOptions::default() };
    let Ok(mut renderer) = Renderer::new(&Arc::new(font), &sequence, &options) else { return };
    for _ in 0..BLOCKS {
        let Some(block) = renderer.next_block() else { break };
        assert!(block.as_flattened().iter().all(|sample| sample.is_finite()), "sound is numbers");
    }
}
