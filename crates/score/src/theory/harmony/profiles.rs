//! Key profiles: how strongly each degree belongs to major and to minor, tonic first.

/// A published pair of profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyProfile {
    /// Probe-tone ratings (Krumhansl & Kessler 1982).
    KrumhanslKessler,
    /// Ratings adjusted by hand (Temperley 1999, "What's Key for Key?").
    Temperley,
    /// Share of segments in which a degree occurs in Kostka & Payne's workbook (Temperley 2007, *Music
    /// and Probability*, ch. 6).
    KostkaPayne,
    /// Degrees of German folk songs (Aarden 2003).
    AardenEssen,
    /// Degrees of common-practice chords (Bellman 2005, after Budge 1943).
    BellmanBudge,
    /// Degrees of works of many composers (Albrecht & Shanahan 2013, table 2).
    AlbrechtShanahan,
}

/// Major, then minor.
type Profiles = [[f64; 12]; 2];

impl KeyProfile {
    /// All of them.
    pub const ALL: [KeyProfile; 6] = [
        KeyProfile::KrumhanslKessler,
        KeyProfile::Temperley,
        KeyProfile::KostkaPayne,
        KeyProfile::AardenEssen,
        KeyProfile::BellmanBudge,
        KeyProfile::AlbrechtShanahan,
    ];

    /// The published values.
    const fn values(self) -> Profiles {
        match self {
            KeyProfile::KrumhanslKessler => [
                [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
                [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17],
            ],
            KeyProfile::Temperley => [
                [5.0, 2.0, 3.5, 2.0, 4.5, 4.0, 2.0, 4.5, 2.0, 3.5, 1.5, 4.0],
                [5.0, 2.0, 3.5, 4.5, 2.0, 4.0, 2.0, 4.5, 3.5, 2.0, 1.5, 4.0],
            ],
            KeyProfile::KostkaPayne => [
                [
                    0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057,
                    0.400,
                ],
                [
                    0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133,
                    0.330,
                ],
            ],
            KeyProfile::AardenEssen => [
                [17.77, 0.15, 14.93, 0.16, 19.80, 11.36, 0.29, 22.06, 0.15, 8.15, 0.23, 4.95],
                [18.26, 0.74, 14.05, 16.86, 0.70, 14.44, 0.70, 18.62, 4.57, 1.93, 7.38, 1.76],
            ],
            KeyProfile::BellmanBudge => [
                [16.80, 0.86, 12.95, 1.41, 13.49, 11.93, 1.25, 20.28, 1.80, 8.04, 0.62, 10.57],
                [18.16, 0.69, 12.99, 13.34, 1.07, 11.15, 1.38, 21.07, 7.49, 1.53, 0.92, 10.21],
            ],
            KeyProfile::AlbrechtShanahan => [
                [
                    0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008,
                    0.081,
                ],
                [
                    0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061,
                    0.052,
                ],
            ],
        }
    }

    /// The values as shares that sum to one, major and minor.
    #[must_use]
    pub fn shares(self) -> [[f64; 12]; 2] {
        self.values().map(|profile| {
            let total: f64 = profile.iter().sum();
            profile.map(|value| value / total)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tonic_triad_leads_and_shares_sum_to_one() {
        for profile in KeyProfile::ALL {
            for (shares, third) in profile.shares().iter().zip([4, 3]) {
                assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                let chromatic = shares[1].max(shares[6]);
                assert!([0, third, 7].into_iter().all(|degree| shares[degree] > chromatic));
            }
        }
    }
}
