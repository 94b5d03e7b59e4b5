//! Keys: `in D minor`, `Bb major`, `key of F#`, `Dm`, `E dorian`, `D小调`, `降B大调`, `升f小调`, `1=C`.

use score::{Interval, Key, Mode, Step, Tone};

use crate::words::language::Both;
use crate::words::text::{Text, is_digit, is_letter};
use crate::words::wish::Wish;

use super::{Found, Reading};

const INTRODUCTIONS: [&str; 8] =
    ["in the key of", "the key of", "key of", "key:", "key", "in", "调:", "调性:"];
const MODES: [(&str, Mode); 32] = [
    ("major", Mode::Major),
    ("maj", Mode::Major),
    ("dur", Mode::Major),
    ("minor", Mode::Minor),
    ("min", Mode::Minor),
    ("moll", Mode::Minor),
    ("ionian", Mode::Ionian),
    ("dorian", Mode::Dorian),
    ("phrygian", Mode::Phrygian),
    ("lydian", Mode::Lydian),
    ("mixolydian", Mode::Mixolydian),
    ("aeolian", Mode::Aeolian),
    ("locrian", Mode::Locrian),
    ("大调", Mode::Major),
    ("自然大调", Mode::Major),
    ("小调", Mode::Minor),
    ("自然小调", Mode::Minor),
    ("和声小调", Mode::Minor),
    ("旋律小调", Mode::Minor),
    ("调", Mode::Major),
    ("伊奥尼亚", Mode::Ionian),
    ("多利亚", Mode::Dorian),
    ("多里安", Mode::Dorian),
    ("弗里几亚", Mode::Phrygian),
    ("弗里吉亚", Mode::Phrygian),
    ("利底亚", Mode::Lydian),
    ("吕底亚", Mode::Lydian),
    ("混合利底亚", Mode::Mixolydian),
    ("混合吕底亚", Mode::Mixolydian),
    ("爱奥利亚", Mode::Aeolian),
    ("洛克里亚", Mode::Locrian),
    ("洛克利亚", Mode::Locrian),
];
/// What may follow a mode and belongs to it.
const AFTER: [&str; 4] = ["调式", "mode", "key", "scale"];

/// A key that begins here.
pub(super) fn at(text: &Text<'_>, place: usize) -> Option<Found> {
    let numbered = numbered(text, place);
    if numbered.is_some() {
        return numbered;
    }
    let introduced = text.any(place, &INTRODUCTIONS);
    let start = introduced.map_or(place, |end| text.skip_blanks(end));
    let tonic = tonic(text, start)?;
    let named = mode(text, &tonic, introduced.is_some()).filter(|(_, end)| {
        // "in a minor key" and "a minor waltz" speak of no tonic A.
        let article = text.plain(start) == Some('a') && tonic.tone.alter == 0;
        let vague = introduced.is_none() || text.any(text.skip_gap(*end), &AFTER).is_some();
        !(article && vague && is_latin(text, tonic.end))
    });
    let (mode, end) = match named {
        Some((mode, end)) => (mode, text.any(text.skip_blanks(end), &AFTER).unwrap_or(end)),
        None if tonic.upper && (introduced.is_some() || tonic.tone.alter != 0) => {
            let octave = text.folded(tonic.end).is_some_and(is_digit);
            let alone = Reading::Wish(Wish::Tonic(tonic.tone));
            return (text.is_boundary(tonic.end) && !octave).then_some((alone, tonic.end));
        }
        None => return None,
    };
    Some((read(tonic.tone, mode), end))
}

/// A tonic, and how it was written.
struct Tonic {
    tone: Tone,
    upper: bool,
    end: usize,
}

/// `D`, `Bb`, `F#`, `E flat`, `f-sharp`, `降B`, `B降`, `♭B`.
fn tonic(text: &Text<'_>, place: usize) -> Option<Tonic> {
    let before = sign(text, place);
    let start = before.map_or(place, |(_, end)| text.skip_blanks(end));
    let letter = text.plain(start)?;
    let step = Step::from_letter(letter)?;
    let after = match (before, text.plain(start + 1)) {
        (Some(_), _) => None,
        // `Bb`, `Ebm`; not the word `Bbop`.
        (None, Some('b')) => Some((-1, start + 2)),
        (None, Some(_)) => sign(text, start + 1).or_else(|| named_sign(text, start + 1)),
        (None, None) => None,
    };
    let (alter, end) = match (before, after) {
        (Some((alter, _)), _) => (alter, start + 1),
        (None, Some((alter, end))) => (alter, end),
        (None, None) => (0, start + 1),
    };
    Some(Tonic { tone: Tone::new(step, alter), upper: letter.is_uppercase(), end })
}

/// An accidental written as a sign.
fn sign(text: &Text<'_>, place: usize) -> Option<(i8, usize)> {
    match text.folded(place)? {
        '#' | '升' => Some((1, place + 1)),
        '♭' | '降' => Some((-1, place + 1)),
        // `bB大调`: before a letter that is followed by 大 or 小.
        'b' if text.plain(place + 1).is_some_and(|c| Step::from_letter(c).is_some())
            && matches!(text.folded(text.skip_blanks(place + 2)), Some('大' | '小')) =>
        {
            Some((-1, place + 1))
        }
        _ => None,
    }
}

/// `-sharp`, ` flat`
fn named_sign(text: &Text<'_>, place: usize) -> Option<(i8, usize)> {
    let named = [("sharp", 1), ("flat", -1), ("natural", 0)];
    text.named(text.skip_gap(place), &named).filter(|_| text.is_boundary(place))
}

/// The mode after a tonic: `m`, ` minor`, `小调`.
fn mode(text: &Text<'_>, tonic: &Tonic, introduced: bool) -> Option<(Mode, usize)> {
    let place = tonic.end;
    let short = match text.plain(place) {
        Some('m') => Some((Mode::Minor, place + 1)),
        Some('M') => Some((Mode::Major, place + 1)),
        _ => None,
    };
    // Dm is a key; "dm" is one only where a key is announced.
    let short = short.filter(|(_, end)| text.is_boundary(*end) && (tonic.upper || introduced));
    let joined = || text.named(place, &MODES);
    let apart = || {
        let start = text.skip_gap(place);
        text.named(start, &MODES).filter(|_| text.is_boundary(place))
    };
    short.or_else(joined).or_else(apart)
}

/// Whether the next word is of Latin letters.
fn is_latin(text: &Text<'_>, place: usize) -> bool {
    text.folded(text.skip_gap(place)).is_some_and(is_letter)
}

/// Numbered notation: `1=C` is C major, `6=A` A minor.
fn numbered(text: &Text<'_>, place: usize) -> Option<Found> {
    let mode = match text.folded(place)? {
        '1' => Mode::Major,
        '6' => Mode::Minor,
        _ => return None,
    };
    let equals = text.skip_blanks(place + 1);
    if text.folded(equals) != Some('=') {
        return None;
    }
    let tonic = tonic(text, text.skip_blanks(equals + 1))?;
    text.is_boundary(tonic.end).then(|| (read(tonic.tone, mode), tonic.end))
}

/// The key on a tonic; one of more than seven signs is written as its neighbour.
fn read(tonic: Tone, mode: Mode) -> Reading {
    let Some(key) = Key::on(tonic, mode) else {
        return Reading::Refused(Both::new("no key has so many signs", "没有这么多升降号的调"));
    };
    let easy = (-7..=7).contains(&key.fifths);
    Reading::Wish(Wish::Key(if easy { key } else { key.transposed(Interval::UNISON) }))
}
