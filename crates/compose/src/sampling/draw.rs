//! One choice from logits.

use crate::network::ops::softmax::softmax;
use crate::random::Random;

/// How boldly choices are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Boldness {
    /// Logits are divided by this: below 1 the likely becomes likelier.
    pub temperature: f32,
    /// Only the likeliest choices that together have this probability are drawn from (nucleus
    /// sampling; Holtzman et al. 2020).
    pub nucleus: f32,
}

impl Default for Boldness {
    fn default() -> Boldness {
        Boldness { temperature: 1.0, nucleus: 0.98 }
    }
}

/// Draws a choice; logits of negative infinity are never drawn. `None` when all are.
pub(super) fn draw(logits: &mut [f32], boldness: Boldness, random: &mut Random) -> Option<usize> {
    if logits.iter().all(|&logit| logit == f32::NEG_INFINITY) {
        return None;
    }
    logits.iter_mut().for_each(|logit| *logit /= boldness.temperature.max(1e-3));
    softmax(logits);
    // Choices that were forbidden keep a trace of probability in the softmax's rounding: none here.
    let mut order: Vec<usize> = (0..logits.len()).collect();
    order.sort_by(|&a, &b| logits[b].total_cmp(&logits[a]));
    let mut kept = 0.0;
    let enough = order.iter().position(|&choice| {
        kept += logits[choice];
        kept >= boldness.nucleus
    });
    order.truncate(enough.map_or(order.len(), |last| last + 1));
    let mut left = random.unit() * f64::from(order.iter().map(|&c| logits[c]).sum::<f32>());
    let drawn = order.iter().copied().find(|&choice| {
        left -= f64::from(logits[choice]);
        left < 0.0
    });
    drawn.or(order.first().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_by_probability_and_never_the_forbidden() {
        let mut random = Random::new(1, 1);
        let mut counts = [0; 3];
        for _ in 0..4000 {
            let mut logits = [0.0, f32::NEG_INFINITY, 1.0];
            let boldness = Boldness { temperature: 1.0, nucleus: 1.0 };
            counts[draw(&mut logits, boldness, &mut random).unwrap()] += 1;
        }
        assert_eq!(counts[1], 0);
        // e / (1 + e) = 0.731
        assert!((0.70..0.76).contains(&(f64::from(counts[2]) / 4000.0)), "{counts:?}");
        let mut none = [f32::NEG_INFINITY; 2];
        assert_eq!(draw(&mut none, Boldness::default(), &mut random), None);
    }
}
