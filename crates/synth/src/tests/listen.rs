//! Ears: level, spectrum and pitch of a piece of sound.

use realfft::RealFftPlanner;

use crate::Frame;

/// Root mean square of both sides in decibels of full scale.
pub(super) fn level_db(frames: &[Frame]) -> f64 {
    let sum: f64 = frames.as_flattened().iter().map(|it| f64::from(*it) * f64::from(*it)).sum();
    10.0 * (sum / (2 * frames.len().max(1)) as f64 + 1e-12).log10()
}

/// The power spectrum of both sides' sum, under a Hann window; bins are `rate / len` wide.
pub(super) fn spectrum(frames: &[Frame]) -> Vec<f64> {
    let fft = RealFftPlanner::<f64>::new().plan_fft_forward(frames.len());
    let step = std::f64::consts::TAU / frames.len() as f64;
    let window = |at: usize| 0.5 - 0.5 * (step * at as f64).cos();
    let sums = frames.iter().map(|[left, right]| f64::from(left + right));
    let mut input: Vec<f64> = sums.enumerate().map(|(at, sum)| sum * window(at)).collect();
    let mut output = fft.make_output_vec();
    fft.process(&mut input, &mut output).unwrap();
    output.iter().map(|bin| bin.norm_sqr()).collect()
}

/// The centre of gravity of the magnitude spectrum, in hertz.
pub(super) fn centroid_hertz(frames: &[Frame], rate: u32) -> f64 {
    let magnitudes: Vec<f64> = spectrum(frames).into_iter().map(f64::sqrt).collect();
    let sum: f64 = magnitudes.iter().sum::<f64>() + 1e-9;
    let width = f64::from(rate) / frames.len() as f64;
    magnitudes.iter().enumerate().map(|(bin, it)| bin as f64 * width * it).sum::<f64>() / sum
}

/// The strongest frequency, in hertz, between bins by a parabola.
pub(super) fn pitch_hertz(frames: &[Frame], rate: u32) -> f64 {
    let power = spectrum(frames);
    let top = (1..power.len() - 1).max_by(|a, b| power[*a].total_cmp(&power[*b])).unwrap();
    let [low, mid, high] = [-1, 0, 1].map(|by| power[top.strict_add_signed(by)].max(1e-30).ln());
    let shift = 0.5 * (low - high) / (low - 2.0 * mid + high);
    (top as f64 + shift) * f64::from(rate) / frames.len() as f64
}

/// Level and centre of gravity, second by second: the fingerprint that golden tests keep.
pub(super) fn by_second(frames: &[Frame], rate: u32) -> String {
    let seconds = frames.chunks(rate as usize).enumerate();
    seconds
        .map(|(second, frames)| {
            let (level, centroid) = (level_db(frames), centroid_hertz(frames, rate));
            format!("{second:2} s {level:6.1} dB {:5.0} Hz\n", (centroid / 5.0).round() * 5.0)
        })
        .collect()
}
