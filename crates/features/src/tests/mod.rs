#![expect(clippy::cast_possible_truncation, reason = "tests count samples")]

mod describing;
mod spaces;

use crate::{Describer, Description, SAMPLE_RATE};

/// Samples of so many seconds.
fn sound(seconds: f32, sample: impl Fn(f32) -> f32) -> Vec<f32> {
    let rate = SAMPLE_RATE as f32;
    (0..(seconds * rate) as u32).map(|n| sample(n as f32 / rate)).collect()
}

fn sine(hz: f32) -> impl Fn(f32) -> f32 {
    move |time| 0.4 * (time * hz * std::f32::consts::TAU).sin()
}

fn noise(samples: usize) -> Vec<f32> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..samples).map(|_| 0.3 * next()).collect()
}

/// Short bursts, so many a minute.
fn clicks(bpm: f32, seconds: f32) -> Vec<f32> {
    let noise = noise(SAMPLE_RATE as usize);
    let every = 60.0 / bpm;
    sound(seconds, |time| {
        let since = time % every;
        noise[(time * 7_919.0) as usize % noise.len()] * (-60.0 * since).exp()
    })
}

fn described(samples: &[f32]) -> Option<Description> {
    let mut describer = Describer::new();
    samples.chunks(1_000).for_each(|block| describer.add(block));
    describer.finish()
}
