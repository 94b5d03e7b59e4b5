//! Bass lines: roots and fifths in a rhythm, approaches, and walking.
//!
//! All signs of a line are placed together: each allows some notes, and the cheapest way through
//! them is taken, so that an approach knows where it leads and a walk goes somewhere.

use score::{Event, MidiPitch, Note, Pitch};

use crate::chords::{Struck, struck};
use crate::path::cheapest;
use crate::plan::Plan;
use crate::random::Random;
use crate::style::Line;
use crate::tones::{Degree, Tones, in_scale, placed};

/// A note a sign allows, and what it costs by itself.
#[derive(Clone, Copy, Debug)]
struct Choice {
    key: u8,
    cost: u32,
}

/// The events of a bass line, from the start of the piece.
pub(crate) fn bass(plan: &Plan, line: &Line, mut random: Random) -> Vec<Event> {
    let strokes = struck(plan, &line.patterns, random.clone());
    let choices: Vec<Vec<Choice>> =
        strokes.iter().map(|stroke| choices(plan, line, stroke, &mut random)).collect();
    let leads = |moment: usize| moment > 0 && strokes[moment - 1].sign == 'a';
    let taken = cheapest(
        &choices,
        |_, choice| choice.cost,
        |moment, before, after| {
            let moves = matches!(strokes[moment].sign, 'w' | 'a');
            motion(before.key, after.key, moves) + approach(before.key, after.key, leads(moment))
        },
    );
    let note = |((stroke, options), choice): ((&Struck, &Vec<Choice>), Option<usize>)| {
        let key = options.get(choice?)?.key;
        event(plan, line, stroke, key)
    };
    strokes.iter().zip(&choices).zip(taken).filter_map(note).collect()
}

fn choices(plan: &Plan, line: &Line, stroke: &Struck, random: &mut Random) -> Vec<Choice> {
    let Some(tones) = &plan.chords[stroke.chord].tones else { return Vec::new() };
    let (low, high) = line.range;
    let range = if stroke.sign == 'o' { (low + 12, high.max(low + 12)) } else { (low, high) };
    let centre = low + (high - low) / 3;
    let away = |key: u8| u32::from(key.abs_diff(centre)) / 2;
    let of = |class: u8, extra: u32| -> Vec<Choice> {
        placed(class, range).map(|key| Choice { key, cost: away(key) + extra }).collect()
    };
    // A new chord is told by its bass.
    let begins = plan.chords[stroke.chord].start == stroke.start;
    match stroke.sign {
        '5' | '3' | 'w' if begins => of(tones.bass, 0),
        '5' => of(fifth(tones), 0),
        '3' => of(tones.class(Degree::Third).unwrap_or(tones.bass), 0),
        '8' => {
            let upper: Vec<Choice> =
                of(tones.bass, 0).into_iter().filter(|choice| choice.key >= low + 12).collect();
            upper.into_iter().map(|choice| Choice { cost: 0, ..choice }).collect()
        }
        'a' => (low..=high)
            .map(|key| Choice { key, cost: passing(plan, tones, key) + 2 * away(key) })
            .collect(),
        'w' => walk(plan, tones, (low, high), random)
            .into_iter()
            .map(|choice| Choice { cost: choice.cost + away(choice.key), ..choice })
            .collect(),
        _ => of(tones.bass, 0),
    }
}

/// The fifth where the chord has it and its root is in the bass; else the bass again.
fn fifth(tones: &Tones) -> u8 {
    let rooted = tones.bass == tones.root();
    tones.class(Degree::Fifth).filter(|_| rooted).unwrap_or(tones.bass)
}

/// Tones of chord and scale; a little chance keeps two walks apart.
fn walk(plan: &Plan, tones: &Tones, (low, high): (u8, u8), random: &mut Random) -> Vec<Choice> {
    let chance: Vec<u32> = (0..12).map(|_| u32::try_from(random.below(4)).unwrap_or(0)).collect();
    let cost = |key: u8| match tones.degree(key) {
        Some(Degree::Fifth | Degree::Third) => Some(0),
        Some(Degree::Root | Degree::Seventh) => Some(1),
        Some(Degree::Colour) => Some(2),
        None if in_scale(plan.key, key) && !beside(tones, key) => Some(3),
        None => None,
    };
    let choice =
        |key: u8| Some(Choice { key, cost: 2 * cost(key)? + chance[usize::from(key % 12)] });
    (low..=high).filter_map(choice).collect()
}

