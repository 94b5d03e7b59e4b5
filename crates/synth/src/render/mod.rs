//! From events to sound: voices, the parts' buses, and the room.

mod bus;
mod controls;
mod engine;
mod envelope;
mod filter;
mod lfo;
mod oscillator;
mod reverb;
mod voice;

use std::sync::Arc;

use engine::Engine;

use crate::sequence::{Action, Sequence};
use crate::soundfont::SoundFont;
use crate::{Frame, SynthError};

/// Frames between two looks at envelopes and controllers: 1.3 ms at 48 kHz. Notes start on their
/// exact frame, everything else on the next such step.
pub(crate) const CONTROL_FRAMES: usize = 64;
/// Control blocks handed out at once.
const BLOCKS_AT_ONCE: usize = 16;
/// The last half second before the limit on the tail fades out.
const FADE_SECONDS: f64 = 0.5;

/// How to render.
#[derive(Clone, Debug, PartialEq)]
pub struct RenderOptions {
    /// Frames a second, from 8 000 to 192 000. 48 000 suits every encoder.
    pub sample_rate: u32,
    /// Most voices at once; beyond it the least audible ones stop. A piano note takes two.
    pub max_voices: usize,
    /// Seconds in which the room's sound falls by 60 dB; 0 switches the room off.
    pub reverb_seconds: f32,
    /// Longest piece that is rendered, in seconds.
    pub max_seconds: f64,
    /// Longest ringing after the last event, in seconds.
    pub max_tail_seconds: f64,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self {
            sample_rate: 48_000,
            max_voices: 256,
            reverb_seconds: 1.8,
            max_seconds: 6.0 * 3600.0,
            max_tail_seconds: 8.0,
        }
    }
}

impl RenderOptions {
    fn check(&self, sequence: &Sequence) -> Result<(), SynthError> {
        let setting = |what: &str| Err(SynthError::Setting(what.into()));
        if !(8_000..=192_000).contains(&self.sample_rate) {
            return setting("the sample rate must be from 8000 to 192000");
        }
        if !(1..=4096).contains(&self.max_voices) {
            return setting("the number of voices must be from 1 to 4096");
        }
        if !(0.0..=60.0).contains(&self.reverb_seconds) {
            return setting("the reverb must be from 0 to 60 seconds long");
        }
        if !(0.0..=600.0).contains(&self.max_tail_seconds) || !self.max_seconds.is_finite() {
            return setting("the tail must be from 0 to 600 seconds long");
        }
        sequence.check()?;
        let (seconds, limit_seconds) = (sequence.seconds(), self.max_seconds);
        if seconds > limit_seconds {
            return Err(SynthError::TooLong { seconds, limit_seconds });
        }
        Ok(())
    }
}

/// Plays a sequence block by block, in constant memory whatever its length. The same font,
/// sequence and options give the same samples, bit for bit.
#[derive(Debug)]
pub struct Renderer {
    engine: Engine,
    /// Events by frame; the second number tells the order within a frame.
    events: Vec<(u64, usize, Action)>,
    next: usize,
    frame: u64,
    last_event: u64,
    /// The frame at which rendering stops at the latest, and how long before it the fade begins.
    end: u64,
    fade: u64,
    out: Vec<Frame>,
}

impl Renderer {
    /// Prepares to play.
    ///
    /// # Errors
    /// [`SynthError::Setting`] or [`SynthError::Sequence`] if a number is out of range,
    /// [`SynthError::TooLong`] if the piece is longer than the options allow.
    pub fn new(
        font: &Arc<SoundFont>,
        sequence: &Sequence,
        options: &RenderOptions,
    ) -> Result<Self, SynthError> {
        options.check(sequence)?;
        let frames = |seconds: f64| frames(seconds * f64::from(options.sample_rate));
        let mut events = Vec::new();
        for (part, player) in sequence.parts.iter().enumerate() {
            let timed = player.events.iter();
            events.extend(timed.map(|event| (frames(event.seconds), part, event.action)));
        }
        // Stable: what is equal stays in the order it was given.
        events.sort_by_key(|(frame, part, action)| (*frame, action.rank(), *part));
        let last_event = frames(sequence.seconds());
        Ok(Self {
            engine: Engine::new(font, sequence, options),
            events,
            next: 0,
            frame: 0,
            last_event,
            end: last_event + frames(options.max_tail_seconds),
            fade: frames(FADE_SECONDS.min(options.max_tail_seconds)),
            out: Vec::with_capacity(BLOCKS_AT_ONCE * CONTROL_FRAMES),
        })
    }

    /// The next block of at most 1024 frames, or `None` once everything has died away.
    pub fn next_block(&mut self) -> Option<&[Frame]> {
        self.out.clear();
        while self.out.len() < BLOCKS_AT_ONCE * CONTROL_FRAMES && !self.is_over() {
            self.control_block();
        }
        (!self.out.is_empty()).then_some(self.out.as_slice())
    }

    /// How much is done, from 0 to 1; the tail is not counted.
    #[must_use]
    pub fn progress(&self) -> f64 {
        (self.frame as f64 / (self.last_event + 1) as f64).min(1.0)
    }

    fn is_over(&self) -> bool {
        let rung_out = self.frame > self.last_event && self.engine.is_silent();
        rung_out || self.frame >= self.end.max(1)
    }

    fn control_block(&mut self) {
        let end = self.frame + CONTROL_FRAMES as u64;
        while let Some((frame, part, action)) = self.events.get(self.next).copied()
            && frame < end
        {
            let late = usize::try_from(frame.saturating_sub(self.frame)).unwrap_or(0);
            self.engine.act(part, action, late);
            self.next += 1;
        }
        let [left, right] = self.engine.play();
        let sides = left.iter().zip(right);
        self.out.extend(sides.map(|(left, right)| [*left, *right]));
        self.frame = end;
        self.fade_out();
    }

    fn fade_out(&mut self) {
        let Some(fading) = (self.frame + self.fade).checked_sub(self.end) else { return };
        let start = self.out.len() - CONTROL_FRAMES;
        let gain = 1.0 - (fading as f32 / self.fade.max(1) as f32).min(1.0);
        for frame in &mut self.out[start..] {
            *frame = frame.map(|side| side * gain);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "checked before")]
fn frames(value: f64) -> u64 {
    value.round() as u64
}
