//! How many times faster than real time a track is described, on one core: a minute of chords with noise; and what the
//! neighbours of a track and a way between two cost among 100,000.

#![expect(clippy::print_stdout, reason = "a benchmark's result is what it prints")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::time::{Duration, Instant};

use features::{Describer, Description, Embedding, FeaturesVersion, LENGTH, SAMPLE_RATE, Space};

const SECONDS: u32 = 60;
const TRACKS: i64 = 100_000;

/// Decaying chords of eight partials a note, and a little noise.
fn music() -> Vec<f32> {
    let mut noise = Noise(1);
    let sample = |at: u32| {
        let time = (at % (SAMPLE_RATE / 2)) as f32 / SAMPLE_RATE as f32;
        let root = 110.0 * (at / (SAMPLE_RATE / 2) % 7 + 2) as f32 / 2.0;
        let tone = |hz: f32| {
            (1..=8)
                .map(|n| (hz * n as f32 * time * std::f32::consts::TAU).sin() / n as f32)
                .sum::<f32>()
        };
        (tone(root) + tone(root * 1.5)) * (-3.0 * time).exp() * 0.15 + noise.next() * 0.01
    };
    (0..SECONDS * SAMPLE_RATE).map(sample).collect()
}

struct Noise(u32);

impl Noise {
    /// -1 to 1.
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / (1 << 23) as f32 - 1.0
    }
}

fn describe(samples: &[f32]) -> Option<Description> {
    let mut describer = Describer::new();
    samples.chunks(4_096).for_each(|block| describer.add(block));
    describer.finish()
}

/// The best of seven.
fn best(mut work: impl FnMut()) -> Duration {
    let took = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..7).map(took).min().unwrap_or_default()
}

/// Tracks around the one that is given.
fn crowd(around: &Description) -> Space {
    let mut noise = Noise(7);
    let bytes = around.to_bytes();
    let near: Vec<f32> = bytes.as_chunks().0.iter().map(|n| f32::from_le_bytes(*n)).collect();
    let mut track = |id: i64| {
        let other: Vec<u8> =
            near.iter().flat_map(|n| (n + 3.0 * noise.next()).to_le_bytes()).collect();
        let description = Description::from_bytes(FeaturesVersion::CURRENT, &other);
        (id, description.ok().map(|description| Embedding::of(&description)))
    };
    Space::new().with((0..TRACKS).map(&mut track).collect())
}

fn main() {
    let music = music();
    let took = best(|| drop(std::hint::black_box(describe(&music))));
    let times = f64::from(SECONDS) / took.as_secs_f64();
    println!("described {times:.0} times faster than real time, {LENGTH} numbers");
    let Some(description) = describe(&music) else { return };
    let space = crowd(&description);
    let bytes = space.len() * (size_of::<Embedding>() + size_of::<i64>());
    let near = best(|| drop(std::hint::black_box(space.nearest(5, 50, |_| true))));
    let path = best(|| drop(std::hint::black_box(space.path(5, 50_000, 25, Some))));
    println!(
        "{} tracks: {:.1} MB, neighbours {near:.2?}, a path of 25 {path:.2?}",
        space.len(),
        bytes as f64 / 1e6
    );
}
