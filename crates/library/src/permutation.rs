//! A shuffled order that is never written down: any page of it costs the same.

/// The numbers below a count, each once, in an order that a seed decides.
///
/// A Feistel network of four rounds mixes the bits of a place; what falls outside the count is mixed
/// again until it falls inside (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002,
/// section 3). No list is shuffled, so page 100 of a random list is as cheap as page 0, and pages of
/// one seed never repeat themselves.
#[derive(Clone, Copy, Debug)]
pub struct Permutation {
    count: u64,
    half_bits: u32,
    seed: u64,
}

impl Permutation {
    /// The order of the numbers from 0 to before `count`.
    #[must_use]
    pub fn new(count: usize, seed: u64) -> Permutation {
        let count = count as u64;
        let bits = u64::BITS - count.saturating_sub(1).leading_zeros();
        Permutation { count, half_bits: bits.div_ceil(2).max(1), seed }
    }

    /// The number at a place, both below the count; nothing at a place beyond it.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<usize> {
        let mut number = place as u64;
        if number >= self.count {
            return None;
        }
        loop {
            number = self.mixed(number);
            if number < self.count {
                return usize::try_from(number).ok();
            }
        }
    }

    fn mixed(&self, number: u64) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let (mut left, mut right) = (number >> self.half_bits, number & mask);
        for round in 0..4 {
            let key = self.seed.wrapping_add(round << 32);
            (left, right) = (right, left ^ (scattered(right ^ key.rotate_left(17)) & mask));
        }
        left << self.half_bits | right
    }
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood, 2014).
fn scattered(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ number >> 31
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn order(count: usize, seed: u64) -> Vec<usize> {
        let permutation = Permutation::new(count, seed);
        (0..).map_while(|place| permutation.at(place)).collect()
    }

    proptest! {
        #[test]
        fn every_number_comes_once(count in 0usize..700, seed: u64) {
            let mut numbers = order(count, seed);
            numbers.sort_unstable();
            prop_assert_eq!(numbers, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn seeds_give_orders_of_their_own() {
        assert_eq!(order(100, 1), order(100, 1));
        assert_ne!(order(100, 1), order(100, 2));
        // Each number is first about as often as any other.
        let mut first = [0; 10];
        for seed in 0..10_000 {
            first[order(10, seed)[0]] += 1;
        }
        assert!(first.iter().all(|times| (850..1150).contains(times)), "{first:?}");
    }
}
