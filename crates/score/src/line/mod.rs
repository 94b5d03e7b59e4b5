//! From a line of notes in time to what is printed: cut at barlines and beats, tied, with rests,
//! tuplets and brackets, so that the rhythm can be read (Gould 2011, *Behind Bars*, pp. 151-203).

mod accents;
mod cut;
mod tuplets;

use crate::{Edge, Event, NoteValue, Quarters, Score, TupletMark};

use accents::Bar;
use tuplets::Group;

/// What stands where a line is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Silence {
    /// Rests.
    #[default]
    Rests,
    /// Nothing, as in the second voice of a staff; only tuplets are filled up.
    Nothing,
}

/// A stretch of a bar: an event of the line, or silence.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    event: Option<usize>,
    start: Quarters,
    end: Quarters,
}

impl Score {
    /// Writes a line into a voice of a part. The onsets of its events count from the start of the
    /// piece; they are in order, and one that overlaps the next is cut short. Notes are cut and tied
    /// at barlines and where a beat must be seen; what lies beyond the last measure is left out.
    ///
    /// Signs on a note stay on its first piece; fermatas and ends of slurs go to the last. Without a
    /// part of this index nothing is written.
    ///
    /// ```
    /// use score::{Event, Meter, Part, Quarters, Score, Silence};
    /// let mut score = Score { parts: vec![Part::new("Flute", 2)], ..Score::with_measures(&Meter::new(3, 4), 2) };
    /// let long = Event::note(Quarters::ONE, Quarters::whole(4), "C5".parse()?);
    /// score.write_line(0, 1, &[long], Silence::Rests);
    /// let lengths: Vec<String> = score.events().map(|(_, event)| event.duration.to_string()).collect();
    /// assert_eq!(lengths.join(" "), "1 2 2 1"); // a rest, a half note tied to a half note, a rest
    /// # Ok::<(), score::ParsePitchError>(())
    /// ```
    pub fn write_line(&mut self, part: usize, voice: u16, line: &[Event], silence: Silence) {
        let (starts, meters) = (self.measure_starts(), self.meters());
        let Some(into) = self.parts.get_mut(part) else { return };
        let staff = line.first().map_or(1, |event| event.staff);
        let mut next = 0;
        for (index, measure) in self.measures.iter().enumerate() {
            let Some(content) = into.measures.get_mut(index) else { return };
            let (start, end) = (starts[index], starts[index + 1]);
            while line.get(next).is_some_and(|event| sounds_until(line, next, event) < start) {
                next += 1;
            }
            let missing = if measure.implicit {
                meters[index].bar_length() - measure.length
            } else {
                Quarters::ZERO
            };
            let bar = Bar::new(&meters[index], measure.length, missing.max(Quarters::ZERO));
            let (stretches, graces) = stretches(line, next, start, end);
            let empty = stretches.iter().all(|stretch| stretch.event.is_none());
            if empty && graces.is_empty() && silence == Silence::Nothing {
                continue;
            }
            let mut writer = Writer { line, bar: &bar, start, silence, staff, events: Vec::new() };
            if empty && graces.is_empty() && missing.is_zero() {
                writer.whole_rest();
            } else {
                writer.bar(&stretches);
            }
            let mut events = writer.events;
            for &grace in &graces {
                let event = Event { onset: line[grace].onset - start, ..line[grace].clone() };
                let at = events.partition_point(|e: &Event| {
                    e.onset < event.onset || (e.grace.is_some() && e.onset == event.onset)
                });
                events.insert(at, event);
            }
            if !events.is_empty() {
                content.voice_mut(voice).events = events;
            }
        }
    }
}

/// Where an event of the line stops: at its end, or where the next begins.
fn sounds_until(line: &[Event], index: usize, event: &Event) -> Quarters {
    let later = line[index + 1..].iter().find(|later| later.grace.is_none());
    later.map_or(event.end(), |later| event.end().min(later.onset.max(event.onset)))
}

