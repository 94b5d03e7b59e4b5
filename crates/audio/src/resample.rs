//! From one sample rate to another, block by block.

use synth::Frame;

/// Zeros of the sinc on either side, at the lower of the two rates.
const ZEROS: usize = 48;
/// Where the filter is at half, as a share of the lower rate's highest frequency: it is flat to 19.4 of
/// 22.05 kHz and silent from 22.05 kHz on.
const CUTOFF: f64 = 0.94;
/// Kaiser's parameter for 90 dB (J. Kaiser, "Nonrecursive digital filter design using the I0-sinh window
/// function", ISCAS 1974).
const BETA: f64 = 8.96;
/// Places between two samples at which the filter is tabled; between them it is a straight line, whose
/// error is (pi / 1024)^2 / 8, or -118 dB.
const PLACES: usize = 1_024;
const LANES: usize = 8;

/// Changes the sample rate by a windowed sinc (J. Smith, "Digital audio resampling", 2002).
///
/// The time of each frame is counted in whole numbers, so that hours do not drift; n frames become
/// n x to / from, rounded up.
#[derive(Clone, Debug)]
pub struct Resampler {
    from: u32,
    to: u32,
    /// Taps on either side of the middle.
    half: usize,
    places: usize,
    /// Row after row, one a place and one more, each of 2 x `half` taps.
    table: Vec<f32>,
    waiting: Vec<Frame>,
    /// The first frame in `waiting` that the next one needs, and the part of a frame after it, in 1/`to`.
    at: usize,
    part: u32,
}

impl Resampler {
    /// From one rate to another, both in Hz and above 0.
    #[must_use]
    pub fn new(from: u32, to: u32) -> Resampler {
        let (from, to) = (from.max(1), to.max(1));
        // Going down, the filter is longer and smoother by the ratio.
        let stretch = (f64::from(from) / f64::from(to)).max(1.0);
        let half = whole(ZEROS as f64 * stretch).next_multiple_of(LANES);
        let places = whole(PLACES as f64 / stretch).max(16);
        let table = if from == to { Vec::new() } else { table(half, places, stretch) };
        let waiting = vec![[0.0; 2]; half - 1];
        Resampler { from, to, half, places, table, waiting, at: 0, part: 0 }
    }

    /// Takes the next frames and adds to `out` those that are known by now.
    pub fn add(&mut self, frames: &[Frame], out: &mut Vec<Frame>) {
        if self.from == self.to {
            out.extend_from_slice(frames);
            return;
        }
        self.waiting.extend_from_slice(frames);
        let taps = 2 * self.half;
        while let Some(window) = self.waiting.get(self.at..self.at + taps) {
            let place = f64::from(self.part) / f64::from(self.to) * self.places as f64;
            let row = whole(place.floor());
            #[expect(clippy::cast_possible_truncation, reason = "a part of one needs no more")]
            let part = (place - row as f64) as f32;
            let row = &self.table[row * taps..(row + 2) * taps];
            out.push(weighed(window, &row[..taps], &row[taps..], part));
            let next = u64::from(self.part) + u64::from(self.from);
            self.at += usize::try_from(next / u64::from(self.to)).unwrap_or(usize::MAX / 2);
            self.part = u32::try_from(next % u64::from(self.to)).unwrap_or(0);
        }
        let done = self.at.min(self.waiting.len());
        self.waiting.drain(..done);
        self.at -= done;
    }

    /// Adds to `out` what is left.
    pub fn finish(mut self, out: &mut Vec<Frame>) {
        if self.from != self.to {
            self.add(&vec![[0.0; 2]; self.half], out);
        }
    }
}

/// The sum of frames, each by its tap, which lies between two rows.
fn weighed(frames: &[Frame], row: &[f32], next: &[f32], part: f32) -> Frame {
    let mut sums = [[0.0_f32; LANES]; 2];
    let taps = row.as_chunks::<LANES>().0.iter().zip(next.as_chunks::<LANES>().0);
    for (frames, (row, next)) in frames.as_chunks::<LANES>().0.iter().zip(taps) {
        for lane in 0..LANES {
            let tap = row[lane] + part * (next[lane] - row[lane]);
            sums[0][lane] += tap * frames[lane][0];
            sums[1][lane] += tap * frames[lane][1];
        }
    }
    sums.map(|lanes| lanes.iter().sum())
}

