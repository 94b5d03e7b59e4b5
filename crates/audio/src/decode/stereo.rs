use symphonia::core::audio::{Channels, Position};
use synth::Frame;

/// How much of each channel goes to the left and to the right.
///
/// One channel goes to both sides. More than two are folded down as ITU-R BS.775-4, annex 8, table 2
/// has it: the centre and the channels beside and behind at -3 dB, without the low effects, and all of
/// it turned down so far that nothing can clip.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fold(Vec<Frame>);

const MINUS_3_DB: f32 = std::f32::consts::FRAC_1_SQRT_2;

impl Fold {
    pub(super) fn of(channels: &Channels) -> Fold {
        let count = channels.count();
        match (count, channels) {
            (0 | 1, _) => Fold(vec![[1.0, 1.0]]),
            (2, _) => Fold(vec![[1.0, 0.0], [0.0, 1.0]]),
            (_, Channels::Positioned(positions)) => Fold(scaled(positions.iter().map(side))),
            _ => {
                Fold(scaled((0..count).map(|at| if at % 2 == 0 { [1.0, 0.0] } else { [0.0, 1.0] })))
            }
        }
    }

    /// Adds the stereo frames of interleaved samples to `frames`.
    pub(super) fn add(&self, samples: &[f32], frames: &mut Vec<Frame>) {
        match self.0.as_slice() {
            [_] => frames.extend(samples.iter().map(|&sample| [sample, sample])),
            [_, _] => frames.extend(samples.as_chunks::<2>().0),
            parts => frames.extend(samples.chunks_exact(parts.len()).map(|samples| {
                let mut frame = [0.0; 2];
                for (part, sample) in parts.iter().zip(samples) {
                    frame[0] += part[0] * sample;
                    frame[1] += part[1] * sample;
                }
                frame
            })),
        }
    }
}

fn side(position: Position) -> Frame {
    let left = Position::FRONT_LEFT | Position::FRONT_LEFT_CENTER | Position::FRONT_LEFT_WIDE;
    let right = Position::FRONT_RIGHT | Position::FRONT_RIGHT_CENTER | Position::FRONT_RIGHT_WIDE;
    let behind_left = Position::SIDE_LEFT | Position::REAR_LEFT;
    let behind_right = Position::SIDE_RIGHT | Position::REAR_RIGHT;
    let low = Position::LFE1 | Position::LFE2;
    match position {
        position if left.contains(position) => [1.0, 0.0],
        position if right.contains(position) => [0.0, 1.0],
        position if behind_left.contains(position) => [MINUS_3_DB, 0.0],
        position if behind_right.contains(position) => [0.0, MINUS_3_DB],
        position if low.contains(position) => [0.0, 0.0],
        _ => [MINUS_3_DB, MINUS_3_DB],
    }
}

fn scaled(parts: impl Iterator<Item = Frame>) -> Vec<Frame> {
    let parts: Vec<Frame> = parts.collect();
    let sum = |side: usize| parts.iter().map(|part| part[side]).sum::<f32>();
    let scale = 1.0 / sum(0).max(sum(1)).max(1.0);
    parts.into_iter().map(|part| part.map(|share| share * scale)).collect()
}

#[cfg(test)]
mod tests {
    use symphonia::core::audio::layouts::CHANNEL_LAYOUT_5P1;

    use super::*;

    #[test]
    fn six_channels_fold_to_two_without_clipping() {
        let fold = Fold::of(&CHANNEL_LAYOUT_5P1);
        let mut frames = Vec::new();
        // Left, right, centre, low effects, behind left, behind right.
        fold.add(&[1.0; 6], &mut frames);
        fold.add(&[0.0, 0.0, 0.0, 1.0, 0.0, 0.0], &mut frames);
        fold.add(&[0.0, 0.0, 1.0, 0.0, 0.0, 0.0], &mut frames);
        assert!((frames[0][0] - 1.0).abs() < 1e-6 && (frames[0][1] - 1.0).abs() < 1e-6);
        assert_eq!(frames[1], [0.0, 0.0]);
        assert!((frames[2][0] - MINUS_3_DB / (1.0 + 2.0 * MINUS_3_DB)).abs() < 1e-6);
    }
}
