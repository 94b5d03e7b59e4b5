//! The number of divisions of a quarter in which every time of a part is whole.

use score::{Part, Quarters};

/// More than this is no notation; what does not fit is rounded.
const MOST: i64 = 1 << 22;

/// The least common denominator of all places and lengths, as far as it stays reasonable.
pub(super) fn of(part: &Part, lengths: impl Iterator<Item = Quarters>) -> i64 {
    let mut divisions = 1;
    let mut include = |time: Quarters| {
        let wanted = lcm(divisions, time.denominator());
        if wanted <= MOST {
            divisions = wanted;
        }
    };
    lengths.for_each(&mut include);
    for measure in &part.measures {
        measure.marks.iter().for_each(|mark| include(mark.at));
        for event in measure.voices.iter().flat_map(|voice| &voice.events) {
            include(event.onset);
            include(event.duration);
        }
    }
    divisions
}

fn lcm(a: i64, b: i64) -> i64 {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    (a / x).saturating_mul(b)
}
