use proptest::prelude::*;

use super::{clicks, described, noise, sine, sound};
use crate::{Describer, Description, FeaturesError, FeaturesVersion, LENGTH, Part, SAMPLE_RATE};

fn all_numbers(description: &Description) -> Vec<f32> {
    let bytes = description.to_bytes();
    bytes.as_chunks().0.iter().map(|number| f32::from_le_bytes(*number)).collect()
}

#[test]
fn a_sine_is_a_sine() {
    let description = described(&sound(5.0, sine(440.0))).unwrap();
    let [centroid, rolloff, flatness, flux] = description.part(Part::Shape)[..4] else { panic!() };
    let octaves = 440_f32.log2();
    assert!((rolloff - octaves).abs() < 0.1 && (centroid - octaves).abs() < 0.3, "{centroid}");
    assert!(flatness < -30.0 && flux < -2.0, "{flatness} {flux}");
    let chroma = description.part(Part::Chroma);
    assert!(chroma[9] > 0.8, "{chroma:?}");
    let [level] = description.part(Part::Level) else { panic!() };
    assert!((level + 11.0).abs() < 0.5, "{level}");
    assert_eq!(description.tempo(), None);
}

#[test]
fn noise_is_flat_and_even() {
    let description = described(&noise(5 * SAMPLE_RATE as usize)).unwrap();
    let shape = description.part(Part::Shape);
    assert!(shape[2] > -3.0 && (shape[0] - 5_512_f32.log2()).abs() < 0.1, "{shape:?}");
    assert!(description.part(Part::Contrast)[1..6].iter().all(|octave| *octave < 16.0));
    assert!(description.part(Part::Dynamics)[0] < 0.5);
    assert_eq!(description.tempo(), None);
}

#[test]
fn clicks_have_their_tempo() {
    for bpm in [72.0, 90.0, 120.0, 151.0] {
        let tempo = described(&clicks(bpm, 20.0)).unwrap().tempo().unwrap();
        assert!((tempo.bpm / bpm - 1.0).abs() < 0.02, "{bpm}: {tempo:?}");
    }
}

#[test]
fn silence_and_next_to_nothing_have_no_description() {
    let infinite = vec![f32::NAN; 100_000];
    for samples in [vec![], vec![0.0; 100_000], infinite, sound(0.9, sine(440.0))] {
        assert_eq!(described(&samples), None, "{} samples", samples.len());
    }
}

#[test]
fn blocks_of_any_size_are_the_same_track() {
    let samples = clicks(100.0, 6.0);
    let mut whole = Describer::new();
    whole.add(&samples);
    assert_eq!(whole.finish(), described(&samples));
}

#[test]
fn a_track_is_the_same_louder_or_after_silence() {
    let samples = clicks(100.0, 12.0);
    let softer: Vec<f32> = samples.iter().map(|sample| sample * 0.25).collect();
    let later = [vec![0.0; SAMPLE_RATE as usize], samples.clone()].concat();
    let [track, softer, later] = [samples, softer, later].map(|s| described(&s).unwrap());
    assert!(track.distance(&softer).unwrap() < 0.2, "{:?}", track.distance(&softer));
    assert!(track.distance(&later).unwrap() < 0.2, "{:?}", track.distance(&later));
}

#[test]
fn versions_are_not_compared() {
    let description = described(&sound(2.0, sine(300.0))).unwrap();
    assert_eq!(description.version(), FeaturesVersion::CURRENT);
    let older = FeaturesVersion(0);
    let read = Description::from_bytes(older, &description.to_bytes());
    assert_eq!(read, Err(FeaturesError::Versions(older, FeaturesVersion::CURRENT)));
}

#[test]
fn parts_stand_side_by_side() {
    assert_eq!(Part::Timbre.range().start, 0);
    assert_eq!(Part::TimbreSpread.range().start, Part::Timbre.range().end);
    assert_eq!(Part::Tempo.range().end, LENGTH);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_samples_have_a_finite_description(
        bits in prop::collection::vec(any::<u32>(), 0..6_000),
        seed in any::<u32>(),
    ) {
        // Any bits at all, and noise after them so that there is something to describe.
        let mut samples: Vec<f32> = bits.into_iter().map(f32::from_bits).collect();
        samples.extend(noise(30_000).iter().map(|sample| sample * (seed % 7) as f32));
        if let Some(description) = described(&samples) {
            prop_assert!(all_numbers(&description).iter().all(|number| number.is_finite()));
            prop_assert_eq!(description.distance(&description), Ok(0.0));
        }
    }

    #[test]
    fn any_bytes_are_a_description_or_an_error(
        bytes in prop::collection::vec(any::<u8>(), 4 * LENGTH - 4..4 * LENGTH + 4),
    ) {
        if let Ok(description) = Description::from_bytes(FeaturesVersion::CURRENT, &bytes) {
            prop_assert_eq!(description.to_bytes(), bytes);
            prop_assert!(description.distance(&description) == Ok(0.0));
        }
    }
}
