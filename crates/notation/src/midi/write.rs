//! From a score to a file of type 1: a track for tempo, meter and titles, then one a part.

use midly::num::{u4, u7, u15, u24, u28};
use midly::{
    Format as Type, Header, MetaMessage, MidiMessage, Smf, Timing, Track, TrackEvent,
    TrackEventKind,
};
use score::{
    Edge, Lyric, Mark, Meter, MeterTerm, Part, Quarters, Score, Sounding, Syllabic, Wedge,
};

use crate::limits::{MAX_EVENTS, MAX_MEASURES};
use crate::{Error, Position, Warnings, Written};

/// Coarsest resolution written; programs expect at least this.
const LEAST_TICKS: i64 = 480;
/// The resolution when no smaller one holds all lengths: divisible by 2^5, 3^2, 5 and 7.
const DENSE_TICKS: i64 = 10_080;
/// How long a grace note sounds, in quarters.
const GRACE: (i64, i64) = (1, 8);
/// Strength of a note where the score says nothing: mezzo forte.
const USUAL_VELOCITY: u8 = 80;

/// What happens at a tick. Order matters within one: ends, then signs, then beginnings.
struct Timed<'a> {
    tick: i64,
    rank: u8,
    kind: TrackEventKind<'a>,
}

impl Timed<'_> {
    /// Notes of one moment go from low to high, whatever voice they come from.
    fn place(&self) -> (i64, u8, u8) {
        let key = match self.kind {
            TrackEventKind::Midi {
                message: MidiMessage::NoteOn { key, .. } | MidiMessage::NoteOff { key, .. },
                ..
            } => key.as_int() + 1,
            _ => 0,
        };
        (self.tick, self.rank, key)
    }
}

pub(super) fn file(score: &Score) -> Result<Written, Error> {
    let mut warnings = Warnings::default();
    let order = score.play_order(MAX_MEASURES);
    if order.truncated {
        warnings.push(Position::default(), "repeats unfold to more measures than MIDI is given");
    }
    let notes = score.soundings_in(&order.measures);
    if notes.len() > MAX_EVENTS {
        return Err(Error::TooLarge { what: "notes", limit: MAX_EVENTS as u64 });
    }
    let clock = Clock::of(score, &order.measures, &notes, &mut warnings);
    losses(score, &mut warnings);
    let texts = Texts::of(score);
    let channels = channels(&score.parts, &mut warnings);
    let mut tracks = vec![conductor(score, &clock, &texts)];
    for (index, part) in score.parts.iter().enumerate() {
        let own: Vec<&Sounding> = notes.iter().filter(|note| note.place.part == index).collect();
        let player = Player { score, part, channel: channels[index], clock: &clock };
        tracks.push(player.track(&own, &texts.lyrics[index]));
    }
    let ticks = u16::try_from(clock.ticks).unwrap_or(480);
    let header = Header::new(Type::Parallel, Timing::Metrical(u15::new(ticks)));
    let mut bytes = Vec::new();
    // Writing to memory cannot fail.
    let _ = Smf { header, tracks }.write_std(&mut bytes);
    Ok(Written { bytes, warnings })
}

/// From places in the score to ticks of the file.
struct Clock {
    ticks: i64,
    /// Each measure played: its index in the score and its start.
    turns: Vec<(usize, Quarters)>,
    end: Quarters,
}

