//! Random search for the weights of the models, on the tune part only.

use score::theory::{ChordModel, KeyModel, KeyProfile};

use crate::{Answer, Counts, Grid, Piece};

/// The weights being tried.
#[derive(Clone, Default)]
pub(crate) struct Models {
    pub(crate) keys: KeyModel,
    pub(crate) chords: ChordModel,
}

impl Models {
    /// Every number that may be changed.
    fn numbers(&mut self) -> Vec<&mut f64> {
        let Models { keys, chords } = self;
        let mut numbers = vec![
            &mut keys.evidence,
            &mut keys.floor,
            &mut keys.change,
            &mut keys.distance,
            &mut keys.tonic,
            &mut keys.dominant,
            &mut keys.predominant,
            &mut keys.chromatic,
            &mut keys.resolution,
            &mut keys.cadence,
            &mut keys.half_cadence,
            &mut chords.outside,
            &mut chords.passing,
            &mut chords.accented,
            &mut chords.suspension,
            &mut chords.missing_third,
            &mut chords.missing_fifth,
            &mut chords.first_bass,
            &mut chords.misspelled,
            &mut chords.in_key,
        ];
        numbers.extend(&mut chords.change);
        numbers.extend(&mut chords.bass);
        // The major triad is what the others are measured against.
        numbers.extend(&mut chords.kinds[1..]);
        numbers
    }
}

/// Steps up from the defaults: some weights are scaled at random, and what is better is kept.
pub(crate) fn search(pieces: &[Piece], rounds: u64) {
    let tune: Vec<&Piece> = pieces.iter().filter(|piece| !piece.is_test()).collect();
    for profile in KeyProfile::ALL {
        let mut models = Models::default();
        models.keys.profile = profile;
        println!("{profile:?}: {:.3}", worth(&tune, &models));
    }
    let mut best = Models::default();
    let mut most = worth(&tune, &best);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..rounds {
        let mut tried = best.clone();
        // Sometimes many weights a little, sometimes few much.
        let (share, size) = (0.3 * random.next().powi(2) + 0.02, 0.1 + random.next());
        for number in tried.numbers() {
            if random.next() < share {
                let (scaled, moved) = (random.next() - 0.5, random.next() - 0.5);
                *number = *number * (1.4 * size * scaled).exp() + 0.1 * size * moved;
            }
        }
        if random.next() < 0.1 {
            let choice = random.next() * 6.0;
            let at = KeyProfile::ALL.iter().zip(1i32..).find(|(_, end)| choice < f64::from(*end));
            tried.keys.profile = at.map_or(best.keys.profile, |(profile, _)| *profile);
        }
        let found = worth(&tune, &tried);
        if found > most {
            (best, most) = (tried, found);
            println!("round {round}: {most:.3}\n{:?}\n{:?}", best.keys, best.chords);
        }
    }
}

/// Mean over the groups of key, root, chord and twice the numeral, by half beats, so that chords
/// between beats are not free.
fn worth(pieces: &[&Piece], models: &Models) -> f64 {
    let count = |pieces: &[&Piece]| -> Vec<(String, Counts)> {
        let count = |piece: &&Piece| {
            (
                piece.group.clone(),
                Counts::of(piece, &Answer::with(&piece.score, models), Grid::HalfBeats),
            )
        };
        pieces.iter().map(count).collect()
    };
    let counted = std::thread::scope(|scope| {
        // Every other piece, so that both halves take as long.
        let odd: Vec<&Piece> = pieces.iter().skip(1).step_by(2).copied().collect();
        let even: Vec<&Piece> = pieces.iter().step_by(2).copied().collect();
        let other = scope.spawn(move || count(&odd));
        let mut counted = count(&even);
        counted.extend(other.join().unwrap_or_default());
        counted
    });
    let mut groups: std::collections::BTreeMap<String, Counts> = std::collections::BTreeMap::new();
    for (group, counts) in counted {
        *groups.entry(group).or_default() += counts;
    }
    let total: f64 = groups.values().map(Counts::worth).sum();
    total / f64::from(u32::try_from(groups.len().max(1)).unwrap_or(1))
}

/// Numbers from 0 to 1 (xorshift64*, Vigna 2016).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32;
        f64::from(u32::try_from(bits).unwrap_or(0)) / f64::from(u32::MAX)
    }
}
