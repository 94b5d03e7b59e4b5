use std::sync::Arc;

use crate::soundfont::{Looping, Region, Sample};

/// One frame in the 32.32 fixed-point positions of [`Oscillator`].
const ONE: u64 = 1 << 32;
/// Faster playback than this is noise; the bound keeps positions from overflowing.
const MAX_RATIO: f32 = 1024.0;
/// Frames interpolated together.
const TOGETHER: usize = 8;
/// Sample frames that [`TOGETHER`] frames can touch: fewer than four each, and the taps around.
const WINDOW: usize = 4 * TOGETHER + 4;

/// Plays a sample at any speed, with four-point, third-order Hermite interpolation
/// (O. Niemitalo, "Polynomial interpolators for high-quality resampling of oversampled audio",
/// 2001).
#[derive(Debug)]
pub(super) struct Oscillator {
    sample: Arc<Sample>,
    /// Frames from the sample's start, 32.32 fixed point: exact, so that no error builds up.
    position: u64,
    /// One past the last frame.
    end: usize,
    /// The loop's first frame and the one past its last; `None` once or if it does not loop.
    cycle: Option<(usize, usize)>,
    until_release: bool,
}

impl Oscillator {
    /// `None` if the region leaves nothing of the sample.
    pub(super) fn start(sample: Arc<Sample>, region: &Region) -> Option<Self> {
        let moved = |frame: usize, by: i64| -> usize {
            let moved = i64::try_from(frame).unwrap_or(i64::MAX).saturating_add(by);
            usize::try_from(moved).unwrap_or(0).min(sample.frames)
        };
        let start = moved(0, region.offsets[0]);
        let end = moved(sample.frames, region.offsets[1]);
        let cycle = (
            moved(sample.loop_frames.0, region.offsets[2]),
            moved(sample.loop_frames.1, region.offsets[3]).min(end),
        );
        let loops = region.looping != Looping::Never && cycle.0 + 1 < cycle.1;
        (start < end).then_some(Self {
            position: start as u64 * ONE,
            end,
            cycle: loops.then_some(cycle),
            until_release: region.looping == Looping::UntilRelease,
            sample,
        })
    }

    /// Leaves the loop if the region says so.
    pub(super) fn release(&mut self) {
        if self.until_release {
            self.cycle = None;
        }
    }

    /// Writes the next frames at `ratio` sample frames each. False when the sample had ended
    /// before the first.
    pub(super) fn fill(&mut self, out: &mut [f32], ratio: f32) -> bool {
        #[expect(clippy::cast_possible_truncation, reason = "the ratio is held to 0..=1024")]
        let step = ((ratio.clamp(0.0, MAX_RATIO) * ONE as f32) as u64).max(1);
        match self.cycle {
            Some(cycle) => {
                self.fill_looped(out, step, cycle);
                true
            }
            None => self.fill_once(out, step),
        }
    }

    fn fill_once(&mut self, out: &mut [f32], step: u64) -> bool {
        let left = (self.end as u64 * ONE).saturating_sub(self.position).div_ceil(step);
        let playing = usize::try_from(left).unwrap_or(usize::MAX).min(out.len());
        let (sound, silence) = out.split_at_mut(playing);
        self.interpolate(sound, step);
        silence.fill(0.0);
        playing > 0
    }

    fn fill_looped(&mut self, out: &mut [f32], step: u64, (start, end): (usize, usize)) {
        // The interpolator looks two frames ahead; only the last two before the seam need care.
        let seam = (end - 2).max(start) as u64 * ONE;
        let mut rest = out;
        while !rest.is_empty() {
            if self.position >= end as u64 * ONE {
                let (from, length) = (start as u64 * ONE, (end - start) as u64 * ONE);
                self.position = from + (self.position - from) % length;
            }
            if self.position < seam {
                let plain = (seam - self.position).div_ceil(step);
                let plain = usize::try_from(plain).unwrap_or(usize::MAX).min(rest.len());
                let (now, later) = rest.split_at_mut(plain);
                self.interpolate(now, step);
                rest = later;
            } else {
                let (now, later) = rest.split_at_mut(1);
                now[0] = self.across_seam(start, end);
                self.position += step;
                rest = later;
            }
        }
    }

