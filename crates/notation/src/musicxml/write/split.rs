//! Lengths that no single note value prints become tied notes, or rests in a row (Gould, *Behind Bars*,
//! pp. 166-170). Longest first; together they sound as before.

use score::{Articulation, Edge, Event, NoteValue, Voice};

/// More pieces than this print no rhythm anyone reads: such a length keeps its number and no value.
const MOST_PIECES: usize = 6;

/// Splits every event of a voice that needs it.
pub(super) fn voice(voice: &mut Voice) {
    if !voice.events.iter().any(|event| pieces(event).is_some()) {
        return;
    }
    let events = std::mem::take(&mut voice.events);
    for event in events {
        match pieces(&event) {
            Some(values) => voice.events.extend(tied(&event, &values)),
            None => voice.events.push(event),
        }
    }
}

/// The values an event falls into, when it needs several.
fn pieces(event: &Event) -> Option<Vec<NoteValue>> {
    if event.grace.is_some() || event.whole_measure_rest || event.printed_value().is_some() {
        return None;
    }
    let values = NoteValue::split(event.duration);
    (2..=MOST_PIECES).contains(&values.len()).then_some(values)
}

/// The pieces in a row; what begins with the note hangs on the first, what ends with it on the last.
fn tied(event: &Event, values: &[NoteValue]) -> Vec<Event> {
    let mut onset = event.onset;
    let last = values.len() - 1;
    let mut pieces = Vec::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        let mut piece = if index == 0 { event.clone() } else { bare(event) };
        (piece.onset, piece.duration) = (onset, value.length());
        piece.beams.clear();
        keep(event, &mut piece, index == 0, index == last);
        onset = piece.end();
        pieces.push(piece);
    }
    pieces
}

/// The same notes with nothing hung on them.
fn bare(event: &Event) -> Event {
    let mut notes = event.notes.clone();
    for note in &mut notes {
        (note.accidental, note.fingering) = (None, None);
        (note.string, note.fret) = (None, None);
    }
    Event {
        notes,
        hidden: event.hidden,
        cue: event.cue,
        staff: event.staff,
        stem: event.stem,
        ..Event::default()
    }
}

fn keep(event: &Event, piece: &mut Event, first: bool, last: bool) {
    let edge = |edge: Edge| if edge == Edge::Start { first } else { last };
    piece.slurs = event.slurs.iter().filter(|slur| edge(slur.edge)).copied().collect();
    piece.tuplets = event.tuplets.iter().filter(|mark| edge(mark.edge)).copied().collect();
    let ending = |sign: &Articulation| {
        matches!(sign, Articulation::Fermata | Articulation::Breath | Articulation::Caesura)
    };
    let signs = event.articulations.iter();
    piece.articulations =
        signs.filter(|sign| if ending(sign) { last } else { first }).cloned().collect();
    for (note, original) in piece.notes.iter_mut().zip(&event.notes) {
        note.tie_stop = if first { original.tie_stop } else { true };
        note.tie_start = if last { original.tie_start } else { true };
    }
}

#[cfg(test)]
mod tests {
    use score::{Pitch, Quarters, Slur, Step};

    use super::*;

    #[test]
    fn five_eighths_are_a_half_tied_to_an_eighth() {
        let mut event = Event::note(Quarters::ZERO, Quarters::new(5, 2), Pitch::new(Step::C, 0, 5));
        event.slurs = [Edge::Start, Edge::Stop].map(|edge| Slur { edge, number: 1 }).to_vec();
        event.articulations = vec![Articulation::Accent, Articulation::Fermata];
        let mut line = Voice { number: 1, events: vec![event] };
        voice(&mut line);
        let [half, eighth] = line.events.as_slice() else { panic!("{:?}", line.events) };
        assert_eq!((half.duration, eighth.duration), (Quarters::whole(2), Quarters::new(1, 2)));
        assert_eq!(eighth.onset, Quarters::whole(2));
        assert!(half.notes[0].tie_start && !half.notes[0].tie_stop);
        assert!(!eighth.notes[0].tie_start && eighth.notes[0].tie_stop);
        assert_eq!((half.slurs[0].edge, eighth.slurs[0].edge), (Edge::Start, Edge::Stop));
        assert_eq!(half.articulations, [Articulation::Accent]);
        assert_eq!(eighth.articulations, [Articulation::Fermata]);
    }
}
