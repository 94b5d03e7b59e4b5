use super::CONTROL_FRAMES;
use super::bus::Bus;
use super::filter::Block;

/// Delay lines in the feedback network.
const LINES: usize = 8;
/// Their lengths in seconds: a medium hall, no two alike, spread evenly on a logarithmic scale so
/// that echoes do not fall together.
const LENGTHS: [f32; LINES] = [0.0297, 0.0341, 0.0389, 0.0437, 0.0491, 0.0553, 0.0619, 0.0683];
/// Lengths of the two all-pass diffusers of each side, in seconds.
const DIFFUSERS: [[f32; 2]; 2] = [[0.0051, 0.0127], [0.0057, 0.0119]];
/// Keeps decaying tails from becoming denormal numbers, which processors handle slowly; -360 dB.
const NUDGE: f32 = 1.0e-18;

/// A room: eight delay lines that feed each other through a Hadamard matrix (J.-M. Jot and
/// A. Chaigne, "Digital delay networks for designing artificial reverberators", AES 90, 1991),
/// with all-pass diffusers in front (M. Schroeder, "Natural sounding artificial reverberation",
/// JAES 10, 1962). Stereo in, stereo out, deterministic, constant memory.
#[derive(Debug)]
pub(super) struct Reverb {
    lines: [Delay; LINES],
    /// Feedback gain of each line, so that all decay alike whatever their lengths.
    gains: [f32; LINES],
    /// One-pole low-pass in each loop: high notes die away first.
    damping: f32,
    damped: [f32; LINES],
    diffusers: [[Delay; 2]; 2],
    /// Control blocks since the last input; the tail ends after `tail_blocks`.
    idle_blocks: usize,
    tail_blocks: usize,
}

/// A delay longer than a control block, so that a whole block can be read before any of it is
/// written: every stage then works on 64 frames side by side.
#[derive(Debug)]
struct Delay {
    buffer: Vec<f32>,
    at: usize,
}

impl Delay {
    fn new(seconds: f32, sample_rate: f32) -> Self {
        Self { buffer: vec![0.0; frames(seconds * sample_rate).max(CONTROL_FRAMES)], at: 0 }
    }

    fn read(&self) -> Block {
        let mut out = [0.0; CONTROL_FRAMES];
        let (old, wrapped) = self.buffer[self.at..].split_at_checked(CONTROL_FRAMES).map_or_else(
            || (&self.buffer[self.at..], CONTROL_FRAMES + self.at - self.buffer.len()),
            |(all, _)| (all, 0),
        );
        out[..old.len()].copy_from_slice(old);
        out[old.len()..].copy_from_slice(&self.buffer[..wrapped]);
        out
    }

    fn write(&mut self, block: &Block) {
        let room = CONTROL_FRAMES.min(self.buffer.len() - self.at);
        let (now, wrapped) = block.split_at(room);
        self.buffer[self.at..self.at + room].copy_from_slice(now);
        self.buffer[..wrapped.len()].copy_from_slice(wrapped);
        self.at = (self.at + CONTROL_FRAMES) % self.buffer.len();
    }

    /// A Schroeder all-pass around the delay.
    fn diffuse(&mut self, block: &mut Block) {
        let delayed = self.read();
        let mut inner = [0.0; CONTROL_FRAMES];
        for ((inner, sound), delayed) in inner.iter_mut().zip(block).zip(&delayed) {
            *inner = *sound + NUDGE + 0.6 * *delayed;
            *sound = *delayed - 0.6 * *inner;
        }
        self.write(&inner);
    }
}

impl Reverb {
    /// A room whose sound falls by 60 dB in `decay_seconds`.
    pub(super) fn new(decay_seconds: f32, sample_rate: f32) -> Self {
        let gain = |length: f32| crate::units::db_to_gain(-60.0 * length / decay_seconds);
        let cutoff = std::f32::consts::TAU * 5_500.0 / sample_rate;
        let block_seconds = CONTROL_FRAMES as f32 / sample_rate;
        Self {
            lines: LENGTHS.map(|length| Delay::new(length, sample_rate)),
            gains: LENGTHS.map(gain),
            damping: libm::expf(-cutoff),
            damped: [0.0; LINES],
            diffusers: DIFFUSERS.map(|side| side.map(|length| Delay::new(length, sample_rate))),
            idle_blocks: usize::MAX,
            // 90 dB of decay, after which nothing is left to hear.
            tail_blocks: frames(1.5 * decay_seconds / block_seconds),
        }
    }

    /// Whether the tail has died away.
    pub(super) fn is_silent(&self) -> bool {
        self.idle_blocks > self.tail_blocks
    }

    /// Adds the room's answer to `input` to `output`.
    pub(super) fn process(&mut self, input: &Bus, output: &mut Bus) {
        self.idle_blocks = if input.used { 0 } else { self.idle_blocks.saturating_add(1) };
        if self.is_silent() {
            return;
        }
        output.used = true;
        let mut sides = input.sides;
        for (side, diffusers) in sides.iter_mut().zip(&mut self.diffusers) {
            diffusers.iter_mut().for_each(|diffuser| diffuser.diffuse(side));
        }
        let mut loops: [Block; LINES] = std::array::from_fn(|line| self.lines[line].read());
        for (line, heard) in loops.iter().enumerate() {
            let sign = if line / 2 % 2 == 0 { 0.5 } else { -0.5 };
            for (out, heard) in output.sides[line % 2].iter_mut().zip(heard) {
                *out += sign * *heard;
            }
        }
        self.damp(&mut loops);
        hadamard(&mut loops);
        for (line, (delay, block)) in self.lines.iter_mut().zip(&mut loops).enumerate() {
            for (sound, input) in block.iter_mut().zip(&sides[line % 2]) {
                *sound += *input;
            }
            delay.write(block);
        }
    }

    /// The loops' gains and low-passes, all lines side by side since each waits for itself.
    fn damp(&mut self, loops: &mut [Block; LINES]) {
        let mut damped = self.damped;
        #[expect(clippy::needless_range_loop, reason = "one frame of every line")]
        for frame in 0..CONTROL_FRAMES {
            for line in 0..LINES {
                let heard = loops[line][frame] * self.gains[line];
                damped[line] = heard + self.damping * (damped[line] - heard);
            }
            for line in 0..LINES {
                loops[line][frame] = damped[line];
            }
        }
        self.damped = damped;
    }
}

/// The normalised Hadamard transform of eight lines: it mixes all of them and keeps the energy.
fn hadamard(lines: &mut [Block; LINES]) {
    for half in [1, 2, 4] {
        for line in (0..LINES).filter(|line| line & half == 0) {
            let (upper, lower) = lines.split_at_mut(line + half);
            for (one, other) in upper[line].iter_mut().zip(&mut lower[0]) {
                // Each of the three rounds is scaled, together by 1 / sqrt(8).
                let both = [*one + *other, *one - *other];
                [*one, *other] = both.map(|it| it * std::f32::consts::FRAC_1_SQRT_2);
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "positive and small")]
fn frames(value: f32) -> usize {
    value as usize
}
