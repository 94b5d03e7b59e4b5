//! Which line of music is played by which seat.
//!
//! Played as written, a part is a line. For an ensemble, parts go to seats in the order of the score,
//! leaving seats free so that each line lies in the middle of its seat's range; when there are fewer
//! parts than seats, parts are first split into their voices (a chorale on two staves becomes four
//! lines), and when there are more lines than seats, the seats take turns. Drums go to the drums.

use score::Score;

use super::ensemble::{Ensemble, Seat};
use super::orchestra;
use super::report::PerformWarning;

/// One line of music and who plays it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Index of the part.
    pub(super) part: usize,
    /// The voice, when the part was split.
    pub(super) voice: Option<u16>,
    /// The name for reports.
    pub(super) name: String,
    /// The player.
    pub(super) seat: Seat,
    /// Whether changes of instrument in the score are followed.
    pub(super) as_written: bool,
}

/// The lines of a score, in the order of its parts.
pub(super) fn lines(
    score: &Score,
    ensemble: Option<&Ensemble>,
    warnings: &mut Vec<PerformWarning>,
) -> Vec<Line> {
    let written = orchestra::seats(score);
    let Some(ensemble) = ensemble else {
        let line = |(part, seat): (usize, Seat)| Line {
            part,
            voice: None,
            name: name(score, part),
            seat,
            as_written: true,
        };
        return written.into_iter().enumerate().map(line).collect();
    };
    let (drums, seats): (Vec<&Seat>, Vec<&Seat>) =
        ensemble.seats.iter().partition(|seat| seat.percussion);
    let (kits, pitched): (Vec<usize>, Vec<usize>) =
        (0..score.parts.len()).partition(|&part| score.parts[part].instrument.percussion);
    let pitched = split(score, &pitched, seats.len());
    if pitched.len() > seats.len() && seats.len() > 1 {
        warnings.push(PerformWarning::SeatsShared { lines: pitched.len(), seats: seats.len() });
    }
    let chosen = choose(&pitched, &seats);
    let mut lines: Vec<Line> = Vec::new();
    for (voice, choice) in pitched.iter().zip(chosen) {
        let seat = choice
            .and_then(|index| seats.get(index))
            .map_or_else(|| written[voice.part].clone(), |&seat| seat.clone());
        let name = if voice.number.is_some() { seat.name.clone() } else { name(score, voice.part) };
        let (part, voice) = (voice.part, voice.number);
        lines.push(Line { part, voice, name, seat, as_written: false });
    }
    for (index, &part) in kits.iter().enumerate() {
        let own = written[part].clone();
        let seat = match drums.get(index % drums.len().max(1)) {
            Some(&seat) => seat.clone(),
            None => own,
        };
        lines.push(Line { part, voice: None, name: name(score, part), seat, as_written: true });
    }
    lines.sort_by_key(|line| line.part);
    lines
}

fn name(score: &Score, part: usize) -> String {
    match score.parts.get(part).map(|part| part.name.trim()) {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => format!("Part {}", part + 1),
    }
}

/// A part or one voice of it, and where it lies.
#[derive(Clone, Debug)]
struct Voice {
    part: usize,
    number: Option<u16>,
    /// Mean MIDI key, weighted by nothing but the number of notes.
    mean: f64,
}

fn split(score: &Score, parts: &[usize], seats: usize) -> Vec<Voice> {
    let whole: Vec<Voice> = parts
        .iter()
        .map(|&part| Voice { part, number: None, mean: mean(score, part, None) })
        .collect();
    if whole.len() >= seats {
        return whole;
    }
    let mut voices = Vec::new();
    for &part in parts {
        let numbers = score.parts[part].voice_numbers();
        // What is sung or bowed by one stays whole; more voices than seats are a keyboard's.
        if numbers.len() < 2 || numbers.len() > seats {
            voices.push(Voice { part, number: None, mean: mean(score, part, None) });
            continue;
        }
        let mut own: Vec<Voice> = numbers
            .into_iter()
            .map(|number| Voice {
                part,
                number: Some(number),
                mean: mean(score, part, Some(number)),
            })
            .collect();
        own.sort_by(|a, b| b.mean.total_cmp(&a.mean));
        voices.extend(own);
    }
    if voices.len() > seats { whole } else { voices }
}

