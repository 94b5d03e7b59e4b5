//! N-grams of music that are alike in any key, to find what pieces have in common (Downie 1999,
//! *Evaluating a Simple Approach to Music Information Retrieval*; Uitdenbogerd & Zobel 1999).

use std::collections::HashMap;

use crate::Sounding;

use super::GridFrame;

/// What makes two melodies alike, besides their intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Likeness {
    /// Intervals alone, whatever the rhythm.
    Intervals,
    /// Intervals and the ratio of each note's duration to the next: alike in any tempo.
    IntervalsAndRhythm,
}

/// An n-gram and where it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NGram {
    /// Equal for equal n-grams, in every run and on every machine.
    pub hash: u64,
    /// Index of its first note or frame.
    pub first: usize,
}

/// A passage that two voices share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Passage {
    /// Index of its first note in the one voice.
    pub first: usize,
    /// Index of its first note in the other.
    pub other: usize,
    /// How many notes it has.
    pub notes: usize,
}

/// The n-grams of one voice: each of `n` melodic intervals, so of `n + 1` notes, which are expected in
/// order of time.
pub fn melody_ngrams(
    voice: &[Sounding],
    n: usize,
    likeness: Likeness,
) -> impl Iterator<Item = NGram> + use<> {
    of_tokens(tokens(voice, likeness), n)
}

/// The n-grams of all voices together: windows of `n` frames of a grid, by the distances of all
/// pitches from the first that sounds. Windows of silence are left out.
pub fn grid_ngrams(frames: &[GridFrame], n: usize) -> impl Iterator<Item = NGram> + '_ {
    let windows = frames.windows(n.max(1)).enumerate();
    windows.filter_map(|(first, window)| Some(NGram { hash: window_hash(window)?, first }))
}

/// The longest run of notes that two voices have in common, in any key; the earliest of equals. `None`
/// when they share no interval.
#[must_use]
pub fn longest_common_passage(
    voice: &[Sounding],
    other: &[Sounding],
    likeness: Likeness,
) -> Option<Passage> {
    let (a, b) = (tokens(voice, likeness), tokens(other, likeness));
    // What has a common run of some length has one of every shorter length: halve the question.
    let (mut found, mut from, mut to) = (None, 1, a.len().min(b.len()));
    while from <= to {
        let length = from.midpoint(to);
        if let Some((first, other)) = common_run(&a, &b, length) {
            found = Some(Passage { first, other, notes: length + 1 });
            from = length + 1;
        } else {
            to = length - 1;
        }
    }
    found
}

/// One number for each step from a note to the next.
fn tokens(voice: &[Sounding], likeness: Likeness) -> Vec<u64> {
    let token = |pair: &[Sounding]| {
        let interval = pair[1].pitch.semitones() - pair[0].pitch.semitones();
        let hash = fnv(FNV_START, u64::from(interval.cast_unsigned()));
        match likeness {
            Likeness::Intervals => hash,
            Likeness::IntervalsAndRhythm => {
                let ratio = pair[1].duration / pair[0].duration;
                let hash = fnv(hash, ratio.numerator().cast_unsigned());
                fnv(hash, ratio.denominator().cast_unsigned())
            }
        }
    };
    voice.windows(2).map(token).collect()
}

fn of_tokens(tokens: Vec<u64>, n: usize) -> impl Iterator<Item = NGram> {
    let n = n.max(1);
    let count = (tokens.len() + 1).saturating_sub(n);
    (0..count).map(move |first| {
        let hash = tokens[first..first + n].iter().fold(FNV_START, |hash, token| fnv(hash, *token));
        NGram { hash, first }
    })
}

fn window_hash(window: &[GridFrame]) -> Option<u64> {
    let reference = window.iter().flatten().flatten().next().copied()?;
    let mut hash = FNV_START;
    for frame in window {
        hash = fnv(hash, frame.len() as u64);
        for pitch in frame {
            // Distances lie within 127; a rest is beyond them all.
            let rest = 1000;
            let cell = pitch.map_or(rest, |pitch| i16::from(pitch) - i16::from(reference));
            hash = fnv(hash, u64::from(cell.cast_unsigned()));
        }
    }
    Some(hash)
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a of eight more bytes (Fowler, Noll & Vo): stable, unlike the standard library's hashes.
fn fnv(hash: u64, value: u64) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    value.to_le_bytes().into_iter().fold(hash, step)
}

/// Where a run of some length first occurs in both lists (Karp & Rabin 1987: rolling hashes find
/// candidates, which are then compared).
fn common_run(a: &[u64], b: &[u64], length: usize) -> Option<(usize, usize)> {
    let mut places: HashMap<u64, usize> = HashMap::new();
    for (first, hash) in rolling(a, length) {
        places.entry(hash).or_insert(first);
    }
    let candidates =
        rolling(b, length).filter_map(|(other, hash)| Some((*places.get(&hash)?, other)));
    let equal = |pair: &(usize, usize)| a[pair.0..pair.0 + length] == b[pair.1..pair.1 + length];
    candidates.filter(equal).min()
}

