//! Grace notes: an acciaccatura before the beat, an appoggiatura on it.
//!
//! A single note without a slash is an appoggiatura: it takes its own printed length, at most half of
//! the note it leans on, two thirds of a dotted one (C. P. E. Bach 1753; Gould, *Behind Bars*, 2011,
//! pp. 125-130). All others are quick and come before the beat, in time taken from what precedes;
//! at the very start, where nothing precedes, they come on the beat.

use score::Event;

use super::chord::Chord;

/// A quick grace note, in seconds.
const QUICK_SECONDS: f64 = 0.085;
/// Below this there is no room before the beat.
const LEAST_SECONDS: f64 = 0.02;

/// When the grace notes before a note are played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Graces {
    /// The start of the first, in seconds.
    pub(super) start: f64,
    /// The length of each, in seconds.
    pub(super) each: f64,
    /// How much later the note itself comes, in seconds.
    pub(super) delay: f64,
}

/// Times `graces` before `main` (or before what follows, at the end of a line); `previous` is where
/// the last note of the line began.
pub(super) fn time(
    graces: &[Chord<'_>],
    main: Option<&Chord<'_>>,
    previous: Option<f64>,
) -> Graces {
    let many = f64::from(u32::try_from(graces.len()).unwrap_or(u32::MAX)).max(1.0);
    let start = graces.first().map_or(0.0, |grace| grace.start);
    if let (Some(main), [grace]) = (main, graces)
        && grace.event.grace.is_some_and(|sign| !sign.slash)
    {
        let each = leaning(grace.event, main);
        return Graces { start, each, delay: each };
    }
    let room = 0.5 * (start - previous.unwrap_or(0.0)).max(0.0) / many;
    let each = QUICK_SECONDS.min(room);
    if each >= LEAST_SECONDS {
        return Graces { start: start - each * many, each, delay: 0.0 };
    }
    let length = main.map_or(QUICK_SECONDS * many, |main| 0.5 * (main.end() - main.start));
    let each = QUICK_SECONDS.min(length / many);
    Graces { start, each, delay: each * many }
}

/// The seconds of an appoggiatura.
fn leaning(grace: &Event, main: &Chord<'_>) -> f64 {
    let seconds = main.end() - main.start;
    let dotted = main.event.printed_value().is_some_and(|value| value.dots > 0);
    let most = if dotted { 2.0 / 3.0 } else { 0.5 };
    let quarters = main.event.duration.to_f64();
    let own =
        grace.value.filter(|_| quarters > 0.0).map(|value| value.length().to_f64() / quarters);
    seconds * own.map_or(most, |own| own.min(most))
}
