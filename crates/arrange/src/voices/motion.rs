//! What the way from one voicing to the next costs.

use super::candidates::Voicing;
use super::{Between, Degree, Moment};

/// What `score::theory` would call a fault.
const FAULT: u32 = 1_500;

/// The cost of moving from one voicing to another at a moment.
pub(super) fn cost(between: &Between<'_>, before: &Voicing, after: &Voicing) -> u32 {
    let (was, is) = (between.before(), between.after());
    if was.end != is.start {
        return leaps(before.keys, after.keys) / 2;
    }
    let from = four(was, before);
    let to = four(is, after);
    let mut cost = leaps(before.keys, after.keys);
    // While the chord stays, the voices stay.
    if !is.new_chord && before.keys != after.keys {
        cost += if is.beat { 14 } else { 40 };
    }
    cost += pairs(&from, &to);
    if is.new_chord {
        cost += tendencies(between, &from, &to);
    }
    cost
}

/// All four voices, highest first.
fn four(moment: &Moment, voicing: &Voicing) -> [Option<u8>; 4] {
    let [alto, tenor, bass] = voicing.keys;
    [moment.melody.map(|(key, _)| key), Some(alto), Some(tenor), Some(bass)]
}

/// Small steps for inner voices; the bass may leap (Huron 2001, principles 3 and 5).
fn leaps(before: [u8; 3], after: [u8; 3]) -> u32 {
    let inner = |before: u8, after: u8| match before.abs_diff(after) {
        0 => 0,
        1 => 1,
        2 => 2,
        3 | 4 => 4,
        5 => 7,
        6 => 16,
        7 => 14,
        8 | 9 => 24,
        12 => 30,
        _ => 60,
    };
    let bass = |before: u8, after: u8| match before.abs_diff(after) {
        0 => 2,
        1 | 2 => 1,
        3..=5 => 2,
        7 => 3,
        12 => 6,
        6 => 10,
        8 | 9 => 9,
        _ => 40,
    };
    inner(before[0], after[0]) + inner(before[1], after[1]) + bass(before[2], after[2])
}

/// Parallels, direct octaves and fifths, overlaps.
fn pairs(from: &[Option<u8>; 4], to: &[Option<u8>; 4]) -> u32 {
    let mut cost = 0;
    for upper in 0..4 {
        for lower in upper + 1..4 {
            let (Some(u0), Some(l0)) = (from[upper], from[lower]) else { continue };
            let (Some(u1), Some(l1)) = (to[upper], to[lower]) else { continue };
            if lower == upper + 1 {
                cost +=
                    u32::from(l1 > u0 && l1 != l0) * FAULT + u32::from(u1 < l0 && u1 != u0) * FAULT;
            }
            let (up, low) = (i16::from(u1) - i16::from(u0), i16::from(l1) - i16::from(l0));
            if up == 0 || up.signum() != low.signum() {
                continue;
            }
            let (was, is) = (interval(u0, l0), interval(u1, l1));
            let perfect = is == 0 || is == 7;
            let direct = (upper, lower) == (0, 3) && up.abs() > 2;
            if perfect && (was == is || direct) {
                cost += FAULT;
            } else if perfect && was == 6 && is == 7 {
                cost += 6;
            }
        }
    }
    cost
}

fn interval(upper: u8, lower: u8) -> u8 {
    (upper + 120 - lower) % 12
}

/// Sevenths fall, leading tones rise.
fn tendencies(between: &Between<'_>, from: &[Option<u8>; 4], to: &[Option<u8>; 4]) -> u32 {
    let chords = &between.plan.chords;
    let (Some(was), Some(is)) =
        (&chords[between.before().chord].tones, &chords[between.after().chord].tones)
    else {
        return 0;
    };
    if was.root() == is.root() {
        return 0;
    }
    let leading = between.plan.key.leading_tone().pitch_class();
    let tonic = between.plan.key.tonic().pitch_class();
    let home = is.root() == tonic;
    let mut cost = 0;
    for voice in 1..4 {
        let (Some(before), Some(after)) = (from[voice], to[voice]) else { continue };
        let by = i16::from(after) - i16::from(before);
        if was.degree(before) == Some(Degree::Seventh) && !(-2..=0).contains(&by) {
            cost += 600;
        }
        if before % 12 == leading && home && by != 1 {
            cost += if voice == 3 { 80 } else { 12 };
        }
    }
    cost
}
