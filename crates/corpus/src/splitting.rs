//! Which piece goes into which split: by chance, but the same chance on every machine.

use crate::Split;

/// How pieces are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Splitting {
    /// Another seed divides otherwise.
    pub seed: u64,
    /// Percentage of groups for validation.
    pub valid: u8,
    /// Percentage of groups for the test.
    pub test: u8,
}

impl Default for Splitting {
    fn default() -> Splitting {
        Splitting { seed: 1, valid: 10, test: 10 }
    }
}

impl Splitting {
    /// The split of a piece, by the name of its group's first piece: what belongs together stays
    /// together, and pieces keep their split when others are added.
    #[must_use]
    pub fn of(&self, name: &str) -> Split {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.seed.to_le_bytes());
        hasher.update(name.as_bytes());
        let hash = hasher.finalize();
        let drawn = u16::from_le_bytes([hash.as_bytes()[0], hash.as_bytes()[1]]);
        let hundredth = u32::from(drawn) * 100 / (u32::from(u16::MAX) + 1);
        if hundredth < u32::from(self.valid) {
            Split::Valid
        } else if hundredth < u32::from(self.valid) + u32::from(self.test) {
            Split::Test
        } else {
            Split::Train
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_as_asked_and_seeds_differ() {
        let count = |splitting: Splitting| {
            let mut counts = [0; 3];
            (0..10_000).for_each(|piece| counts[splitting.of(&format!("{piece}")).index()] += 1);
            counts
        };
        let [train, valid, test] = count(Splitting::default());
        assert!(
            (7_850..8_150).contains(&train) && (900..1_100).contains(&valid),
            "{train} {valid}"
        );
        assert!((900..1_100).contains(&test), "{test}");
        let one = Splitting::default();
        let other = Splitting { seed: 2, ..one };
        assert!((0..100).any(|n| one.of(&format!("{n}")) != other.of(&format!("{n}"))));
        assert_eq!(count(Splitting { valid: 0, test: 0, ..one }), [10_000, 0, 0]);
    }
}