impl Clock {
    fn of(score: &Score, order: &[usize], notes: &[Sounding], warnings: &mut Warnings) -> Clock {
        let mut at = Quarters::ZERO;
        let mut turns = Vec::with_capacity(order.len());
        let mut common = 1i64;
        let mut include = |time: Quarters| {
            let (mut a, mut b) = (common, time.denominator());
            while b != 0 {
                (a, b) = (b, a % b);
            }
            common = (common / a).saturating_mul(time.denominator());
        };
        for &measure in order {
            turns.push((measure, at));
            let measure = &score.measures[measure];
            measure.tempi.iter().for_each(|tempo| include(tempo.at));
            at += measure.length;
            include(at);
        }
        notes.iter().for_each(|note| {
            include(note.onset);
            include(note.duration);
        });
        if notes.iter().any(|note| note.grace) {
            include(Quarters::new(GRACE.0, GRACE.1));
        }
        let ticks = common.saturating_mul((LEAST_TICKS + common - 1) / common);
        let fits = (1..=32_767).contains(&ticks);
        if !fits {
            warnings.push(Position::default(), "lengths finer than MIDI ticks are rounded");
        }
        Clock { ticks: if fits { ticks } else { DENSE_TICKS }, turns, end: at }
    }

    fn tick(&self, at: Quarters) -> i64 {
        (at * self.ticks).round_to(Quarters::ONE).numerator().max(0)
    }
}

/// Texts that events borrow.
struct Texts {
    title: String,
    named: Vec<String>,
    /// By part: (place, syllable).
    lyrics: Vec<Vec<(Quarters, String)>>,
}

impl Texts {
    fn of(score: &Score) -> Texts {
        let info = &score.info;
        let named = [
            ("Composer", &info.composer),
            ("Lyricist", &info.lyricist),
            ("Arranger", &info.arranger),
            ("Work", &info.work),
            ("Source", &info.source),
        ];
        let mut texts: Vec<String> = named
            .into_iter()
            .filter_map(|(name, value)| value.as_ref().map(|value| format!("{name}: {value}")))
            .collect();
        for (name, value) in &info.misc {
            texts.push(if name == "text" { value.clone() } else { format!("{name}: {value}") });
        }
        let lyrics = (0..score.parts.len()).map(|_| Vec::new()).collect();
        let title = info.title.clone().unwrap_or_default();
        let mut texts = Texts { title, named: texts, lyrics };
        texts.collect_lyrics(score);
        texts
    }

    /// The first verse, measure by measure as played.
    fn collect_lyrics(&mut self, score: &Score) {
        let order = score.play_order(MAX_MEASURES).measures;
        let mut start = Quarters::ZERO;
        for measure in order {
            for (index, part) in score.parts.iter().enumerate() {
                let voices = part.measures.get(measure).into_iter().flat_map(|m| &m.voices);
                for event in voices.flat_map(|voice| &voice.events) {
                    let first = event.lyrics.iter().find(|lyric| lyric.verse == 1);
                    if let Some(text) = first.and_then(syllable) {
                        self.lyrics[index].push((start + event.onset, text));
                    }
                }
            }
            start += score.measures[measure].length;
        }
        self.lyrics.iter_mut().for_each(|lyrics| lyrics.sort_by_key(|(at, _)| *at));
    }
}

/// A syllable as files of songs write it: with a hyphen where its word goes on.
fn syllable(lyric: &Lyric) -> Option<String> {
    let text = lyric.text.trim().trim_end_matches('-');
    let goes_on = matches!(lyric.syllabic, Syllabic::Begin | Syllabic::Middle);
    (!text.is_empty()).then(|| if goes_on { format!("{text}-") } else { text.to_owned() })
}

/// What a MIDI file cannot say, once each.
fn losses(score: &Score, warnings: &mut Warnings) {
    let mut lose = |lost: bool, what: &str| {
        if lost {
            warnings.push(Position::default(), format!("MIDI cannot hold {what}"));
        }
    };
    let any_event = |test: fn(&score::Event) -> bool| score.events().any(|(_, event)| test(event));
    let mut marks = score.parts.iter().flat_map(|p| &p.measures).flat_map(|m| &m.marks);
    let worded = marks.any(|mark| matches!(mark.what, Mark::Words(_) | Mark::Chord(_)));
    lose(any_event(|event| !event.slurs.is_empty()), "slurs");
    lose(
        any_event(|event| !event.articulations.is_empty()),
        "articulations: lengths stay as written",
    );
    lose(any_event(|event| !event.ornaments.is_empty()), "ornaments");
    lose(any_event(|event| event.grace.is_some()), "grace notes: they become short notes");
    lose(any_event(|event| event.lyrics.iter().any(|l| l.verse > 1)), "verses after the first");
    lose(worded, "words and chord symbols");
    let repeats = score.measures.iter().any(|m| m.repeat_end.is_some() || !m.jumps.is_empty())
        || !score.form.is_empty();
    lose(repeats, "repeat signs: they are played out");
}