/// Polynomial hashes of all runs of a length.
fn rolling(tokens: &[u64], length: usize) -> impl Iterator<Item = (usize, u64)> + '_ {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let leading = (1..length).fold(1u64, |power, _| power.wrapping_mul(BASE));
    let mut hash = 0u64;
    tokens.iter().enumerate().filter_map(move |(at, token)| {
        if at >= length {
            hash = hash.wrapping_sub(leading.wrapping_mul(tokens[at - length]));
        }
        hash = hash.wrapping_mul(BASE).wrapping_add(*token);
        (at + 1 >= length).then(|| (at + 1 - length, hash))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Event, Interval, Meter, Part, Pitch, Quarters, Score, Step};
    use proptest::prelude::*;

    /// A line of (height, eighths) in measures of one note each.
    fn line(notes: &[(i8, u8)]) -> Vec<Sounding> {
        let mut score = Score::with_measures(&Meter::default(), notes.len());
        let mut part = Part::new("Line", notes.len());
        for (measure, (height, eighths)) in notes.iter().enumerate() {
            let pitch = Pitch::new(Step::C, 0, 4) + Interval::new(0, i32::from(*height));
            let duration = Quarters::new(i64::from(*eighths), 2);
            let event = Event::note(Quarters::ZERO, duration, pitch);
            part.measures[measure].voice_mut(1).events.push(event);
        }
        score.parts.push(part);
        score.soundings()
    }

    fn moved(notes: &[(i8, u8)], by: i8, slower: u8) -> Vec<(i8, u8)> {
        notes.iter().map(|(height, eighths)| (height + by, eighths * slower)).collect()
    }

    fn notes(most: usize) -> impl Strategy<Value = Vec<(i8, u8)>> {
        prop::collection::vec((-12i8..12, 1u8..4), 0..most)
    }

    proptest! {
        #[test]
        fn melodies_are_alike_in_any_key_and_tempo(notes in notes(20), by in -20i8..20, n in 0usize..6) {
            let original = line(&notes);
            let other = line(&moved(&notes, by, 2));
            for likeness in [Likeness::Intervals, Likeness::IntervalsAndRhythm] {
                let grams: Vec<NGram> = melody_ngrams(&original, n, likeness).collect();
                prop_assert_eq!(&grams, &melody_ngrams(&other, n, likeness).collect::<Vec<_>>());
                prop_assert_eq!(grams.len(), notes.len().saturating_sub(n.max(1)));
            }
        }

        #[test]
        fn harmonies_are_alike_in_any_key(
            frames in prop::collection::vec(prop::collection::vec(prop::option::of(30u8..90), 4), 0..12),
            by in 0u8..30,
            n in 0usize..5,
        ) {
            let up = |frame: &GridFrame| frame.iter().map(|pitch| pitch.map(|p| p + by)).collect();
            let other: Vec<GridFrame> = frames.iter().map(up).collect();
            let grams: Vec<NGram> = grid_ngrams(&frames, n).collect();
            prop_assert_eq!(grams, grid_ngrams(&other, n).collect::<Vec<_>>());
        }

        #[test]
        fn a_borrowed_passage_is_found(
            before in notes(10),
            passage in notes(12),
            after in notes(10),
            by in -20i8..20,
        ) {
            let whole = line(&[before.clone(), passage.clone(), after].concat());
            let borrowed = line(&moved(&passage, by, 1));
            let found = longest_common_passage(&whole, &borrowed, Likeness::IntervalsAndRhythm);
            let long = found.map_or(0, |passage| passage.notes);
            prop_assert!(passage.len() < 2 || long == passage.len());
            if let Some(found) = found {
                prop_assert!(found.first + found.notes <= whole.len());
                let pair = |voice: &[Sounding], at: usize| {
                    voice[at + 1].pitch.semitones() - voice[at].pitch.semitones()
                };
                for step in 0..found.notes - 1 {
                    let ours = pair(&whole, found.first + step);
                    prop_assert_eq!(ours, pair(&borrowed, found.other + step));
                }
            }
        }
    }

    #[test]
    fn rhythm_and_intervals_tell_apart() {
        let even = line(&[(0, 2), (2, 2), (4, 2)]);
        let dotted = line(&[(0, 3), (2, 1), (4, 2)]);
        let common = |likeness| longest_common_passage(&even, &dotted, likeness);
        let whole = Passage { first: 0, other: 0, notes: 3 };
        assert_eq!(common(Likeness::Intervals), Some(whole));
        assert_eq!(common(Likeness::IntervalsAndRhythm), None);
        let hashes = |n| -> Vec<u64> {
            melody_ngrams(&even, n, Likeness::Intervals).map(|gram| gram.hash).collect()
        };
        assert_eq!(hashes(1)[0], hashes(1)[1]);
        assert_eq!(hashes(3), []);
    }
}
