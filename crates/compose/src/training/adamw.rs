//! Adam with decoupled weight decay (Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019, algorithm 2).

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

impl AdamW {
    pub(crate) fn new(length: usize) -> AdamW {
        AdamW { first: vec![0.0; length], second: vec![0.0; length] }
    }

    /// One step; `step` counts from 0, `decaying` says which weights the decay pulls at.
    #[allow(clippy::cast_possible_truncation, reason = "single precision is what weights have")]
    pub(crate) fn step(
        &mut self,
        weights: &mut [f32],
        gradient: &[f32],
        decaying: &[bool],
        step: u64,
        rate: f64,
        decay: f64,
    ) {
        let length = gradient.iter().map(|&g| f64::from(g) * f64::from(g)).sum::<f64>();
        let shorten = (LONGEST_GRADIENT / libm::sqrt(length).max(1e-12)).min(1.0) as f32;
        let power = i32::try_from(step + 1).unwrap_or(i32::MAX);
        let (unbias_1, unbias_2) = (1.0 - BETA_1.powi(power), 1.0 - BETA_2.powi(power));
        let (pull, rate) = ((rate * decay) as f32, rate as f32 / unbias_1);
        let memory = self.first.iter_mut().zip(&mut self.second);
        for (((weight, &g), &decays), (m, v)) in
            weights.iter_mut().zip(gradient).zip(decaying).zip(memory)
        {
            let g = g * shorten;
            *m += (1.0 - BETA_1) * (g - *m);
            *v += (1.0 - BETA_2) * (g * g - *v);
            if decays {
                *weight -= pull * *weight;
            }
            *weight -= rate * *m / ((*v / unbias_2).sqrt() + SMALL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_bottom_of_a_bowl() {
        let mut adam = AdamW::new(2);
        let mut weights = [3.0f32, -2.0];
        for step in 0..800 {
            let gradient = [weights[0] - 1.0, 4.0 * (weights[1] - 1.0)];
            adam.step(&mut weights, &gradient, &[false, false], step, 0.02, 0.0);
        }
        assert!(weights.iter().all(|w| (w - 1.0).abs() < 0.02), "{weights:?}");
    }
}
