//! The tones of a chord and what each does in it.

use score::{ChordSymbol, Key, Tone};

/// What a tone is in its chord.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Degree {
    /// The root.
    Root,
    /// The third, or the second or fourth that stands for it.
    Third,
    /// The fifth, perfect or altered.
    Fifth,
    /// The seventh, or the sixth that stands for it.
    Seventh,
    /// Ninth, eleventh, thirteenth and other added tones.
    Colour,
}

/// The tones of a chord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tones {
    /// Pitch class (C = 0) and what it does, root first; a foreign bass is not among them.
    pub(crate) classes: Vec<(u8, Degree)>,
    /// The pitch class of the bass.
    pub(crate) bass: u8,
    /// Whether the symbol says which tone is in the bass.
    pub(crate) fixed_bass: bool,
    /// The chord drives to another: a major third with a minor seventh, or a diminished fifth.
    pub(crate) tense: bool,
}

impl Tones {
    /// The tones of a symbol; `None` when no chord sounds.
    pub(crate) fn of(symbol: &ChordSymbol) -> Option<Tones> {
        let upper = ChordSymbol { bass: None, ..symbol.clone() };
        let root = symbol.root;
        let spelled = upper.tones();
        let plain = !spelled.iter().any(|tone| steps(root, *tone) == 2);
        let mut classes: Vec<(u8, Degree)> = Vec::new();
        for tone in spelled {
            let degree = degree(steps(root, tone), plain, classes.len());
            if !classes.iter().any(|(class, _)| *class == tone.pitch_class()) {
                classes.push((tone.pitch_class(), degree));
            }
        }
        let (first, _) = *classes.first()?;
        let bass = symbol.bass.map_or(first, Tone::pitch_class);
        let has = |above: u8| classes.iter().any(|(class, _)| *class == (first + above) % 12);
        let tense = has(4) && has(10) || has(3) && has(6);
        Some(Tones { classes, bass, fixed_bass: symbol.bass.is_some(), tense })
    }

    /// What a pitch does in the chord; `None` for a foreign one.
    pub(crate) fn degree(&self, key: u8) -> Option<Degree> {
        let class = key % 12;
        self.classes.iter().find(|(own, _)| *own == class).map(|(_, degree)| *degree)
    }

    /// The pitch class of a degree.
    pub(crate) fn class(&self, degree: Degree) -> Option<u8> {
        self.classes.iter().find(|(_, own)| *own == degree).map(|(class, _)| *class)
    }

    /// The pitch class of the root.
    pub(crate) fn root(&self) -> u8 {
        self.classes[0].0
    }

    /// Whether one of the tones has this degree.
    pub(crate) fn has(&self, degree: Degree) -> bool {
        self.class(degree).is_some()
    }
}

fn steps(root: Tone, tone: Tone) -> i32 {
    (tone.step.index() - root.step.index()).rem_euclid(7)
}

/// `index` tells a seventh written as the fourth tone from an added sixth.
fn degree(steps: i32, without_third: bool, index: usize) -> Degree {
    match steps {
        0 => Degree::Root,
        2 => Degree::Third,
        1 | 3 if without_third && index < 3 => Degree::Third,
        4 => Degree::Fifth,
        6 => Degree::Seventh,
        5 if index == 3 => Degree::Seventh,
        _ => Degree::Colour,
    }
}

/// Whether a pitch belongs to the scale of a key, raised sixth and seventh of minor included.
pub(crate) fn in_scale(key: Key, pitch: u8) -> bool {
    let class = pitch % 12;
    let natural = key.scale().iter().any(|tone| tone.pitch_class() == class);
    let leading = key.leading_tone().pitch_class();
    natural || key.is_minor() && (class == leading || class == (leading + 10) % 12)
}

/// All keys of the piano within a range that have a pitch class.
pub(crate) fn placed(class: u8, (low, high): (u8, u8)) -> impl Iterator<Item = u8> {
    (low..=high).filter(move |key| key % 12 == class)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(symbol: &str, expected: &str) {
        let tones = Tones::of(&symbol.parse().unwrap()).unwrap();
        let letter = |degree: &Degree| match degree {
            Degree::Root => 'r',
            Degree::Third => 't',
            Degree::Fifth => 'f',
            Degree::Seventh => 's',
            Degree::Colour => 'c',
        };
        let shown: Vec<String> = tones
            .classes
            .iter()
            .map(|(class, degree)| format!("{class}{}", letter(degree)))
            .collect();
        assert_eq!(format!("{} /{}", shown.join(" "), tones.bass), expected, "{symbol}");
    }

    #[test]
    fn degrees() {
        check("C", "0r 4t 7f /0");
        check("Bm7b5/D", "11r 2t 5f 9s /2");
        check("Gsus4", "7r 0t 2f /7");
        check("C6", "0r 4t 7f 9s /0");
        check("Dm9", "2r 5t 9f 0s 4c /2");
        check("G13", "7r 11t 2f 5s 9c 0c 4c /7");
        check("Bdim7", "11r 2t 5f 8s /11");
        check("C/D", "0r 4t 7f /2");
        check("C5", "0r 7f /0");
        assert_eq!(Tones::of(&"N.C.".parse().unwrap()), None);
    }
}