/// Row `p` holds the filter for a frame that stands p / `places` after the middle.
fn table(half: usize, places: usize, stretch: f64) -> Vec<f32> {
    let mut table = Vec::with_capacity((places + 1) * 2 * half);
    let cutoff = CUTOFF / stretch;
    for place in 0..=places {
        let part = place as f64 / places as f64;
        let row: Vec<f64> = (0..2 * half)
            .map(|tap| {
                let time = tap as f64 - (half as f64 - 1.0) - part;
                sinc(cutoff * time) * kaiser(time / half as f64)
            })
            .collect();
        // Every row lets a constant through unchanged.
        let sum: f64 = row.iter().sum();
        #[expect(clippy::cast_possible_truncation, reason = "samples are f32")]
        table.extend(row.into_iter().map(|tap| (tap / sum) as f32));
    }
    table
}

fn sinc(x: f64) -> f64 {
    let x = x * std::f64::consts::PI;
    if x.abs() < 1e-9 { 1.0 } else { x.sin() / x }
}

/// The window at -1 to 1, without its constant factor.
fn kaiser(x: f64) -> f64 {
    bessel(BETA * (1.0 - x * x).max(0.0).sqrt())
}

/// I0, by its power series (Abramowitz and Stegun, 9.6.12).
fn bessel(x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for k in 1..40 {
        term *= (x / (2.0 * f64::from(k))).powi(2);
        sum += term;
    }
    sum
}

fn whole(number: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rates are small")]
    let number = number.round() as usize;
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(rate: u32, hz: f64, frames: usize) -> Vec<Frame> {
        let step = hz / f64::from(rate) * std::f64::consts::TAU;
        #[expect(clippy::cast_possible_truncation, reason = "samples are f32")]
        let sample = |frame: usize| (step * frame as f64).sin() as f32;
        (0..frames).map(|frame| [sample(frame), -sample(frame)]).collect()
    }

    fn resampled(from: u32, to: u32, frames: &[Frame]) -> Vec<Frame> {
        let mut resampler = Resampler::new(from, to);
        let mut out = Vec::new();
        for block in frames.chunks(1_000) {
            resampler.add(block, &mut out);
        }
        resampler.finish(&mut out);
        out
    }

    /// In dB below a full sine.
    fn error_db(got: &[Frame], wanted: &[Frame]) -> f32 {
        let inner = 2_000..got.len() - 2_000;
        let pairs = got[inner.clone()].iter().zip(&wanted[inner]);
        let worst = pairs.map(|(a, b)| (a[0] - b[0]).abs().max((a[1] - b[1]).abs()));
        20.0 * worst.fold(0.0, f32::max).log10()
    }

    #[test]
    fn a_sine_stays_a_sine() {
        for (from, to, hz) in [
            (44_100, 48_000, 1_000.0),
            (44_100, 48_000, 18_000.0),
            (96_000, 44_100, 15_000.0),
            (192_000, 48_000, 18_000.0),
            (22_050, 48_000, 9_000.0),
            (44_056, 48_000, 997.0),
        ] {
            let seconds = 0.5;
            let out = resampled(from, to, &sine(from, hz, whole(f64::from(from) * seconds)));
            let wanted = sine(to, hz, out.len());
            assert!(
                error_db(&out, &wanted) < -80.0,
                "{from} {to} {hz} {}",
                error_db(&out, &wanted)
            );
        }
    }

    #[test]
    fn what_the_lower_rate_cannot_hold_is_gone() {
        let out = resampled(96_000, 44_100, &sine(96_000, 30_000.0, 48_000));
        let silence = vec![[0.0; 2]; out.len()];
        assert!(error_db(&out, &silence) < -85.0, "{}", error_db(&out, &silence));
    }

    #[test]
    fn every_frame_is_accounted_for() {
        for (from, to, frames) in
            [(44_100, 48_000, 44_100), (48_000, 44_100, 7), (8_000, 48_000, 1)]
        {
            let expected = (frames as u64 * u64::from(to)).div_ceil(u64::from(from));
            let out = resampled(from, to, &vec![[0.5, 0.5]; frames]);
            assert_eq!(out.len() as u64, expected);
        }
        assert_eq!(resampled(48_000, 48_000, &[[0.1, 0.2]; 9]).len(), 9);
    }
}
