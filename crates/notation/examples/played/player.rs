//! Performs a score as a person would and writes what a keyboard would record: MIDI at 480 ticks.

use midly::num::{u4, u7, u15, u24, u28};
use midly::{
    Format, Header, MetaMessage, MidiMessage, Smf, Timing, Track, TrackEvent, TrackEventKind,
};
use score::{Quarters, Score, Sounding};

/// Ticks a quarter in the files written.
const TICKS: f64 = 480.0;

/// What the tempo map of a recording knows of the player.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TempoMap {
    /// It follows every change: the player heard a click, or the map was tapped afterwards.
    True,
    /// It has the right tempo on average and no more.
    Steady,
    /// It says 120, whatever was played.
    Unset,
}

/// How a piece is played.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Playing {
    /// Standard deviation of onsets, in milliseconds.
    pub(crate) jitter_ms: f64,
    /// Sounding part of a note's length: about 0.95 legato, 0.5 staccato.
    pub(crate) touch: f64,
    /// Mean speed, in quarters a minute.
    pub(crate) tempo_bpm: f64,
    /// Largest departure from it, as a share.
    pub(crate) drift: f64,
    /// What the file says of it.
    pub(crate) map: TempoMap,
    /// Same seed, same performance.
    pub(crate) seed: u64,
}

/// A small random generator (`SplitMix64`, Steele, Lea & Flood 2014).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to 1.
    #[allow(clippy::cast_precision_loss, reason = "53 bits are what a float holds")]
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number below `limit`.
    #[allow(clippy::cast_possible_truncation, reason = "small limits")]
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// A normal deviate (Box & Muller 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.share().max(1e-12).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.share()).cos()
    }
}

/// When each quarter falls, in seconds and in ticks of the file.
struct Clock {
    /// Seconds at quarter `i`.
    seconds: Vec<f64>,
    tempo_bpm: f64,
    map: TempoMap,
}

impl Clock {
    /// The tempo swings slowly, as in Repp (1992): two waves of 11 and 27 quarters.
    fn of(playing: &Playing, quarters: usize) -> Clock {
        let mut at = 0.4;
        let mut seconds = vec![at];
        for quarter in 0..=quarters {
            let place = quarter as f64;
            let swing = 0.6 * (place * std::f64::consts::TAU / 27.0).sin()
                + 0.4 * (place * std::f64::consts::TAU / 11.0).sin();
            at += 60.0 / (playing.tempo_bpm * (1.0 + playing.drift * swing));
            seconds.push(at);
        }
        Clock { seconds, tempo_bpm: playing.tempo_bpm, map: playing.map }
    }

    fn second(&self, at: Quarters) -> f64 {
        let quarter = usize::try_from(at.div_floor(Quarters::ONE)).unwrap_or(0);
        let within = at.rem_floor(Quarters::ONE).to_f64();
        self.seconds[quarter] + within * (self.seconds[quarter + 1] - self.seconds[quarter])
    }

    fn tick(&self, second: f64) -> u32 {
        let quarters = match self.map {
            TempoMap::Unset => second * 2.0,
            TempoMap::Steady => (second - self.seconds[0]) * self.tempo_bpm / 60.0,
            TempoMap::True => {
                let after = self.seconds.partition_point(|&start| start <= second);
                let index = after.clamp(1, self.seconds.len() - 1) - 1;
                let length = self.seconds[index + 1] - self.seconds[index];
                index as f64 + (second - self.seconds[index]) / length
            }
        };
        (quarters * TICKS).round().max(0.0) as u32
    }

    /// (tick, microseconds a quarter)
    fn tempi(&self) -> Vec<(u32, u32)> {
        let micros = |seconds: f64| (seconds * 1e6).round() as u32;
        match self.map {
            TempoMap::Unset => vec![(0, 500_000)],
            TempoMap::Steady => vec![(0, micros(60.0 / self.tempo_bpm))],
            TempoMap::True => (0u32..)
                .zip(self.seconds.windows(2))
                .map(|(quarter, pair)| (quarter * 480, micros(pair[1] - pair[0])))
                .collect(),
        }
    }
}

