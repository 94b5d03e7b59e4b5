use super::CONTROL_FRAMES;
use super::filter::Block;
use super::voice::Ramp;

/// 0, 1, 2 ... as floats: a ramp made from a table can use vector registers, a running sum cannot.
const COUNT: Block = {
    let mut count = [0.0; CONTROL_FRAMES];
    let mut frame = 1;
    while frame < CONTROL_FRAMES {
        count[frame] = count[frame - 1] + 1.0;
        frame += 1;
    }
    count
};

/// Left and right of one control block, into which voices are mixed.
#[derive(Clone, Debug)]
pub(super) struct Bus {
    pub(super) sides: [Block; 2],
    /// Whether anything was mixed in since it was cleared.
    pub(super) used: bool,
}

impl Bus {
    pub(super) fn new() -> Self {
        Self { sides: [[0.0; CONTROL_FRAMES]; 2], used: false }
    }

    pub(super) fn clear(&mut self) {
        if self.used {
            self.sides = [[0.0; CONTROL_FRAMES]; 2];
            self.used = false;
        }
    }

    /// Adds a mono sound, its gains moving along a line.
    pub(super) fn mix(&mut self, sound: &Block, ramp: Ramp, factor: f32) {
        self.used = true;
        for (side, out) in self.sides.iter_mut().enumerate() {
            let from = ramp.from[side] * factor;
            let step = (ramp.to[side] * factor - from) / CONTROL_FRAMES as f32;
            if step == 0.0 {
                for (out, sound) in out.iter_mut().zip(sound) {
                    *out += *sound * from;
                }
            } else {
                for (out, (sound, frame)) in out.iter_mut().zip(sound.iter().zip(&COUNT)) {
                    *out += *sound * (from + *frame * step);
                }
            }
        }
    }

    /// Adds another bus.
    pub(super) fn add(&mut self, other: &Self, gain: f32) {
        self.used = true;
        for (out, sound) in self.sides.iter_mut().zip(&other.sides) {
            for (out, sound) in out.iter_mut().zip(sound) {
                *out += gain * *sound;
            }
        }
    }
}
