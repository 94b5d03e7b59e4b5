//! Chance that can be repeated: `SplitMix64` (Steele, Lea & Flood 2014, "Fast splittable pseudorandom
//! number generators", figure 17).

/// A stream of random numbers decided by its seed.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// The stream number `stream` of a seed, so that one line's choices do not move another's.
    pub(crate) fn new(seed: u64, stream: usize) -> Random {
        let stream = u64::try_from(stream).unwrap_or(0);
        let mut random = Random(seed ^ stream.wrapping_mul(0xD1B5_4A32_D192_ED03));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// One of `0..count`; 0 when there is nothing to choose.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count.max(1)).unwrap_or(1);
        usize::try_from(self.next() % count).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_and_reaches_all() {
        let draw = |seed| {
            let mut random = Random::new(seed, 3);
            (0..200).map(|_| random.below(5)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert!((0..5).all(|number| draw(7).contains(&number)));
        assert_eq!(Random::new(1, 0).below(0), 0);
    }
}