/// A channel a part: its own when free, drums on 10, others on the next free one.
fn channels(parts: &[Part], warnings: &mut Warnings) -> Vec<u8> {
    let mut taken = [false; 16];
    taken[9] = true;
    let mut wanted: Vec<Option<u8>> = Vec::new();
    for part in parts {
        let own = part.instrument.channel.filter(|&channel| channel < 16 && channel != 9);
        let own = if part.instrument.percussion { Some(9) } else { own };
        let free = own.filter(|&channel| channel == 9 || !taken[usize::from(channel)]);
        if let Some(channel) = free {
            taken[usize::from(channel)] = true;
        }
        wanted.push(free);
    }
    let mut spare = 0u8;
    wanted
        .into_iter()
        .map(|channel| {
            channel.unwrap_or_else(|| {
                let free = (0..16u8).find(|&channel| !taken[usize::from(channel)]);
                let channel = free.unwrap_or_else(|| {
                    warnings.push_once(Position::default(), "more than 15 parts share channels");
                    spare = (spare + 1) % 16;
                    if spare == 9 { 10 } else { spare }
                });
                taken[usize::from(channel)] = true;
                channel
            })
        })
        .collect()
}

/// The first track: titles, tempo map, meters, keys, markers.
fn conductor<'a>(score: &'a Score, clock: &Clock, texts: &'a Texts) -> Track<'a> {
    let mut events = Vec::new();
    let mut at_start =
        |meta| events.push(Timed { tick: 0, rank: 0, kind: TrackEventKind::Meta(meta) });
    if !texts.title.is_empty() {
        at_start(MetaMessage::TrackName(texts.title.as_bytes()));
    }
    if let Some(rights) = &score.info.rights {
        at_start(MetaMessage::Copyright(rights.as_bytes()));
    }
    texts.named.iter().for_each(|text| at_start(MetaMessage::Text(text.as_bytes())));
    let (meters, keys) = (score.meters(), score.keys());
    let (mut meter, mut key, mut speed) = (None, None, None);
    for &(measure, start) in &clock.turns {
        let tick = clock.tick(start);
        let mut push = |tick, meta| {
            events.push(Timed { tick, rank: 1, kind: TrackEventKind::Meta(meta) });
        };
        let written = &score.measures[measure];
        let signature = time_signature(written.length, &meters[measure]);
        if meter != signature {
            if let Some((beats, unit)) = signature {
                push(tick, MetaMessage::TimeSignature(beats, unit, 24, 8));
            }
            meter = signature;
        }
        let new_key = keys[measure].filter(|new| (-7..=7).contains(&new.fifths));
        if new_key.is_some() && key != new_key {
            let signature = new_key.map_or((0, false), |new| (new.fifths, new.is_minor()));
            push(tick, MetaMessage::KeySignature(signature.0, signature.1));
            key = new_key;
        }
        if let Some(text) = &written.rehearsal {
            push(tick, MetaMessage::Marker(text.as_bytes()));
        }
        for tempo in &written.tempi {
            let micros = (60_000_000.0 / tempo.what.quarters_per_minute()).round();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
            let micros = micros.clamp(1.0, 16_777_215.0) as u32;
            if speed.replace(micros) != Some(micros) {
                push(clock.tick(start + tempo.at), MetaMessage::Tempo(u24::new(micros)));
            }
        }
    }
    finish(events, clock.tick(clock.end))
}

