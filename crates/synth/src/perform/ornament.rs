//! Trills, mordents, turns and slides, in the notes of the key.
//!
//! Neighbours are the next notes of the scale in force. Main-note figures follow Hummel (1828) and
//! today's practice; a trill may begin on the upper note as C. P. E. Bach (1753) asks for music
//! before about 1800. A mordent goes down, an inverted mordent (*Pralltriller*) up, as MusicXML names
//! them. About thirteen notes a second.

use score::{Edge, Key, Ornament, Pitch, Score, Step};

use super::figure::{Figure, count, even, leading};
use super::settings::{Performance, TrillStart};

/// A trill's note, and a quick note of the short ornaments, in seconds.
const TRILL_SECONDS: f64 = 0.075;
const QUICK_SECONDS: f64 = 0.085;

/// Composers whose trills begin above, by the last name in lower case.
const BEFORE_1800: &[&str] = &[
    "albinoni",
    "arne",
    "bach",
    "biber",
    "boccherini",
    "boyce",
    "buxtehude",
    "caldara",
    "charpentier",
    "corelli",
    "couperin",
    "frescobaldi",
    "froberger",
    "gluck",
    "händel",
    "handel",
    "hasse",
    "haydn",
    "locatelli",
    "lully",
    "marais",
    "monteverdi",
    "mozart",
    "muffat",
    "pachelbel",
    "pergolesi",
    "purcell",
    "quantz",
    "rameau",
    "scarlatti",
    "stamitz",
    "sweelinck",
    "tartini",
    "telemann",
    "vivaldi",
];

/// Whether trills of this score begin on the upper note.
pub(super) fn from_above(score: &Score, settings: &Performance) -> bool {
    match settings.trills {
        TrillStart::Upper => true,
        TrillStart::Main => false,
        TrillStart::ByComposer => score.info.composer.as_deref().is_some_and(|composer| {
            let composer = composer.chars().take(200).collect::<String>().to_lowercase();
            let mut names = composer.split(|c: char| !c.is_alphabetic());
            names.any(|name| BEFORE_1800.contains(&name))
        }),
    }
}

/// The notes of the scale around a pitch, as MIDI keys.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Around {
    main: i32,
    upper: i32,
    lower: i32,
    /// Two below, where a slide begins.
    below: i32,
}

impl Around {
    fn new(pitch: Pitch, key: Key) -> Self {
        let main = pitch.semitones();
        let scale = |steps: i32| {
            let height = pitch.staff_steps() + steps;
            let step = Step::from_index(height);
            let octave = i8::try_from(height.div_euclid(7)).unwrap_or(pitch.octave);
            Pitch::new(step, key.signature_alter(step), octave).semitones()
        };
        // An altered note may stand on or beyond its neighbour in the scale: keep a step between.
        let upper = scale(1).clamp(main + 1, main + 3);
        let lower = scale(-1).clamp(main - 3, main - 1);
        Self { main, upper, lower, below: scale(-2).clamp(lower - 3, lower - 1) }
    }
}

/// The notes for a note with ornaments that lasts from `start` to `end`, or `None` without any.
pub(super) fn realise(
    ornaments: &[Ornament],
    (pitch, key): (Pitch, Key),
    (start, end): (f64, f64),
    from_above: bool,
) -> Option<Vec<Figure>> {
    let Around { main, upper, lower, below } = Around::new(pitch, key);
    let lead = |keys: &[i32]| {
        let many = f64::from(u32::try_from(keys.len()).unwrap_or(1));
        leading(keys, start, end, QUICK_SECONDS.min((end - start) / many))
    };
    let late = |keys: &[i32]| {
        let many = f64::from(u32::try_from(keys.len()).unwrap_or(1));
        let quick = QUICK_SECONDS.min((end - start) / (many + 1.0));
        let turn = end - quick * many;
        let held = Figure { start, end: turn, key: main };
        std::iter::once(held).chain(leading(keys, turn, end, quick)).collect()
    };
    ornaments.iter().find_map(|ornament| {
        Some(match ornament {
            Ornament::Trill | Ornament::WavyLine(Edge::Start) => {
                let each = count(end - start, TRILL_SECONDS, 2);
                // The last note is the main one: odd from it, even from above.
                let each = if from_above == each.is_multiple_of(2) {
                    each
                } else {
                    each.saturating_sub(1).max(1)
                };
                even(
                    each,
                    start,
                    end,
                    |i| if from_above == i.is_multiple_of(2) { upper } else { main },
                )
            }
            Ornament::Shake => lead(&[upper, main, upper, main]),
            Ornament::Mordent => lead(&[main, lower, main]),
            Ornament::InvertedMordent => lead(&[main, upper, main]),
            Ornament::Turn | Ornament::VerticalTurn => lead(&[upper, main, lower, main]),
            Ornament::InvertedTurn => lead(&[lower, main, upper, main]),
            Ornament::DelayedTurn => late(&[upper, main, lower, main]),
            Ornament::DelayedInvertedTurn => late(&[lower, main, upper, main]),
            Ornament::Schleifer => lead(&[below, lower, main]),
            Ornament::WavyLine(Edge::Stop)
            | Ornament::Tremolo(_)
            | Ornament::TremoloBetween(..)
            | Ornament::Glissando(_) => return None,
        })
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(ornament: Ornament, pitch: &str, key: &str, expected: &Expect) {
        let pitch = (pitch.parse().unwrap(), key.parse().unwrap());
        let figures = realise(&[ornament], pitch, (0.0, 0.5), false).unwrap();
        let shown: Vec<String> =
            figures.iter().map(|f| format!("{}+{:.3}", f.key, f.end - f.start)).collect();
        expected.assert_eq(&shown.join(" "));
    }

    #[test]
    fn in_the_key() {
        check(
            Ornament::Trill,
            "A4",
            "F",
            &expect!["69+0.071 70+0.071 69+0.071 70+0.071 69+0.071 70+0.071 69+0.071"],
        );
        check(Ornament::Mordent, "D5", "Eb", &expect!["74+0.085 72+0.085 74+0.330"]);
        check(Ornament::Turn, "B4", "C", &expect!["72+0.085 71+0.085 69+0.085 71+0.245"]);
        check(
            Ornament::DelayedTurn,
            "G4",
            "G",
            &expect!["67+0.160 69+0.085 67+0.085 66+0.085 67+0.085"],
        );
        check(Ornament::Schleifer, "C5", "C", &expect!["69+0.085 71+0.085 72+0.330"]);
        check(Ornament::InvertedMordent, "E#4", "C", &expect!["65+0.085 66+0.085 65+0.330"]);
    }

    #[test]
    fn bach_begins_above() {
        let mut score = Score::default();
        let settings = Performance::default();
        assert!(!from_above(&score, &settings));
        score.info.composer = Some("J. S. Bach (1685-1750)".to_owned());
        assert!(from_above(&score, &settings));
        let pitch = ("G4".parse().unwrap(), Key::C_MAJOR);
        let keys: Vec<i32> = realise(&[Ornament::Trill], pitch, (0.0, 0.4), true)
            .unwrap()
            .iter()
            .map(|figure| figure.key)
            .collect();
        assert_eq!((keys.first(), keys.last()), (Some(&69), Some(&67)));
    }
}
