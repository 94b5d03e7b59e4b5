//! One player at work: from chords to strokes.

use score::{Edge, Key};

use super::arpeggio::Arpeggios;
use super::chord::{Chord, Tone};
use super::family::Family;
use super::figure::Figure;
use super::grace::{self, Graces};
use super::level::Levels;
use super::plan::Plan;
use super::program::Programs;
use super::slur::Slurs;
use super::stroke::Stroke;
use super::touch::Touch;
use super::{glissando, ornament, tremolo};

/// No note is shorter, in seconds, unless it is written so.
const SHORTEST_SECONDS: f64 = 0.03;
/// Louder or softer by metrical weight (downbeat, half bar, beat, between), as velocity.
const METRE: [f64; 4] = [4.0, 2.0, 0.0, -2.0];
/// Grace notes and the inner notes of ornaments are softer.
const LIGHTER: f64 = -6.0;
/// An appoggiatura is leaned on.
const LEANING: f64 = 2.0;

/// What a player knows while playing a line.
pub(super) struct Player<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) levels: &'a Levels,
    pub(super) slurs: &'a Slurs,
    pub(super) programs: &'a Programs,
    pub(super) percussion: bool,
    /// Trills begin on the upper note.
    pub(super) from_above: bool,
    /// Notes that ornaments may still add.
    pub(super) budget: usize,
    pub(super) strokes: Vec<Stroke>,
}