fn mean(score: &Score, part: usize, voice: Option<u16>) -> f64 {
    let part = &score.parts[part];
    let (mut sum, mut count) = (0.0, 0.0f64);
    let voices = part.measures.iter().flat_map(|measure| &measure.voices);
    for events in voices.filter(|v| voice.is_none_or(|number| v.number == number)) {
        for note in events.events.iter().flat_map(|event| &event.notes) {
            sum += f64::from((note.pitch + part.transposition).semitones());
            count += 1.0;
        }
    }
    sum / count.max(1.0)
}

/// A seat for each line: in order, without crossing, each line as near to the middle of its seat's
/// range as can be (the cheapest path, by dynamic programming); in turn when lines are too many.
fn choose(voices: &[Voice], seats: &[&Seat]) -> Vec<Option<usize>> {
    let (rows, columns) = (voices.len(), seats.len());
    if columns == 0 || rows == 0 {
        return vec![None; rows];
    }
    if rows >= columns {
        return (0..rows).map(|row| Some(row % columns)).collect();
    }
    let cost = |row: usize, column: usize| {
        let (low, high) = seats[column].keys;
        (voices[row].mean - (f64::from(low) + f64::from(high)) / 2.0).abs()
    };
    // best[row][column]: rows before `row` sit in columns before `column`.
    let mut best = vec![vec![f64::INFINITY; columns + 1]; rows + 1];
    best[0].fill(0.0);
    for row in 1..=rows {
        for column in row..=columns {
            let taken = best[row - 1][column - 1] + cost(row - 1, column - 1);
            best[row][column] = taken.min(best[row][column - 1]);
        }
    }
    let mut chosen = vec![None; rows];
    let (mut row, mut column) = (rows, columns);
    while row > 0 && column > 0 {
        if best[row][column] < best[row][column - 1] {
            chosen[row - 1] = Some(column - 1);
            row -= 1;
        }
        column -= 1;
    }
    chosen
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use score::shorthand;

    use super::*;

    fn check(score: &Score, ensemble: &str, expected: &Expect) {
        let mut warnings = Vec::new();
        let lines = lines(score, Some(&Ensemble::builtin(ensemble).unwrap()), &mut warnings);
        let shown = lines.iter().map(|l| format!("{}.{:?} {}", l.part + 1, l.voice, l.seat.name));
        let warned = warnings.iter().map(ToString::to_string);
        expected.assert_eq(&shown.chain(warned).collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn lines_find_their_seats() {
        let score = shorthand("C", "4/4", &["G4:4", "C3:4"]).unwrap();
        check(
            &score,
            "satb",
            &expect![[r#"
            1.None Alto
            2.None Bass"#]],
        );
        check(
            &score,
            "band",
            &expect![[r#"
            1.None Lead
            2.None Bass"#]],
        );
        let five = shorthand("C", "4/4", &["C5:4", "G4:4", "E4:4", "C4:4", "C3:4"]).unwrap();
        check(
            &five,
            "satb",
            &expect![[r#"
            1.None Soprano
            2.None Alto
            3.None Tenor
            4.None Bass
            5.None Soprano
            5 lines of music share 4 seats"#]],
        );
    }

    #[test]
    fn a_chorale_on_two_staves_is_split() {
        let mut score = shorthand("C", "4/4", &["C5:4", "E3:4"]).unwrap();
        for (part, pitch) in [(0, "G4"), (1, "C3")] {
            let event = score::Event::note(
                score::Quarters::ZERO,
                score::Quarters::whole(4),
                pitch.parse().unwrap(),
            );
            score.parts[part].measures[0].voice_mut(2).events.push(event);
        }
        check(
            &score,
            "string-quartet",
            &expect![[r#"
            1.Some(1) Violin I
            1.Some(2) Violin II
            2.Some(1) Viola
            2.Some(2) Cello"#]],
        );
        check(
            &score,
            "organ",
            &expect![[r#"
            1.None Organ
            2.None Organ"#]],
        );
    }
}
