//! Chord shapes that one hand can stop on the six strings of a guitar.

use super::Layout;
use crate::tones::{Degree, Tones};

/// The open strings, lowest first: E2 A2 D3 G3 B3 E4.
const STRINGS: [u8; 6] = [40, 45, 50, 55, 59, 64];
/// Frets a hand reaches from its first finger on, and the highest place of that finger.
const REACH: u8 = 3;
const HIGHEST: u8 = 7;
/// So many shapes of a chord are followed up.
const KEPT: usize = 48;

/// The shapes of a chord, cheapest first.
pub(super) fn shapes(tones: &Tones, range: (u8, u8)) -> Vec<Layout> {
    let mut found: Vec<Layout> = Vec::new();
    for first in 1..=HIGHEST {
        let mut frets = Vec::with_capacity(6);
        search(&Hand { tones, range, first }, &mut frets, &mut found);
    }
    found.sort_by(|a, b| (a.cost, &a.keys).cmp(&(b.cost, &b.keys)));
    found.dedup_by(|a, b| a.keys == b.keys);
    found.truncate(KEPT);
    found
}

struct Hand<'a> {
    tones: &'a Tones,
    range: (u8, u8),
    /// The fret under the first finger.
    first: u8,
}

/// Chooses a fret for each string, lowest first: `None` is not struck.
fn search(hand: &Hand<'_>, frets: &mut Vec<Option<u8>>, found: &mut Vec<Layout>) {
    let string = frets.len();
    if string == STRINGS.len() {
        found.extend(hand.shape(frets));
        return;
    }
    // Struck strings lie side by side, up to the highest.
    if !frets.iter().any(Option::is_some) && string < 3 {
        frets.push(None);
        search(hand, frets, found);
        frets.pop();
    }
    for fret in [0].into_iter().chain(hand.first..=hand.first + REACH) {
        let key = STRINGS[string] + fret;
        let inside = (hand.range.0..=hand.range.1).contains(&key);
        let below = string.checked_sub(1).and_then(|below| Some(STRINGS[below] + frets[below]?));
        // Two strings on one pitch sound like one.
        if inside && below.is_none_or(|below| below < key) && hand.tones.degree(key).is_some() {
            frets.push(Some(fret));
            search(hand, frets, found);
            frets.pop();
        }
    }
}

impl Hand<'_> {
    fn shape(&self, frets: &[Option<u8>]) -> Option<Layout> {
        let keys: Vec<u8> =
            frets.iter().zip(STRINGS).filter_map(|(fret, open)| Some(open + (*fret)?)).collect();
        let fingers = self.fingers(frets)?;
        let mut cost = fingers * 2 + u32::from(self.first - 1) * 6;
        let barred = self.first > 1 && !frets.contains(&Some(0));
        cost += u32::from(barred) * 12;
        cost += 6 * u32::try_from(6 - keys.len()).unwrap_or(0);
        if keys.first().is_some_and(|low| low % 12 != self.tones.bass) {
            cost += 70;
        }
        let held = |class: u8| keys.iter().any(|key| key % 12 == class);
        for (class, degree) in &self.tones.classes {
            if !held(*class) {
                cost += match degree {
                    Degree::Third => 200,
                    Degree::Seventh => 120,
                    Degree::Root => 60,
                    Degree::Colour => 40,
                    Degree::Fifth => 8,
                };
            }
        }
        Some(Layout { keys, cost })
    }

    /// How many fingers it takes; `None` when a hand has not so many. The first finger may lie across
    /// several strings when none of them is open.
    fn fingers(&self, frets: &[Option<u8>]) -> Option<u32> {
        let stopped: Vec<u8> = frets.iter().flatten().copied().filter(|fret| *fret > 0).collect();
        let least = stopped.iter().min().copied().unwrap_or(0);
        if least > self.first && !stopped.is_empty() {
            return None; // the same shape is found from its own first fret
        }
        let on_first = stopped.iter().filter(|fret| **fret == least).count();
        let barre = !frets.contains(&Some(0)) && on_first > 1;
        let fingers = if barre { stopped.len() - on_first + 1 } else { stopped.len() };
        (fingers <= 4).then(|| u32::try_from(fingers).unwrap_or(4))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(symbol: &str, expected: &[u8]) {
        let tones = Tones::of(&symbol.parse().unwrap()).unwrap();
        let best = shapes(&tones, (40, 76)).into_iter().next().unwrap();
        assert_eq!(best.keys, expected, "{symbol}");
    }

    #[test]
    fn open_chords_as_taught() {
        check("E", &[40, 47, 52, 56, 59, 64]);
        check("Am", &[45, 52, 57, 60, 64]);
        check("C", &[48, 52, 55, 60, 64]);
        check("D", &[50, 57, 62, 66]);
        check("Em", &[40, 47, 52, 55, 59, 64]);
    }
}