impl Player<'_> {
    /// Plays all chords of a line, voice by voice.
    pub(super) fn play(&mut self, chords: &[Chord<'_>]) {
        let arpeggios = Arpeggios::new(chords);
        for voice in chords.chunk_by(|a, b| a.voice == b.voice) {
            self.voice(voice, &arpeggios);
        }
    }

    fn voice(&mut self, chords: &[Chord<'_>], arpeggios: &Arpeggios) {
        let mut index = 0;
        // Where the strokes of the last chord begin.
        let mut last_strokes = self.strokes.len();
        let mut previous = None;
        while index < chords.len() {
            let rest = &chords[index..];
            let first = &rest[0];
            let graces = rest.iter().take_while(|c| c.is_grace() && c.together(first)).count();
            let main = rest.get(graces).filter(|main| graces == 0 || main.together(first));
            let mut delay = 0.0;
            if graces > 0 {
                let times = grace::time(&rest[..graces], main, previous);
                self.make_room(last_strokes, times.start);
                let leaning = main.is_some() && times.each > 0.0 && times.delay == times.each;
                self.graces(&rest[..graces], times, if leaning { LEANING } else { LIGHTER });
                delay = times.delay;
            }
            index += graces;
            let Some(chord) = main else { continue };
            last_strokes = self.strokes.len();
            previous = Some(chord.start);
            let before = index.checked_sub(1).map(|before| &chords[before]);
            self.chord(chord, before, chords.get(index + 1), delay, arpeggios);
            index += 1;
        }
    }

    /// Lets go of what grace notes take the time from.
    fn make_room(&mut self, from: usize, start: f64) {
        for stroke in &mut self.strokes[from..] {
            if stroke.start < start && stroke.end > start && stroke.end < start + 1.0 {
                stroke.end = start;
            }
        }
    }

    fn graces(&mut self, graces: &[Chord<'_>], times: Graces, accent: f64) {
        let mut at = times.start;
        for grace in graces {
            for tone in &grace.tones {
                let figure = Figure { start: at, end: at + times.each, key: i32::from(tone.key) };
                self.strike(grace, tone, figure, accent);
            }
            at += times.each;
        }
    }

    fn chord(
        &mut self,
        chord: &Chord<'_>,
        before: Option<&Chord<'_>>,
        after: Option<&Chord<'_>>,
        delay: f64,
        arpeggios: &Arpeggios,
    ) {
        let family = self.family(chord.at);
        let weight = usize::from(self.plan.weight(chord.measure, chord.place)).min(3);
        let staff = chord.event.staff;
        let accent = METRE[weight] + self.levels.accent(staff, chord.at);
        let top = chord.tones.len().saturating_sub(1);
        for (index, tone) in chord.tones.iter().enumerate() {
            let slurred = self.slurs.bind(chord.voice, chord.at, chord.at + tone.quarters);
            let touch = match tone.velocity {
                Some(_) => Touch::recorded(),
                None => Touch::new(chord.event, family, slurred),
            };
            let late = delay + arpeggios.delay(chord, tone.key);
            let start = (chord.start + late).min(tone.end);
            let least = (start + SHORTEST_SECONDS).min(tone.end.max(start));
            let end = touch.release(start, tone.end).max(least);
            let accent = accent + touch.accent;
            match self.figures(chord, (before, after), tone, index == top, (start, end)) {
                Some(figures) if figures.len() <= self.budget => {
                    self.budget -= figures.len();
                    for (number, figure) in figures.into_iter().enumerate() {
                        let lighter = if number > 0 { LIGHTER } else { 0.0 };
                        self.strike(chord, tone, figure, accent + lighter);
                    }
                }
                refused => {
                    if refused.is_some() {
                        self.budget = 0;
                    }
                    let figure = Figure { start, end, key: i32::from(tone.key) };
                    self.strike(chord, tone, figure, accent);
                }
            }
        }
    }

    /// The notes a decorated note consists of.
    fn figures(
        &self,
        chord: &Chord<'_>,
        (before, after): (Option<&Chord<'_>>, Option<&Chord<'_>>),
        tone: &Tone,
        top: bool,
        span: (f64, f64),
    ) -> Option<Vec<Figure>> {
        let event = chord.event;
        if event.ornaments.is_empty() {
            return None;
        }
        let key = i32::from(tone.key);
        if let Some(strokes) = tremolo::strokes(event) {
            return Some(tremolo::repeated(event, strokes, key, tone.quarters, (span.0, tone.end)));
        }
        if let (Some(strokes), Some(after)) = (tremolo::between(event, Edge::Start), after) {
            let span = (chord.start, after.end().max(span.1));
            return Some(tremolo::alternating(
                Edge::Start,
                strokes,
                key,
                2.0 * tone.quarters,
                span,
            ));
        }
        if let (Some(strokes), Some(before)) = (tremolo::between(event, Edge::Stop), before) {
            let span = (before.start.min(chord.start), tone.end);
            return Some(tremolo::alternating(Edge::Stop, strokes, key, 2.0 * tone.quarters, span));
        }
        if !top || self.percussion {
            return None;
        }
        if let Some(goal) = after.filter(|after| glissando::has(after.event, Edge::Stop))
            && glissando::has(event, Edge::Start)
            && let Some(goal) = goal.tones.last()
        {
            let keyboard = matches!(self.family(chord.at), Family::Keyboard | Family::Chime)
                || self.programs.at(chord.at) == 46;
            return Some(glissando::run(key, i32::from(goal.key), keyboard, (span.0, tone.end)));
        }
        let scale = self.plan.keys.get(chord.measure).copied().flatten().unwrap_or(Key::C_MAJOR);
        ornament::realise(&event.ornaments, (tone.pitch, scale), span, self.from_above)
    }

    fn family(&self, at: f64) -> Family {
        if self.percussion { Family::Drum } else { Family::of(self.programs.at(at)) }
    }

    fn strike(&mut self, chord: &Chord<'_>, tone: &Tone, figure: Figure, accent: f64) {
        let Some(key) = u8::try_from(figure.key).ok().filter(|&key| key < 128) else { return };
        let seconds = (tone.end - chord.start).max(1e-9);
        let place =
            |at: f64| chord.at + tone.quarters * ((at - chord.start) / seconds).clamp(0.0, 1.0);
        let span = (place(figure.start), place(figure.end));
        let staff = chord.event.staff;
        self.strokes.push(Stroke {
            start: figure.start.max(0.0),
            end: figure.end.max(figure.start),
            key,
            level: self.levels.at(staff, span.0),
            accent,
            recorded: tone.velocity,
            span,
            staff,
            program: self.programs.at(chord.at),
        });
    }
}
