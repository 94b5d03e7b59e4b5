//! The numbers that key finding and chord labelling weigh evidence with. The defaults were chosen by
//! random search on the tune part of `notation`'s example `measure_theory`, and on that part only.

use super::KeyProfile;

/// How chords are labelled. Scores count in quarters of sounding time.
#[derive(Clone, Debug, PartialEq)]
pub struct ChordModel {
    /// Cost of a new chord on the downbeat, the half bar, another beat and between beats.
    pub change: [f64; 4],
    /// What a tone outside the chord counts against it.
    pub outside: f64,
    /// The share of that for passing and neighbour tones between beats,
    pub passing: f64,
    /// for those on a beat,
    pub accented: f64,
    /// and for suspensions.
    pub suspension: f64,
    /// Cost of a chord without its third.
    pub missing_third: f64,
    /// Cost of a chord without its fifth.
    pub missing_fifth: f64,
    /// What root, third, fifth and seventh in the bass count for a chord.
    pub bass: [f64; 4],
    /// How much more the bass at the start of the chord counts.
    pub first_bass: f64,
    /// Cost of a tone spelled otherwise than the chord spells it.
    pub misspelled: f64,
    /// What a chord of the key that holds there gains.
    pub in_key: f64,
    /// What each quality gains: major, minor, dominant seventh, diminished, minor seventh,
    /// half-diminished, diminished seventh, major seventh, augmented.
    pub kinds: [f64; 9],
}

impl Default for ChordModel {
    fn default() -> Self {
        ChordModel {
            change: [0.20, 0.30, 0.25, 0.21],
            outside: 1.18,
            passing: 0.26,
            accented: 0.69,
            suspension: 0.38,
            missing_third: 2.28,
            missing_fifth: 0.28,
            bass: [0.22, 0.26, 0.04, 0.08],
            first_bass: 1.81,
            misspelled: 0.37,
            in_key: 0.80,
            kinds: [0.00, -0.06, -0.14, -0.14, -0.41, -0.09, -0.33, -2.61, -2.70],
        }
    }
}

/// How keys are found. Scores are natural logarithms of likelihood ratios.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyModel {
    /// The profiles of major and minor.
    pub profile: KeyProfile,
    /// What each quarter of sounding time counts.
    pub evidence: f64,
    /// Added to the profiles' shares, so that foreign tones are possible.
    pub floor: f64,
    /// Cost of changing to a neighbouring key,
    pub change: f64,
    /// and of each step beyond.
    pub distance: f64,
    /// What a tonic triad counts for a key,
    pub tonic: f64,
    /// a dominant,
    pub dominant: f64,
    /// a chord on the second or fourth degree,
    pub predominant: f64,
    /// and a chord foreign to the key against it.
    pub chromatic: f64,
    /// What a tonic after a dominant counts,
    pub resolution: f64,
    /// a tonic at the end of a phrase,
    pub cadence: f64,
    /// and a dominant there.
    pub half_cadence: f64,
}

impl Default for KeyModel {
    fn default() -> Self {
        KeyModel {
            profile: KeyProfile::BellmanBudge,
            evidence: 0.16,
            floor: 0.041,
            change: 2.61,
            distance: 0.45,
            tonic: 0.62,
            dominant: 0.40,
            predominant: 0.19,
            chromatic: 0.66,
            resolution: 1.13,
            cadence: 1.22,
            half_cadence: 0.18,
        }
    }
}
