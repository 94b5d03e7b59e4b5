//! Which pieces are learned from at which step.

use crate::random::Random;

/// Keeps the random streams of different purposes apart.
const ORDER: u64 = 0x6f72_6465;

/// The batches of one pass over all pieces: each a list of parts, each a list of pieces.
///
/// Pieces of like length stand together in a part; nothing is padded and nothing cut.
pub(crate) fn epoch(
    lengths: &[usize],
    positions: usize,
    parts: usize,
    seed: u64,
    epoch: u64,
) -> Vec<Vec<Vec<usize>>> {
    let mut random = Random::new(seed ^ ORDER, epoch);
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    random.shuffle(&mut order);
    order.sort_by_cached_key(|&piece| lengths[piece] + random.below(64));
    let mut filled: Vec<Vec<usize>> = Vec::new();
    let mut steps = usize::MAX;
    for piece in order {
        if steps.saturating_add(lengths[piece]) > positions {
            filled.push(Vec::new());
            steps = 0;
        }
        steps += lengths[piece];
        if let Some(last) = filled.last_mut() {
            last.push(piece);
        }
    }
    // Parts of one batch are alike in length, since whoever learns from the shortest waits for the others.
    random.shuffle(&mut filled);
    filled.sort_by_cached_key(|part| part.iter().map(|&piece| lengths[piece]).sum::<usize>());
    let mut batches: Vec<_> = filled.chunks(parts.max(1)).map(<[_]>::to_vec).collect();
    random.shuffle(&mut batches);
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_once() {
        let lengths: Vec<usize> = (0..50).map(|i| 100 + 7 * i).collect();
        let batches = epoch(&lengths, 600, 2, 1, 3);
        let mut seen: Vec<usize> = batches.concat().concat();
        seen.sort_unstable();
        assert_eq!(seen, (0..50).collect::<Vec<_>>());
        assert!(batches.iter().all(|parts| (1..=2).contains(&parts.len())));
        let steps = |part: &Vec<usize>| part.iter().map(|&piece| lengths[piece]).sum::<usize>();
        let uneven = |parts: &&Vec<Vec<usize>>| {
            parts.len() == 2 && steps(&parts[0]).abs_diff(steps(&parts[1])) > 60
        };
        assert!(batches.iter().filter(uneven).count() <= 1, "{batches:?}");
        assert_ne!(batches, epoch(&lengths, 600, 2, 1, 4));
        assert_eq!(batches, epoch(&lengths, 600, 2, 1, 3));
    }
}