/// The signature of a measure as MIDI writes it, denominator as a power of two. A measure that is
/// shorter or longer than its meter gets one of its own length, so that bars fall where they should.
fn time_signature(length: Quarters, meter: &Meter) -> Option<(u8, u8)> {
    if length == meter.bar_length()
        && let [MeterTerm { beats, unit }] = meter.terms[..]
    {
        return Some((beats, u8::try_from(unit.trailing_zeros()).unwrap_or(2)));
    }
    (2..=6u32).find_map(|power| {
        let beats = length * Quarters::new(1 << power, 4);
        let whole = (beats.denominator() == 1).then(|| beats.numerator())?;
        let beats = u8::try_from(whole).ok().filter(|&beats| beats > 0)?;
        Some((beats, u8::try_from(power).unwrap_or(2)))
    })
}

/// Writes the track of one part.
struct Player<'a> {
    score: &'a Score,
    part: &'a Part,
    channel: u8,
    clock: &'a Clock,
}

impl<'a> Player<'a> {
    fn track(&self, notes: &[&Sounding], lyrics: &'a [(Quarters, String)]) -> Track<'a> {
        let mut events = Vec::new();
        self.opening(&mut events);
        self.marks(&mut events);
        let levels = self.levels();
        for note in notes {
            self.note(note, &levels, &mut events);
        }
        for (at, text) in lyrics {
            let kind = TrackEventKind::Meta(MetaMessage::Lyric(text.as_bytes()));
            events.push(Timed { tick: self.clock.tick(*at), rank: 1, kind });
        }
        finish(events, self.clock.tick(self.clock.end))
    }

    fn opening(&self, events: &mut Vec<Timed<'a>>) {
        let instrument = &self.part.instrument;
        let mut start = |kind| events.push(Timed { tick: 0, rank: 0, kind });
        if !self.part.name.is_empty() {
            start(TrackEventKind::Meta(MetaMessage::TrackName(self.part.name.as_bytes())));
        }
        if !instrument.name.is_empty() {
            let name = instrument.name.as_bytes();
            start(TrackEventKind::Meta(MetaMessage::InstrumentName(name)));
        }
        if let Some(program) = instrument.program {
            start(self.midi(MidiMessage::ProgramChange { program: u7::new(program.min(127)) }));
        }
        let pan = instrument.pan.map(|degrees| {
            let value = 64.0 + f64::from(degrees) * 63.0 / 90.0;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
            {
                value.round().clamp(0.0, 127.0) as u8
            }
        });
        for (controller, value) in [(7, instrument.volume), (10, pan)] {
            if let Some(value) = value {
                start(self.control(controller, value.min(127)));
            }
        }
    }

    fn midi(&self, message: MidiMessage) -> TrackEventKind<'a> {
        TrackEventKind::Midi { channel: u4::new(self.channel & 15), message }
    }

