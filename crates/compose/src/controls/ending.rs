//! How a piece closes.

use std::fmt;

/// The cadence a piece closes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// V-I, the tonic on top.
    Authentic,
    /// IV-I.
    Plagal,
    /// On V, open.
    Half,
    /// V-VI.
    Deceptive,
    /// V-I in a minor key with a major last chord.
    Picardy,
}

impl Ending {
    /// All of them, by the name that files and commands use.
    pub const NAMED: [(&'static str, Ending); 5] = [
        ("authentic", Ending::Authentic),
        ("plagal", Ending::Plagal),
        ("half", Ending::Half),
        ("deceptive", Ending::Deceptive),
        ("picardy", Ending::Picardy),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Ending::NAMED.iter().find(|(_, ending)| *ending == self).map_or("authentic", |row| row.0)
    }

    /// The ending of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Ending> {
        Ending::NAMED.iter().find(|row| row.0 == name).map(|row| row.1)
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_both_ways() {
        for (name, ending) in Ending::NAMED {
            assert_eq!(Ending::from_name(name), Some(ending));
            assert_eq!(ending.to_string(), name);
        }
        assert_eq!(Ending::from_name("fade"), None);
    }
}
