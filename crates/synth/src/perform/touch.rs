//! How long a note is held and how hard it is struck, from its signs.
//!
//! Lengths after Gould, *Behind Bars* (2011), pp. 115-120: staccato about half, staccatissimo about
//! a quarter, portato three quarters, tenuto full, slurred into the next note.

use score::{Articulation, Event};

use super::family::Family;

/// The touch of one note.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Touch {
    /// Share of the written length that is held.
    hold: f64,
    /// The silence before the next note is never longer than this, in seconds.
    most_silence: f64,
    /// Seconds the note is held over the next one's start.
    overlap: f64,
    /// Taken off the end to breathe.
    breath: bool,
    /// Louder by so much, as velocity.
    pub(super) accent: f64,
}

/// An unmarked note keeps at most this silence before the next, in seconds.
const SEPARATION: f64 = 0.08;
/// A slurred note lasts over the next one's start, in seconds.
const LEGATO: f64 = 0.02;

impl Touch {
    pub(super) fn new(event: &Event, family: Family, slurred: bool) -> Self {
        let has = |sign: &Articulation| event.articulations.contains(sign);
        let staccato = has(&Articulation::Staccato);
        let tenuto = has(&Articulation::Tenuto);
        let portato = has(&Articulation::DetachedLegato) || (staccato && (slurred || tenuto));
        let (hold, most_silence, overlap) = if has(&Articulation::Staccatissimo) {
            (0.28, f64::INFINITY, 0.0)
        } else if has(&Articulation::Spiccato) {
            (0.4, f64::INFINITY, 0.0)
        } else if portato {
            (0.75, f64::INFINITY, 0.0)
        } else if staccato {
            (0.5, f64::INFINITY, 0.0)
        } else if slurred {
            (1.0, 0.0, if family == Family::Drum { 0.0 } else { LEGATO })
        } else if tenuto {
            (1.0, 0.0, 0.0)
        } else {
            (family.hold(), SEPARATION, 0.0)
        };
        let breath = has(&Articulation::Breath) || has(&Articulation::Caesura);
        // The empty sum of floats is -0.
        let accent = event.articulations.iter().map(accent).sum::<f64>().clamp(-20.0, 30.0) + 0.0;
        Self { hold, most_silence, overlap, breath, accent }
    }

    /// A note as performed at a keyboard (MIDI): held as long as it says.
    pub(super) fn recorded() -> Self {
        Self { hold: 1.0, most_silence: 0.0, overlap: 0.0, breath: false, accent: 0.0 }
    }

    /// Where a note that starts at `start` and is written until `end` is let go, in seconds.
    pub(super) fn release(&self, start: f64, end: f64) -> f64 {
        let length = (end - start).max(0.0);
        let silence = ((1.0 - self.hold) * length).min(self.most_silence);
        let breath = if self.breath { (0.3 * length).min(0.25) } else { 0.0 };
        let overlap = if self.breath { 0.0 } else { self.overlap.min(0.2 * length) };
        start + length - silence.max(breath) + overlap
    }
}

fn accent(sign: &Articulation) -> f64 {
    match sign {
        Articulation::Accent => 12.0,
        Articulation::StrongAccent => 20.0,
        Articulation::SnapPizzicato => 10.0,
        Articulation::Stress => 6.0,
        Articulation::Unstress => -8.0,
        Articulation::Tenuto => 2.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use score::Quarters;

    use super::*;

    fn check(signs: &[Articulation], slurred: bool, expected: &Expect) {
        let mut event = Event::note(Quarters::ZERO, Quarters::ONE, "C4".parse().unwrap());
        event.articulations = signs.to_vec();
        let touch = Touch::new(&event, Family::Keyboard, slurred);
        let shown = format!("{:.2} +{}", touch.release(0.0, 1.0), touch.accent);
        expected.assert_eq(&shown);
    }

    #[test]
    fn lengths_and_accents() {
        check(&[], false, &expect!["0.93 +0"]);
        check(&[], true, &expect!["1.02 +0"]);
        check(&[Articulation::Staccato], false, &expect!["0.50 +0"]);
        check(&[Articulation::Staccatissimo, Articulation::Accent], false, &expect!["0.28 +12"]);
        check(&[Articulation::Staccato], true, &expect!["0.75 +0"]);
        check(&[Articulation::Tenuto], false, &expect!["1.00 +2"]);
        check(&[Articulation::Breath], true, &expect!["0.75 +0"]);
    }
}
