use crate::soundfont::Stages;
use crate::units::{cents_to_ratio, timecents_to_seconds};

/// Where an envelope is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Delay,
    Attack,
    Hold,
    Decay,
    Sustain,
    Release,
    Done,
}

/// A delay-attack-hold-decay-sustain-release envelope (SoundFont 2.04, section 8.1.2, generators
/// 25 to 40). The attack is straight in amplitude; decay and release are straight in whatever
/// `level` measures: decibels for the volume, the plain value for modulation.
#[derive(Debug)]
pub(super) struct Envelope {
    stage: Stage,
    /// Frames left of the present stage.
    left: f32,
    attack: f32,
    hold: f32,
    /// Frames from full level to nothing.
    decay: f32,
    release: f32,
    /// The level to stay at, 0 to 1.
    sustain: f32,
    /// 1 is full, 0 is nothing.
    level: f32,
    /// During the attack the level rises in amplitude, whatever the unit.
    attacking: f32,
}

/// How far below full level a volume envelope ends.
pub(super) const RANGE_DB: f32 = 96.0;

impl Envelope {
    /// Starts an envelope for a key. `full_range` is how much of the sustain's unit lies between
    /// full level and nothing: [`RANGE_DB`] x 10 for volume, 1000 for modulation.
    pub(super) fn start(stages: &Stages, key: u8, full_range: f32, sample_rate: f32) -> Self {
        let frames = |timecents: f32| {
            if timecents <= -12_000.0 { 0.0 } else { timecents_to_seconds(timecents) * sample_rate }
        };
        // Higher keys hold and decay shorter, counted from middle C.
        let scale = |per_key: f32| cents_to_ratio(per_key * (60.0 - f32::from(key)));
        let mut envelope = Self {
            stage: Stage::Delay,
            left: frames(stages.delay),
            attack: frames(stages.attack),
            hold: frames(stages.hold) * scale(stages.key_to_hold),
            decay: (frames(stages.decay) * scale(stages.key_to_decay)).max(1.0),
            release: frames(stages.release).max(0.01 * sample_rate),
            sustain: (1.0 - stages.sustain / full_range).clamp(0.0, 1.0),
            level: 1.0,
            attacking: 0.0,
        };
        envelope.advance(0.0);
        envelope
    }

    /// Lets time pass.
    pub(super) fn advance(&mut self, frames: f32) {
        let mut frames = frames;
        while frames >= self.left {
            match self.stage {
                Stage::Delay => self.enter(Stage::Attack, self.attack, &mut frames),
                Stage::Attack => {
                    self.attacking = 1.0;
                    self.enter(Stage::Hold, self.hold, &mut frames);
                }
                Stage::Hold => {
                    let time = (1.0 - self.sustain) * self.decay;
                    self.enter(Stage::Decay, time, &mut frames);
                }
                Stage::Decay => {
                    self.level = self.sustain;
                    let next = if self.sustain > 0.0 { Stage::Sustain } else { Stage::Done };
                    return self.enter(next, f32::INFINITY, &mut frames);
                }
                Stage::Release => {
                    self.level = 0.0;
                    return self.enter(Stage::Done, f32::INFINITY, &mut frames);
                }
                Stage::Sustain | Stage::Done => return,
            }
        }
        self.left -= frames;
        match self.stage {
            Stage::Attack => self.attacking = 1.0 - self.left / self.attack,
            Stage::Decay => self.level = self.sustain + self.left / self.decay,
            Stage::Release => self.level = self.left / self.release,
            _ => {}
        }
    }

    fn enter(&mut self, stage: Stage, time: f32, frames: &mut f32) {
        *frames -= self.left;
        self.stage = stage;
        self.left = time;
    }

    /// Begins the release from wherever the envelope is. `level_of` turns the amplitude reached
    /// in an unfinished attack into a level.
    pub(super) fn release(&mut self, level_of: impl Fn(f32) -> f32) {
        if matches!(self.stage, Stage::Release | Stage::Done) {
            return;
        }
        if self.attacking < 1.0 {
            self.level = level_of(self.attacking).clamp(0.0, 1.0);
            self.attacking = 1.0;
        }
        self.stage = Stage::Release;
        self.left = self.level * self.release;
    }

    /// The level without the attack: 1 is full, 0 is nothing.
    pub(super) fn level(&self) -> f32 {
        self.level
    }

    /// The attack's factor, 0 to 1.
    pub(super) fn attacking(&self) -> f32 {
        self.attacking
    }

    /// Whether nothing more will come.
    pub(super) fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stages() -> Stages {
        let (delay, attack, hold) = (-12_000.0, 0.0, -12_000.0);
        let (decay, sustain, release) = (0.0, 480.0, 0.0);
        let (key_to_hold, key_to_decay) = (0.0, 0.0);
        Stages { delay, attack, hold, decay, sustain, release, key_to_hold, key_to_decay }
    }

    #[test]
    fn rises_falls_stays_and_ends() {
        let mut envelope = Envelope::start(&stages(), 60, 960.0, 100.0);
        let mut seen = Vec::new();
        for step in 0..12 {
            if step == 8 {
                envelope.release(|level| level);
            }
            envelope.advance(25.0);
            seen.push(format!("{:.2}", envelope.attacking() * envelope.level()));
        }
        let seen = seen.join(" ");
        assert_eq!(seen, "0.25 0.50 0.75 1.00 0.75 0.50 0.50 0.50 0.25 0.00 0.00 0.00");
    }
}