    fn control(&self, controller: u8, value: u8) -> TrackEventKind<'a> {
        self.midi(MidiMessage::Controller {
            controller: u7::new(controller),
            value: u7::new(value),
        })
    }

    /// Everything that stands in this part, as played.
    fn played_marks(&self) -> impl Iterator<Item = (Quarters, &'a Mark)> + '_ {
        self.clock.turns.iter().flat_map(move |&(measure, start)| {
            let content = self.part.measures.get(measure);
            let marks = content.into_iter().flat_map(|content| &content.marks);
            marks.map(move |mark| (start + mark.at, &mark.what))
        })
    }

    fn marks(&self, events: &mut Vec<Timed<'a>>) {
        let mut down = false;
        for (at, mark) in self.played_marks() {
            let tick = self.clock.tick(at);
            let mut push = |kind| events.push(Timed { tick, rank: 1, kind });
            let kind = match mark {
                // A pedal pressed while it is down has been let up in between.
                Mark::Pedal(Edge::Start) => {
                    if std::mem::replace(&mut down, true) {
                        push(self.control(64, 0));
                    }
                    self.control(64, 127)
                }
                Mark::Pedal(Edge::Stop) if std::mem::take(&mut down) => self.control(64, 0),
                Mark::Program(program) => {
                    self.midi(MidiMessage::ProgramChange { program: u7::new((*program).min(127)) })
                }
                _ => continue,
            };
            push(kind);
        }
    }

    /// Strength by place: (from, value there, value at the next entry's place).
    fn levels(&self) -> Vec<(Quarters, f64, f64)> {
        let mut levels =
            vec![(Quarters::ZERO, f64::from(USUAL_VELOCITY), f64::from(USUAL_VELOCITY))];
        for (at, mark) in self.played_marks() {
            let (_, _, now) = levels.last().copied().unwrap_or_default();
            match mark {
                Mark::Dynamic(dynamic) => {
                    let level = dynamic.velocity().map_or(now, f64::from);
                    levels.push((at, level, level));
                }
                // A hairpin goes one level up or down, about 16 in velocity.
                Mark::Wedge(Wedge::Crescendo) => levels.push((at, now, (now + 16.0).min(127.0))),
                Mark::Wedge(Wedge::Diminuendo) => levels.push((at, now, (now - 16.0).max(1.0))),
                Mark::Wedge(Wedge::Stop) => levels.push((at, now, now)),
                _ => {}
            }
        }
        levels.sort_by_key(|(at, ..)| *at);
        levels
    }

    fn velocity(&self, note: &Sounding, levels: &[(Quarters, f64, f64)]) -> u8 {
        let place = note.place;
        let measure = self.score.parts[place.part].measures.get(place.measure);
        let voice = measure.and_then(|measure| measure.voice(place.voice));
        let event = voice.and_then(|voice| voice.events.get(note.event));
        let written = event.and_then(|event| event.notes.get(note.note)?.velocity);
        if let Some(velocity) = written {
            return velocity.value();
        }
        let index = levels.partition_point(|(at, ..)| *at <= note.onset).saturating_sub(1);
        let (from, start, target) = levels.get(index).copied().unwrap_or_default();
        let span = levels.get(index + 1).map_or(Quarters::ZERO, |(next, ..)| *next - from);
        let along = ((note.onset - from) / span).to_f64();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        {
            (start + (target - start) * along).round().clamp(1.0, 127.0) as u8
        }
    }

    fn note(&self, note: &Sounding, levels: &[(Quarters, f64, f64)], events: &mut Vec<Timed<'a>>) {
        let Some(key) = note.midi() else { return };
        let grace = Quarters::new(GRACE.0, GRACE.1);
        let (start, end) = if note.grace {
            let start = (note.onset - grace).max(Quarters::ZERO);
            (start, start + grace)
        } else {
            (note.onset, note.end())
        };
        let (on, off) = (self.clock.tick(start), self.clock.tick(end));
        let key = u7::new(key.number());
        let vel = u7::new(self.velocity(note, levels));
        let off = off.max(on + 1);
        events.push(Timed { tick: on, rank: 2, kind: self.midi(MidiMessage::NoteOn { key, vel }) });
        let release = self.midi(MidiMessage::NoteOff { key, vel: u7::new(64) });
        events.push(Timed { tick: off, rank: 0, kind: release });
    }
}

/// Puts events in order, with times between them, and ends the track.
fn finish<'a>(mut events: Vec<Timed<'a>>, end: i64) -> Track<'a> {
    events.sort_by_key(Timed::place);
    let end = events.last().map_or(end, |last| last.tick.max(end));
    let kind = TrackEventKind::Meta(MetaMessage::EndOfTrack);
    events.push(Timed { tick: end, rank: 3, kind });
    let mut now = 0;
    let timed = |event: Timed<'a>| {
        let delta = u32::try_from(event.tick - now).unwrap_or(0).min(u28::max_value().as_int());
        now = event.tick;
        TrackEvent { delta: u28::new(delta), kind: event.kind }
    };
    events.into_iter().map(timed).collect()
}