    /// The hot loop: eight frames at a time while the sample is read at less than four frames a
    /// frame, one at a time otherwise. All positions lie inside the padded data.
    fn interpolate(&mut self, out: &mut [f32], step: u64) {
        let data = self.sample.data.as_slice();
        let mut position = self.position;
        let (chunks, rest) = out.as_chunks_mut::<TOGETHER>();
        let (chunks, slow) =
            if step < 4 * ONE { (chunks, &mut [][..]) } else { (&mut [][..], chunks) };
        for chunk in chunks {
            let (index, _) = split(position);
            let window = data.get(index..).and_then(|data| data.first_chunk());
            if let Some(window) = window {
                interpolate_together(window, position % ONE, step, chunk);
            }
            position += TOGETHER as u64 * step;
        }
        for slot in slow.as_flattened_mut().iter_mut().chain(rest) {
            let (index, fraction) = split(position);
            let taps = data.get(index..).and_then(|data| data.first_chunk::<4>());
            *slot = taps.map_or(0.0, |taps| hermite(taps, unit(fraction)));
            position += step;
        }
        self.position = position;
    }

    fn across_seam(&self, start: usize, end: usize) -> f32 {
        let (index, fraction) = split(self.position);
        let frame = |offset: usize| {
            let index = index + offset;
            let past = index.checked_sub(end + 1).map(|past| start + 1 + past % (end - start));
            let wrapped = past.unwrap_or(index);
            // `wrapped` counts from one before the frame wanted, as the padding does.
            self.sample.data.get(wrapped).copied().unwrap_or(0.0)
        };
        hermite(&[frame(0), frame(1), frame(2), frame(3)], unit(fraction))
    }
}

/// Eight frames from a window onto the sample. Its size and the mask show the compiler that no
/// index can be outside, and the two loops let it use vector registers for the cubic.
#[inline]
fn interpolate_together(
    window: &[f32; WINDOW],
    position: u64,
    step: u64,
    out: &mut [f32; TOGETHER],
) {
    let mut taps = [[0.0; 4]; TOGETHER];
    let mut fractions = [0; TOGETHER];
    let mut position = position;
    for (taps, fraction) in taps.iter_mut().zip(&mut fractions) {
        let (index, between) = split(position);
        let index = index % (WINDOW - 4);
        *fraction = between;
        taps.copy_from_slice(&window[index..index + 4]);
        position += step;
    }
    for (slot, (taps, fraction)) in out.iter_mut().zip(taps.iter().zip(&fractions)) {
        *slot = hermite(taps, unit(*fraction));
    }
}

/// The whole frame and the upper 31 bits of what lies between it and the next.
#[expect(clippy::cast_possible_truncation, reason = "the two halves of 64 bits")]
#[inline]
fn split(position: u64) -> (usize, i32) {
    ((position >> 32) as usize, ((position as u32) >> 1).cast_signed())
}

/// 31 bits as 0 to 1: signed, because vector registers convert nothing else quickly.
#[inline]
fn unit(fraction: i32) -> f32 {
    fraction as f32 * (1.0 / (1_u64 << 31) as f32)
}

/// The cubic through the middle two points with the slopes their neighbours suggest.
#[inline]
fn hermite(&[before, from, to, after]: &[f32; 4], x: f32) -> f32 {
    let slope = 0.5 * (to - before);
    let turn = from - to;
    let bend = slope + turn;
    let cubic = bend + turn + 0.5 * (after - from);
    let square = bend + cubic;
    ((cubic * x - square) * x + slope) * x + from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cubic_passes_through_its_points_and_keeps_straight_lines() {
        assert_eq!(hermite(&[9.0, 1.0, 2.0, 7.0], 0.0), 1.0);
        assert!((hermite(&[9.0, 1.0, 2.0, 7.0], 1.0) - 2.0).abs() < 1e-6);
        assert!((hermite(&[1.0, 2.0, 3.0, 4.0], 0.3) - 2.3).abs() < 1e-6);
    }
}
