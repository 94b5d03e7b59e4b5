//! What the crate promises, heard from outside: loudness and spectrum instead of stored sounds.

#![expect(clippy::cast_possible_truncation, reason = "numbers in tests are small")]

mod files;
mod fonts;
mod listen;
mod mastering;
mod playing;
mod real_fonts;

use std::sync::Arc;

use crate::{Frame, Instrument, Part, RenderOptions, Renderer, Sequence, SoundFont, toy_soundfont};

/// The toy font, opened.
fn toy() -> Arc<SoundFont> {
    Arc::new(SoundFont::from_bytes("toy", toy_soundfont()).unwrap())
}

/// Dry, at 32 kHz, so that tests are quick and exact.
fn dry() -> RenderOptions {
    RenderOptions { sample_rate: 32_000, reverb_seconds: 0.0, ..RenderOptions::default() }
}

/// A part without reverb.
fn part(program: u8) -> Part {
    let mut part = Part::new("test", Instrument::general_midi(program));
    part.reverb_send = 0.0;
    part
}

fn alone(part: Part) -> Sequence {
    Sequence { parts: vec![part] }
}

/// Everything a sequence sounds like.
fn play(font: &Arc<SoundFont>, sequence: &Sequence, options: &RenderOptions) -> Vec<Frame> {
    let mut renderer = Renderer::new(font, sequence, options).unwrap();
    let mut frames = Vec::new();
    while let Some(block) = renderer.next_block() {
        frames.extend_from_slice(block);
    }
    frames
}

/// A phrase of eight seconds that uses everything: four parts, drums, swells, pedal and bends.
fn phrase() -> Sequence {
    use crate::{Action, Event};
    let mut parts: Vec<Part> = [0, 40, 24]
        .into_iter()
        .map(|program| Part::new("part", Instrument::general_midi(program)))
        .collect();
    parts.push(Part::new("drums", Instrument::drums()));
    for beat in 0_u8..16 {
        let time = 0.5 * f64::from(beat);
        parts[0].note(time, 0.45, 60 + beat % 8, 80);
        parts[1].note(time, 0.5, 48 + beat % 5 * 2, 70 + beat);
        if beat % 2 == 0 {
            parts[2].note(time, 0.2, 64 + beat % 7, 100);
        }
        parts[3].note(time, 0.1, if beat % 2 == 0 { 36 } else { 46 }, 110);
        parts[3].note(time + 0.25, 0.1, 42, 90);
        let swell = Action::Expression(60 + beat * 4);
        parts[1].events.push(Event { seconds: time, action: swell });
    }
    parts[0].pan = -0.5;
    parts[2].pan = 0.6;
    parts[2].events.push(Event { seconds: 1.0, action: Action::Sustain(true) });
    parts[2].events.push(Event { seconds: 3.0, action: Action::Sustain(false) });
    parts[1].events.push(Event { seconds: 5.0, action: Action::Bend { cents: 100 } });
    Sequence { parts }
}