/// The stretches of a bar in order, without gaps, from its start; and the grace notes in it.
fn stretches(
    line: &[Event],
    first: usize,
    start: Quarters,
    end: Quarters,
) -> (Vec<Stretch>, Vec<usize>) {
    let (mut stretches, mut graces) = (Vec::new(), Vec::new());
    let mut at = start;
    for (index, event) in line.iter().enumerate().skip(first) {
        if event.onset >= end {
            break;
        }
        if event.grace.is_some() {
            graces.extend((event.onset >= start).then_some(index));
            continue;
        }
        let (from, to) = (event.onset.max(at), sounds_until(line, index, event).min(end));
        if to <= from || event.is_rest() {
            continue;
        }
        if from > at {
            stretches.push(Stretch { event: None, start: at - start, end: from - start });
        }
        stretches.push(Stretch { event: Some(index), start: from - start, end: to - start });
        at = to;
    }
    if at < end {
        stretches.push(Stretch { event: None, start: at - start, end: end - start });
    }
    (stretches, graces)
}

/// Writes one bar of a line.
struct Writer<'a> {
    line: &'a [Event],
    bar: &'a Bar,
    /// Where the bar starts in the piece.
    start: Quarters,
    silence: Silence,
    staff: u8,
    events: Vec<Event>,
}

impl Writer<'_> {
    fn whole_rest(&mut self) {
        let rest = Event::rest(Quarters::ZERO, self.bar.length);
        self.events.push(Event { whole_measure_rest: true, staff: self.staff, ..rest });
    }

    fn bar(&mut self, stretches: &[Stretch]) {
        let groups = tuplets::groups(self.bar, stretches);
        for stretch in stretches {
            let mut at = stretch.start;
            for group in groups.iter().filter(|g| g.end > stretch.start && g.start < stretch.end) {
                let inside = (group.start.max(at), group.end.min(stretch.end));
                self.straight(stretch, at, inside.0);
                self.grouped(stretch, inside, group);
                at = inside.1;
            }
            self.straight(stretch, at, stretch.end);
        }
        for group in &groups {
            self.bracket(group);
        }
    }

    /// Pieces outside tuplets.
    fn straight(&mut self, stretch: &Stretch, from: Quarters, to: Quarters) {
        if from >= to || (stretch.event.is_none() && self.silence == Silence::Nothing) {
            return;
        }
        for (start, end) in cut::pieces(self.bar, from, to, stretch.event.is_none()) {
            self.piece(stretch, start, end, None);
        }
    }

    /// Pieces inside a tuplet.
    fn grouped(&mut self, stretch: &Stretch, (from, to): (Quarters, Quarters), group: &Group) {
        for (start, end, value) in group.pieces(from, to) {
            self.piece(stretch, start, end, value);
        }
    }

    fn piece(
        &mut self,
        stretch: &Stretch,
        start: Quarters,
        end: Quarters,
        value: Option<NoteValue>,
    ) {
        let Some(index) = stretch.event else {
            let rest = Event::rest(start, end - start);
            self.events.push(Event { value, staff: self.staff, ..rest });
            return;
        };
        let whole = &self.line[index];
        let first = self.start + start == whole.onset;
        let last = self.start + end == sounds_until(self.line, index, whole);
        let mut event = Event { onset: start, duration: end - start, value, ..whole.clone() };
        for note in &mut event.notes {
            note.tie_stop |= !first;
            note.tie_start |= !last;
        }
        if !first {
            event.articulations.clear();
            event.ornaments.clear();
            event.lyrics.clear();
        }
        event.slurs.retain(|slur| match slur.edge {
            Edge::Start => first,
            Edge::Stop => last,
        });
        move_fermata(&mut event, whole, last);
        self.events.push(event);
    }

    fn bracket(&mut self, group: &Group) {
        let inside = |event: &&mut Event| event.onset >= group.start && event.onset < group.end;
        let mark = |edge| TupletMark { edge, number: 1, ratio: Some(group.ratio), bracket: None };
        let mut events: Vec<&mut Event> = self.events.iter_mut().filter(inside).collect();
        if let [first, .., last] = events.as_mut_slice() {
            first.tuplets.push(mark(Edge::Start));
            last.tuplets.push(mark(Edge::Stop));
        }
    }
}

/// A fermata stands over the last note of a tied chain.
fn move_fermata(event: &mut Event, whole: &Event, last: bool) {
    let fermata = crate::Articulation::Fermata;
    event.articulations.retain(|sign| *sign != fermata);
    if last && whole.articulations.contains(&fermata) {
        event.articulations.push(fermata);
    }
}

#[cfg(test)]
mod tests;
