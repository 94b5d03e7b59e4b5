//! What is kept of a track.

use std::fmt;
use std::ops::Range;

use crate::embedding::Embedding;
use crate::tempo::Tempo;
use crate::{FeaturesError, chroma, contrast, dynamics, fluctuation, rhythm, shape, timbre};

/// Which numbers a description holds and how they were found; raised whenever one of them would come out otherwise.
/// How they are weighed when they are compared may change without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeaturesVersion(pub u16);

impl FeaturesVersion {
    /// Of the descriptions that are made now.
    pub const CURRENT: FeaturesVersion = FeaturesVersion(1);
}

impl fmt::Display for FeaturesVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Numbers that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Mean of each of 13 cepstral coefficients, in dB.
    Timbre,
    /// Logarithm of their deviations.
    TimbreSpread,
    /// Logarithm of the deviations of their changes within 93 ms.
    TimbreChange,
    /// The correlation of each pair, -1 to 1.
    TimbreCorrelation,
    /// Centroid and rolloff in octaves above 1 Hz, flatness in dB, logarithm of the flux; then their deviations.
    Shape,
    /// Contrast in six octaves, in dB; then their deviations.
    Contrast,
    /// The share of each pitch class from C on.
    Chroma,
    /// The chroma's pattern in any key, of the whole and of its moments, each 0 to 1.
    Tonality,
    /// The mean level, in dB below full scale.
    Level,
    /// Deviation of the level, share of soft moments, range above and below the median, the others in dB.
    Dynamics,
    /// How much comes again at tempi from 40 beats a minute on, eight an octave, -1 to 1.
    Pulse,
    /// How much comes again after 1/4, 1/3, 1/2, 2/3, 3/2, 2, 3 and 4 beats, -1 to 1.
    Meter,
    /// Logarithm of the modulation in dB, of six regions of the spectrum at eight speeds each.
    Fluctuation,
    /// Beats a minute, and the confidence in them.
    Tempo,
}

/// All parts in the order in which they are kept, with their lengths.
const PARTS: [(Part, usize); 14] = [
    (Part::Timbre, timbre::COEFFICIENTS),
    (Part::TimbreSpread, timbre::COEFFICIENTS),
    (Part::TimbreChange, timbre::COEFFICIENTS),
    (Part::TimbreCorrelation, timbre::PAIRS),
    (Part::Shape, shape::NUMBERS),
    (Part::Contrast, contrast::NUMBERS),
    (Part::Chroma, chroma::CLASSES),
    (Part::Tonality, 2 * chroma::COMPONENTS),
    (Part::Level, 1),
    (Part::Dynamics, dynamics::NUMBERS),
    (Part::Pulse, rhythm::PULSES),
    (Part::Meter, rhythm::METERS),
    (Part::Fluctuation, fluctuation::NUMBERS),
    (Part::Tempo, 2),
];

/// Numbers of a description.
pub const LENGTH: usize = {
    let (mut length, mut at) = (0, 0);
    while at < PARTS.len() {
        length += PARTS[at].1;
        at += 1;
    }
    length
};

impl Part {
    /// Where it stands among the [`LENGTH`] numbers.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        let before: usize =
            PARTS.iter().take_while(|(part, _)| *part != self).map(|(_, length)| length).sum();
        let length = PARTS.iter().find(|(part, _)| *part == self).map_or(0, |(_, length)| *length);
        before..before + length
    }
}

/// How a track sounds. All numbers are finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    version: FeaturesVersion,
    numbers: Box<[f32; LENGTH]>,
}

impl Description {
    pub(crate) fn blank() -> Description {
        Description { version: FeaturesVersion::CURRENT, numbers: Box::new([0.0; LENGTH]) }
    }

    pub(crate) fn set(&mut self, part: Part, numbers: &[f32]) {
        for (place, number) in self.numbers[part.range()].iter_mut().zip(numbers) {
            *place = if number.is_finite() { *number } else { 0.0 };
        }
    }

    /// How its numbers were found.
    #[must_use]
    pub fn version(&self) -> FeaturesVersion {
        self.version
    }

    /// The numbers of one part.
    #[must_use]
    pub fn part(&self, part: Part) -> &[f32] {
        &self.numbers[part.range()]
    }

    /// The tempo, where it is sure enough.
    #[must_use]
    pub fn tempo(&self) -> Option<Tempo> {
        let numbers = self.part(Part::Tempo);
        Some(Tempo { bpm: numbers[0], confidence: numbers[1] }).filter(|tempo| tempo.is_solid())
    }

    /// How differently two tracks sound: 0 for the same sound, about 1 for any two tracks.
    ///
    /// # Errors
    /// [`FeaturesError::Versions`] when they were not made by the same version.
    pub fn distance(&self, other: &Description) -> Result<f32, FeaturesError> {
        if self.version != other.version {
            return Err(FeaturesError::Versions(self.version, other.version));
        }
        Ok(Embedding::of(self).distance(&Embedding::of(other)))
    }

    /// The numbers as bytes, to be kept beside the version: four a number, the lowest first.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    /// Reads what [`Description::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`FeaturesError::Versions`] for another version than the current one, [`FeaturesError::Unreadable`] for bytes
    /// that are no description.
    pub fn from_bytes(
        version: FeaturesVersion,
        bytes: &[u8],
    ) -> Result<Description, FeaturesError> {
        if version != FeaturesVersion::CURRENT {
            return Err(FeaturesError::Versions(version, FeaturesVersion::CURRENT));
        }
        let unreadable = FeaturesError::Unreadable(bytes.len());
        let (numbers, rest) = bytes.as_chunks();
        let numbers: Vec<f32> = numbers.iter().map(|number| f32::from_le_bytes(*number)).collect();
        if !rest.is_empty() || !numbers.iter().all(|number| number.is_finite()) {
            return Err(unreadable);
        }
        let numbers = numbers.into_boxed_slice().try_into().map_err(|_| unreadable)?;
        Ok(Description { version, numbers })
    }
}
