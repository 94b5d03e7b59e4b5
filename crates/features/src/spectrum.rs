//! The one transform that every feature of a frame is taken from.

use std::f32::consts::TAU;
use std::fmt;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

/// The power spectrum of windows of one length, by a Hann window and a real FFT.
pub(crate) struct Spectrum {
    window: Vec<f32>,
    transform: Arc<dyn RealToComplex<f32>>,
    input: Vec<f32>,
    output: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    power: Vec<f32>,
}

impl Spectrum {
    /// For windows of so many samples, an even number.
    pub(crate) fn new(length: usize) -> Spectrum {
        let transform = RealFftPlanner::new().plan_fft_forward(length);
        let (output, scratch) = (transform.make_output_vec(), transform.make_scratch_vec());
        let hann = |n: usize| 0.5 - 0.5 * (TAU * n as f32 / length as f32).cos();
        Spectrum {
            // A full sine has the power 1 at its frequency.
            window: (0..length).map(|n| hann(n) * 4.0 / length as f32).collect(),
            transform,
            input: vec![0.0; length],
            power: vec![0.0; output.len()],
            output,
            scratch,
        }
    }

    /// Power from 0 Hz to half the sample rate: half as many numbers as samples and one more.
    pub(crate) fn power(&mut self, samples: impl IntoIterator<Item = f32>) -> &[f32] {
        for ((input, window), sample) in self.input.iter_mut().zip(&self.window).zip(samples) {
            *input = sample * window;
        }
        // It only refuses other lengths than it was made for.
        let (input, output) = (&mut self.input, &mut self.output);
        self.transform.process_with_scratch(input, output, &mut self.scratch).ok();
        for (power, output) in self.power.iter_mut().zip(&self.output) {
            *power = output.norm_sqr();
        }
        &self.power
    }
}

impl fmt::Debug for Spectrum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spectrum").field("length", &self.window.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_sine_has_the_power_one() {
        let sine = (0..256).map(|n| (TAU * 16.0 * n as f32 / 256.0).sin());
        let mut spectrum = Spectrum::new(256);
        let power = spectrum.power(sine);
        assert_eq!(power.len(), 129);
        assert!((power[16] - 1.0).abs() < 1e-4 && power[20] < 1e-9, "{:?}", &power[10..24]);
    }
}