/// Whether the chord alters this tone: G in a chord with G sharp.
fn beside(tones: &Tones, key: u8) -> bool {
    let own = |class: u8| tones.degree(class).is_some();
    own((key + 1) % 12) && own((key + 11) % 12)
}

fn passing(plan: &Plan, tones: &Tones, key: u8) -> u32 {
    if tones.degree(key).is_some() || in_scale(plan.key, key) { 0 } else { 2 }
}

fn motion(before: u8, after: u8, moves: bool) -> u32 {
    match before.abs_diff(after) {
        0 => {
            if moves {
                14
            } else {
                0
            }
        }
        1 | 2 => 0,
        3 | 4 => 2,
        5 | 7 => 3,
        6 => 8,
        8 | 9 => 8,
        12 => 6,
        _ => 20,
    }
}

/// An approach lies a step beside its goal, better a semitone below or above.
fn approach(before: u8, after: u8, leads: bool) -> u32 {
    match before.abs_diff(after) {
        _ if !leads => 0,
        1 => 0,
        2 => 1,
        5 | 7 => 6,
        _ => 40,
    }
}

fn event(plan: &Plan, line: &Line, stroke: &Struck, key: u8) -> Option<Event> {
    let symbol = &plan.chords[stroke.chord].symbol;
    let note = |key: u8| {
        let pitch = Pitch::spelled_in(MidiPitch::new(key)?, plan.key, Some(symbol));
        Some(Note::new(pitch))
    };
    let mut notes = vec![note(key)?];
    if stroke.sign == 'o' && key >= line.range.0 + 12 {
        notes.insert(0, note(key - 12)?);
    }
    let rest = Event::rest(stroke.start, stroke.end - stroke.start);
    Some(Event { notes, staff: line.staff, ..rest })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::style::Style;

    /// A bar of 4/4 for each chord, as a rhythm plays it.
    fn check(chords: &str, rhythm: &str, expected: &Expect) {
        let words: Vec<&str> = chords.split_whitespace().collect();
        let quarter = score::Quarters::ONE;
        let bars = score::SketchBar::lay(&score::Meter::default(), quarter, 0, words.len());
        let mut sketch = score::Sketch::silent(quarter, bars, 1);
        sketch.voices[0][0] = score::Cell::Strike(MidiPitch::new(72).unwrap());
        sketch.key = "C".parse().ok();
        sketch.chords =
            words.iter().enumerate().map(|(i, word)| (4 * i, word.parse().unwrap())).collect();
        let text = format!(
            "name = 'x'\nabout = ''\n[[parts]]\nname = 'Flute'\nlines = [{{ plays = 'melody' }}]\n[[parts]]\nname = 'Bass'\n[[parts.lines]]\nplays = 'bass'\nrange = ['E1', 'G3']\npatterns = [{{ meter = '4/4', rhythm = '{rhythm}' }}]"
        );
        let style = Style::parse(&text).unwrap();
        let plan = Plan::of(&sketch, &style).unwrap();
        let events = bass(&plan, &style.parts[1].lines[0], Random::new(1, 0));
        let shown: Vec<String> = events
            .iter()
            .map(|event| {
                event.notes.iter().map(|note| note.pitch.to_string()).collect::<Vec<_>>().join(".")
            })
            .collect();
        expected.assert_eq(&shown.join(" "));
    }

    #[test]
    fn lines() {
        check("C F G7 C", "R5", &expect!["C2 G2 F2 C2 G1 D2 C2"]);
        check("C/E F D/F# C", "R.5a", &expect!["E2 E2 Eb2 F2 C2 E2 F#2 F#2 D2 C2"]);
        check(
            "Dm7 G7 Cmaj7 A7 Dm7",
            "Rwwa",
            &expect!["D2 C2 A1 Ab1 G1 B1 D2 C#2 C2 B1 C2 B1 A1 C#2 E2 C#2 D2"],
        );
        check("C F C", "R8o5", &expect!["C3 C3 C2.C3 G2 F2 F2 F1.F2 C2 C2"]);
    }
}
