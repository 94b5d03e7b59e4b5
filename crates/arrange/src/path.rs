//! The cheapest way through choices, each of which costs something by itself and after the one
//! before (Viterbi 1967). Costs are whole numbers, so that every machine finds the same way.

/// At each moment the index of the choice taken; moments without a choice have `None` and cost nothing.
///
/// `step(moment, before, after)` is the cost of a choice after another at the moment of the second;
/// moments without choices are skipped over. Of equal ways the first is taken.
pub(crate) fn cheapest<T>(
    choices: &[Vec<T>],
    alone: impl Fn(usize, &T) -> u32,
    step: impl Fn(usize, &T, &T) -> u32,
) -> Vec<Option<usize>> {
    let mut costs: Vec<Vec<u32>> = Vec::with_capacity(choices.len());
    let mut from: Vec<Vec<usize>> = Vec::with_capacity(choices.len());
    let mut last: Option<usize> = None;
    for (moment, options) in choices.iter().enumerate() {
        let mut own = Vec::with_capacity(options.len());
        let mut back = Vec::with_capacity(options.len());
        for option in options {
            let reach = |before: usize| {
                let way = |(index, choice): (usize, &T)| {
                    (costs[before][index].saturating_add(step(moment, choice, option)), index)
                };
                choices[before].iter().enumerate().map(way).min().unwrap_or((0, 0))
            };
            let (cost, index) = last.map_or((0, 0), reach);
            own.push(cost.saturating_add(alone(moment, option)));
            back.push(index);
        }
        if !options.is_empty() {
            last = Some(moment);
        }
        costs.push(own);
        from.push(back);
    }
    walk_back(&costs, &from)
}

fn walk_back(costs: &[Vec<u32>], from: &[Vec<usize>]) -> Vec<Option<usize>> {
    let mut taken = vec![None; costs.len()];
    let mut next: Option<usize> = None;
    for moment in (0..costs.len()).rev() {
        if costs[moment].is_empty() {
            continue;
        }
        let best = || (0..costs[moment].len()).min_by_key(|&index| costs[moment][index]);
        let Some(choice) = next.or_else(best) else { continue };
        taken[moment] = Some(choice);
        next = from[moment].get(choice).copied();
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_ahead_and_skips_what_has_no_choice() {
        let choices = vec![vec![0u32, 5], vec![], vec![9, 4], vec![5]];
        let near = |_: usize, a: &u32, b: &u32| a.abs_diff(*b) * a.abs_diff(*b);
        let taken = cheapest(&choices, |_, _| 0, near);
        assert_eq!(taken, [Some(1), None, Some(1), Some(0)]);
        assert!(cheapest::<u32>(&[], |_, _| 0, near).is_empty());
    }
}
