//! Chance that a seed decides, the same on every machine (`SplitMix64`; Steele, Lea & Flood 2014).

#[derive(Clone, Copy, Debug)]
pub(super) struct Dice {
    state: u64,
}

impl Dice {
    pub(super) const fn new(seed: u64) -> Dice {
        Dice { state: seed }
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `sides`; 0 when there are none. The high half of the product is as even as 64
    /// bits allow (Lemire 2019).
    pub(super) fn below(&mut self, sides: usize) -> usize {
        let product = u128::from(self.next()) * sides as u128;
        usize::try_from(product >> 64).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}
