//! The form of a song: which phrases come back.
//!
//! A phrase that comes back begins as it did and ends anew, as in AABA (32-bar song form) or ABAC
//! (parallel periods): the last bars of each phrase stay open, so that its cadence can be another.

use score::SketchBar;

use crate::random::Random;

/// By group of up to four phrases: for each phrase, the earlier one it repeats.
const FOUR: [[Option<usize>; 4]; 4] = [
    [None, Some(0), None, Some(0)], // A A' B A'
    [None, None, Some(0), None],    // A B A' C
    [None, Some(0), None, None],    // A A' B C
    [None, None, Some(0), Some(1)], // A B A' B'
];
const THREE: [[Option<usize>; 3]; 2] = [[None, None, Some(0)], [None, Some(0), None]];
const TWO: [[Option<usize>; 2]; 2] = [[None, Some(0)], [None, None]];

/// By step: the earlier step that it repeats. Of the phrases that may come back, so many (from 0 to 1) do.
pub(super) fn echoes(bars: &[SketchBar], returns: f64, random: &mut Random) -> Vec<Option<usize>> {
    let steps = bars.last().map_or(0, SketchBar::end);
    let mut echoes = vec![None; steps];
    let Some(length) = phrase_length(bars.len()) else { return echoes };
    let phrases: Vec<&[SketchBar]> = bars.chunks(length).collect();
    for (index, source) in plan(phrases.len(), random).into_iter().enumerate() {
        let Some(source) = source.filter(|_| random.unit() < returns) else { continue };
        // The last phrase needs room for the close.
        let open = if index + 1 == phrases.len() {
            length.div_ceil(2)
        } else {
            1 + random.below(length / 2)
        };
        for (bar, earlier) in phrases[index].iter().zip(phrases[source]).take(length - open) {
            for step in 0..bar.steps.min(earlier.steps) {
                echoes[bar.first + step] = Some(earlier.first + step);
            }
        }
    }
    echoes
}

/// Bars a phrase: four, or two in short pieces; none where they do not divide the piece.
fn phrase_length(bars: usize) -> Option<usize> {
    let divides = |length: &usize| bars.is_multiple_of(*length) && bars / length >= 2;
    [4, 2].into_iter().find(divides)
}

/// By phrase: the earlier one it repeats. Each group of four has a plan; the last of several comes back to the first.
fn plan(phrases: usize, random: &mut Random) -> Vec<Option<usize>> {
    let mut plan = Vec::with_capacity(phrases);
    while plan.len() < phrases {
        let first = plan.len();
        let left = phrases - first;
        let group: Vec<Option<usize>> = match left {
            1 => vec![None],
            2 => TWO[random.below(TWO.len())].to_vec(),
            3 => THREE[random.below(THREE.len())].to_vec(),
            _ => FOUR[random.below(FOUR.len())].to_vec(),
        };
        let reprise = first > 0 && left <= 4;
        let placed = group.into_iter().enumerate().map(|(nth, source)| match source {
            None if reprise && nth == 0 => Some(0),
            source => source.map(|source| first + source),
        });
        plan.extend(placed);
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::grid;

    #[test]
    fn phrases_come_back_from_before_and_close_anew() {
        for bars in 1..40 {
            let laid = SketchBar::lay(&"3/4".parse().unwrap(), grid(), 0, bars);
            for seed in 0..50 {
                let echoes = echoes(&laid, 1.0, &mut Random::new(seed, 1));
                assert_eq!(echoes.len(), 12 * bars);
                let chained =
                    |(step, echo): (usize, &Option<usize>)| echo.is_some_and(|at| at >= step);
                assert!(!echoes.iter().enumerate().any(chained));
                assert!(echoes.iter().rev().take(12).all(Option::is_none), "the close is open");
            }
        }
        assert_eq!(phrase_length(16), Some(4));
        assert_eq!(
            (phrase_length(6), phrase_length(7), phrase_length(4)),
            (Some(2), None, Some(2))
        );
    }
}
