//! Descriptions as short rows of whole numbers between which distance means something.

use crate::description::{Description, Part};
use crate::scales::{EMBEDDED, SCALES};

/// The parts that are compared, and how much each counts. Level, chroma and tempo are not: a track is the same louder,
/// in another key and at half the tempo. The weights were found on 90 pieces rendered in fifteen styles.
pub(crate) const WEIGHTS: [(Part, f32); 10] = [
    (Part::Timbre, 1.5),
    (Part::TimbreSpread, 1.0),
    (Part::TimbreChange, 0.25),
    (Part::Shape, 3.0),
    (Part::Contrast, 3.0),
    (Part::Tonality, 2.0),
    (Part::Dynamics, 0.5),
    (Part::Pulse, 0.25),
    (Part::Meter, 1.0),
    (Part::Fluctuation, 3.0),
];
/// Bytes of a row: what is embedded, filled up to what a processor takes at once.
const ROW: usize = EMBEDDED.next_multiple_of(16);
/// How far from the mean a number counts, in deviations: one that is out of all bounds is no more than odd.
const FARTHEST: f32 = 3.5;
/// A part of the weight 1 and the length 1 whose number is one deviation from the mean.
const UNIT: f32 = 59.0;

/// A description whitened (each number in deviations from its mean over much music), weighed part by part, and rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Embedding([i8; ROW]);

impl Embedding {
    /// Of a description.
    #[must_use]
    pub fn of(description: &Description) -> Embedding {
        let mut row = [0; ROW];
        let mut places = row.iter_mut().zip(&SCALES);
        for (part, weight) in WEIGHTS {
            let numbers = description.part(part);
            let factor = UNIT * (weight / numbers.len() as f32).sqrt();
            for (number, (place, (mean, deviation))) in numbers.iter().zip(&mut places) {
                let away = ((number - mean) / deviation).clamp(-FARTHEST, FARTHEST);
                #[expect(clippy::cast_possible_truncation, reason = "saturates, which is meant")]
                let rounded = (away * factor).round() as i8;
                *place = rounded;
            }
        }
        Embedding(row)
    }

    pub(crate) fn squares(&self, other: &Embedding) -> u32 {
        let pairs = self.0.iter().zip(&other.0);
        let squares = pairs.map(|(a, b)| {
            let apart = i32::from(i16::from(*a) - i16::from(*b));
            apart * apart
        });
        squares.sum::<i32>().unsigned_abs()
    }

    /// 0 for the same, about 1 for any two tracks.
    #[must_use]
    pub fn distance(&self, other: &Embedding) -> f32 {
        distance(self.squares(other))
    }
}

/// A sum of squares between rows as a distance: two numbers drawn at random are two squared deviations apart.
pub(crate) fn distance(squares: u32) -> f32 {
    let weights: f32 = WEIGHTS.iter().map(|(_, weight)| weight).sum();
    (squares as f32 / (2.0 * UNIT * UNIT * weights)).sqrt()
}

/// A distance as a likeness: 1 for the same sound, 1/2 for any two tracks, towards 0 for the most different.
#[must_use]
pub fn similarity(distance: f32) -> f32 {
    (-distance * distance).exp2()
}
