//! Adam with decoupled weight decay (Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019, algorithm 2),
//! and an average that follows the weights.

use super::ranks::Ranks;
use super::stretches::{BLOCK, stretch};

const BETA_1: f32 = 0.9;
const BETA_2: f32 = 0.98;
const SMALL: f32 = 1e-8;
/// Gradients longer than this are shortened to it.
const LONGEST_GRADIENT: f64 = 1.0;

/// The optimiser's memory.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AdamW {
    pub(crate) first: Vec<f32>,
    pub(crate) second: Vec<f32>,
}

/// What a step changes, and what it goes by: equally long.
#[derive(Debug)]
pub(crate) struct Stepped<'a> {
    pub(crate) weights: &'a mut [f32],
    pub(crate) average: &'a mut [f32],
    pub(crate) gradient: &'a [f32],
    /// Which weights the decay pulls at.
    pub(crate) decaying: &'a [bool],
}

/// How far a step goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// Counts from 0.
    pub(crate) step: u64,
    pub(crate) rate: f64,
    pub(crate) decay: f64,
    /// How far the average goes to the new weights: 0 not at all, 1 all the way.
    pub(crate) follow: f64,
}

/// The factors of one step, the same for all numbers.
#[derive(Clone, Copy)]
struct Factors {
    shorten: f32,
    unbias_2: f32,
    pull: f32,
    rate: f32,
    follow: f32,
}

impl AdamW {
    pub(crate) fn new(length: usize) -> AdamW {
        AdamW { first: vec![0.0; length], second: vec![0.0; length] }
    }

    /// One step of this rank's own stretch, on so many threads. Neither their number nor that of ranks
    /// changes it.
    pub(crate) fn step(
        &mut self,
        numbers: Stepped<'_>,
        pace: Pace,
        ranks: &dyn Ranks,
        threads: usize,
    ) {
        let Stepped { weights, average, gradient, decaying } = numbers;
        let factors = Factors::of(length(gradient, ranks), pace);
        let own = ranks.own(gradient.len());
        let each = stretch(own.len(), threads);
        let given = gradient[own.clone()].chunks(each).zip(decaying[own.clone()].chunks(each));
        let weights = weights[own.clone()].chunks_mut(each);
        let changed = weights.zip(average[own.clone()].chunks_mut(each));
        let first = self.first[own.clone()].chunks_mut(each);
        let memory = first.zip(self.second[own].chunks_mut(each));
        std::thread::scope(|scope| {
            for ((given, changed), memory) in given.zip(changed).zip(memory) {
                let work = move || factors.apply(given, changed, memory);
                // One thread needs no other.
                if threads < 2 { work() } else { drop(scope.spawn(work)) }
            }
        });
    }
}

impl Factors {
    #[allow(clippy::cast_possible_truncation, reason = "single precision is what weights have")]
    fn of(length: f64, pace: Pace) -> Factors {
        let shorten = (LONGEST_GRADIENT / length.max(1e-12)).min(1.0) as f32;
        let power = i32::try_from(pace.step + 1).unwrap_or(i32::MAX);
        Factors {
            shorten,
            unbias_2: 1.0 - BETA_2.powi(power),
            pull: (pace.rate * pace.decay) as f32,
            rate: pace.rate as f32 / (1.0 - BETA_1.powi(power)),
            follow: pace.follow as f32,
        }
    }

    /// Without a branch, so that it runs in vector registers.
    fn apply(
        self,
        (gradient, decaying): (&[f32], &[bool]),
        (weights, average): (&mut [f32], &mut [f32]),
        (first, second): (&mut [f32], &mut [f32]),
    ) {
        let given = gradient.iter().zip(decaying);
        let changed = weights.iter_mut().zip(average).zip(first.iter_mut().zip(second));
        for ((&g, &decays), ((weight, average), (m, v))) in given.zip(changed) {
            let g = g * self.shorten;
            *m += (1.0 - BETA_1) * (g - *m);
            *v += (1.0 - BETA_2) * (g * g - *v);
            let pull = if decays { self.pull } else { 0.0 };
            let pulled = *weight - pull * *weight;
            *weight = pulled - self.rate * *m / ((*v / self.unbias_2).sqrt() + SMALL);
            *average += self.follow * (*weight - *average);
        }
    }
}

/// The length of a gradient of which each rank has its own stretch: of blocks in eight lanes, which is quick
/// and near the truth; ranks tell each other those of their blocks.
#[allow(clippy::cast_possible_truncation, reason = "ranks tell each other single precision")]
fn length(gradient: &[f32], ranks: &dyn Ranks) -> f64 {
    let of_block = |block: &[f32]| {
        let mut sums = [0.0f64; 8];
        for eight in block.chunks(8) {
            sums.iter_mut().zip(eight).for_each(|(sum, &g)| *sum += f64::from(g) * f64::from(g));
        }
        sums.iter().sum::<f64>() as f32
    };
    let own = ranks.own(gradient.len());
    let mut squares = vec![0.0; gradient.len().div_ceil(BLOCK)];
    let blocks = gradient[own.clone()].chunks(BLOCK).map(of_block);
    squares[own.start / BLOCK..].iter_mut().zip(blocks).for_each(|(to, square)| *to = square);
    ranks.sum(&mut squares);
    libm::sqrt(squares.into_iter().map(f64::from).sum())
}

#[cfg(test)]
mod tests {
    use super::super::ranks::Alone;
    use super::*;

    fn descended(threads: usize) -> Vec<f32> {
        let count = 3 * BLOCK + 5;
        let (mut adam, mut weights) = (AdamW::new(count), vec![3.0f32; count]);
        let (mut average, decaying) = (weights.clone(), vec![false; count]);
        for step in 0..3 {
            let gradient: Vec<f32> =
                weights.iter().enumerate().map(|(i, w)| w - i as f32 / 9e4).collect();
            let numbers = Stepped {
                weights: &mut weights,
                average: &mut average,
                gradient: &gradient,
                decaying: &decaying,
            };
            adam.step(numbers, Pace { step, rate: 0.1, decay: 0.1, follow: 0.5 }, &Alone, threads);
        }
        weights.extend(average);
        weights
    }

    #[test]
    fn threads_change_nothing() {
        let alone = descended(1);
        assert!((2..5).all(|threads| descended(threads) == alone));
    }

    #[test]
    fn finds_the_bottom_of_a_bowl() {
        let mut adam = AdamW::new(2);
        let (mut weights, mut average) = ([3.0f32, -2.0], [0.0; 2]);
        for step in 0..800 {
            let gradient = [weights[0] - 1.0, 4.0 * (weights[1] - 1.0)];
            let numbers = Stepped {
                weights: &mut weights,
                average: &mut average,
                gradient: &gradient,
                decaying: &[false, false],
            };
            adam.step(numbers, Pace { step, rate: 0.02, decay: 0.0, follow: 0.1 }, &Alone, 1);
        }
        assert!(weights.iter().chain(&average).all(|w| (w - 1.0).abs() < 0.02), "{weights:?}");
    }
}