/// The file a performance leaves.
pub(crate) fn perform(score: &Score, playing: &Playing) -> Vec<u8> {
    let notes: Vec<Sounding> = score.soundings().into_iter().filter(|note| !note.grace).collect();
    let end = notes.iter().map(Sounding::end).max().unwrap_or_default();
    let quarters = usize::try_from(end.div_floor(Quarters::ONE)).unwrap_or(0) + 2;
    let clock = Clock::of(playing, quarters);
    let mut dice = Dice(playing.seed);
    let mut tracks = vec![conductor(score, &clock)];
    for part in 0..score.parts.len() {
        let own = notes.iter().filter(|note| note.place.part == part);
        tracks.push(track(own, part, playing, &clock, &mut dice));
    }
    let header = Header::new(Format::Parallel, Timing::Metrical(u15::new(480)));
    let mut bytes = Vec::new();
    Smf { header, tracks }.write_std(&mut bytes).unwrap_or_default();
    bytes
}

fn conductor(score: &Score, clock: &Clock) -> Track<'static> {
    let mut events = Vec::new();
    if let Some(meter) = score.meters().first()
        && let [term] = meter.terms[..]
    {
        let unit = u8::try_from(term.unit.trailing_zeros()).unwrap_or(2);
        let signature = MetaMessage::TimeSignature(term.beats, unit, 24, 8);
        events.push((0, 0, TrackEventKind::Meta(signature)));
    }
    for (tick, micros) in clock.tempi() {
        let tempo = MetaMessage::Tempo(u24::new(micros));
        events.push((tick, 0, TrackEventKind::Meta(tempo)));
    }
    finish(events)
}

fn track<'a>(
    notes: impl Iterator<Item = &'a Sounding>,
    part: usize,
    playing: &Playing,
    clock: &Clock,
    dice: &mut Dice,
) -> Track<'static> {
    let channel = u4::new(if part < 9 { part as u8 } else { ((part + 1) % 16) as u8 });
    let mut events = Vec::new();
    // A key that is still down cannot be struck: it is let go first.
    let mut down: Vec<Option<(u32, usize, Quarters)>> = vec![None; 128];
    for note in notes {
        let Some(key) = note.midi() else { continue };
        let start = clock.second(note.onset) + dice.normal() * playing.jitter_ms / 1000.0;
        let length = clock.second(note.end()) - clock.second(note.onset);
        // The touch varies by a twentieth, and a finger never takes less than 30 ms.
        let touch = playing.touch * (1.0 + 0.05 * dice.normal());
        let (on, off) = (clock.tick(start), clock.tick(start + (length * touch).max(0.03)));
        let velocity = u7::new(60 + (dice.share() * 30.0) as u8);
        let number = u7::new(key.number());
        let on = match down[usize::from(key.number())] {
            // Two voices in unison strike it once.
            Some((_, _, written)) if written == note.onset => continue,
            Some((struck, index, _)) => {
                let on = on.max(struck + 2);
                let event: &mut (u32, u8, TrackEventKind<'_>) = &mut events[index];
                event.0 = event.0.min(on);
                on
            }
            None => on,
        };
        let message = MidiMessage::NoteOn { key: number, vel: velocity };
        events.push((on, 1, TrackEventKind::Midi { channel, message }));
        let message = MidiMessage::NoteOff { key: number, vel: u7::new(64) };
        down[usize::from(key.number())] = Some((on, events.len(), note.onset));
        events.push((off.max(on + 1), 0, TrackEventKind::Midi { channel, message }));
    }
    finish(events)
}

/// Sorts, offs before ons, and turns ticks into waits.
fn finish(mut events: Vec<(u32, u8, TrackEventKind<'static>)>) -> Track<'static> {
    events.sort_by_key(|(tick, rank, _)| (*tick, *rank));
    let mut track = Track::new();
    let mut last = 0;
    for (tick, _, kind) in events {
        track.push(TrackEvent { delta: u28::new(tick - last), kind });
        last = tick;
    }
    track.push(TrackEvent {
        delta: u28::new(0),
        kind: TrackEventKind::Meta(MetaMessage::EndOfTrack),
    });
    track
}
