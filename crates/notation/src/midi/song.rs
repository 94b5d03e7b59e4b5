//! The events of a file, sorted by what they say, times in ticks.

use std::collections::BTreeMap;

use midly::{Format as Type, MetaMessage, MidiMessage, Timing, TrackEventKind};

use super::malformed;
use super::strokes::Strokes;
use crate::limits::{MAX_EVENTS, MAX_NAME, MAX_PARTS, MAX_TEXT, shortened};
use crate::{Error, Format, Position, Warnings};

/// Most events of all kinds; controllers may outnumber notes by far.
const MAX_MESSAGES: usize = 4_000_000;
/// Most tracks: what the header can say.
const MAX_TRACKS: usize = 65_535;
/// Most bytes of text in all.
const MAX_TEXTS: usize = 16 << 20;

/// Everything a file says.
#[derive(Debug, Default)]
pub(super) struct Song {
    /// Ticks a quarter note.
    pub(super) ticks_per_quarter: u32,
    pub(super) lines: Vec<Line>,
    /// (tick, microseconds a quarter)
    pub(super) tempi: Vec<(u64, u32)>,
    /// (tick, beats, unit)
    pub(super) meters: Vec<(u64, u8, u8)>,
    /// (tick, sharps, minor)
    pub(super) keys: Vec<(u64, i8, bool)>,
    pub(super) markers: Vec<(u64, String)>,
    pub(super) texts: Vec<String>,
    pub(super) title: Option<String>,
    pub(super) copyright: Option<String>,
    /// The tick at which the last track ends.
    pub(super) end: u64,
    /// Notes, signs and syllables kept so far: what memory goes to.
    kept: usize,
    /// Bytes of text kept so far.
    text_bytes: usize,
}

/// The notes of one channel of one track: a part.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) track: usize,
    pub(super) channel: u8,
    pub(super) name: String,
    pub(super) instrument: String,
    pub(super) notes: Vec<RawNote>,
    pub(super) programs: Vec<(u64, u8)>,
    pub(super) volume: Option<u8>,
    pub(super) pan: Option<u8>,
    pub(super) pedal: Vec<(u64, bool)>,
    pub(super) lyrics: Vec<(u64, String)>,
}

/// A note as played, in ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RawNote {
    pub(super) on: u64,
    pub(super) off: u64,
    pub(super) key: u8,
    pub(super) velocity: u8,
}

pub(super) fn parse(bytes: &[u8], warnings: &mut Warnings) -> Result<Song, Error> {
    // midly negates this byte of a time code without looking; no rate is written as -128.
    if bytes.get(12) == Some(&0x80) {
        return Err(malformed(12, "its time code has no known rate: export it again"));
    }
    let (header, tracks) =
        midly::parse(bytes).map_err(|error| malformed(0, format!("{error}; export it again")))?;
    if header.format == Type::Sequential {
        return Err(Error::Unsupported {
            format: Format::Midi,
            place: Position::byte(8),
            what: "type 2 holds independent sequences: save it as type 0 or 1".into(),
        });
    }
    let mut song = Song { ticks_per_quarter: ticks_per_quarter(header.timing)?, ..Song::default() };
    let mut messages = 0;
    for (index, track) in tracks.enumerate() {
        if index >= MAX_TRACKS {
            return Err(Error::TooLarge { what: "tracks", limit: MAX_TRACKS as u64 });
        }
        let Ok(events) = track else {
            warnings.push(in_track(index), "this track is cut off or broken: it is left out");
            break;
        };
        let mut reader = TrackReader::new(index, song.ticks_per_quarter);
        for event in events {
            let Ok(event) = event else {
                warnings.push(
                    in_track(index),
                    "broken from here on: the rest of the track is left out",
                );
                break;
            };
            messages += 1;
            if messages > MAX_MESSAGES {
                return Err(Error::TooLarge { what: "MIDI events", limit: MAX_MESSAGES as u64 });
            }
            reader.tick += u64::from(event.delta.as_int());
            reader.event(event.kind, &mut song);
            song.check_limits()?;
        }
        reader.finish(&mut song, warnings)?;
    }
    song.sort();
    Ok(song)
}

fn in_track(index: usize) -> Position {
    Position::default().in_part(&format!("track {}", index + 1))
}

/// SMPTE times are read as if at 120 quarters a minute, the default tempo.
fn ticks_per_quarter(timing: Timing) -> Result<u32, Error> {
    let ticks = match timing {
        Timing::Metrical(ticks) => u32::from(ticks.as_int()),
        Timing::Timecode(fps, subframes) => u32::from(fps.as_int()) * u32::from(subframes) / 2,
    };
    if ticks == 0 {
        return Err(malformed(12, "its time division is zero: export it again"));
    }
    Ok(ticks)
}

impl Song {
    /// Looked at after every event, so that no list ever grows beyond it.
    fn check_limits(&self) -> Result<(), Error> {
        if self.kept > MAX_EVENTS {
            return Err(Error::TooLarge { what: "notes and signs", limit: MAX_EVENTS as u64 });
        }
        if self.text_bytes > MAX_TEXTS {
            return Err(Error::TooLarge { what: "bytes of text", limit: MAX_TEXTS as u64 });
        }
        Ok(())
    }

    /// Counts something that is kept.
    fn keep(&mut self) {
        self.kept += 1;
    }

    /// The text of a meta event, counted.
    fn text(&mut self, bytes: &[u8]) -> Option<String> {
        let text = text(bytes)?;
        self.text_bytes += text.len();
        self.keep();
        Some(text)
    }

    fn sort(&mut self) {
        self.tempi.sort_by_key(|(tick, _)| *tick);
        self.meters.sort_by_key(|(tick, ..)| *tick);
        self.keys.sort_by_key(|(tick, ..)| *tick);
        self.markers.sort_by_key(|(tick, _)| *tick);
    }
}

/// One track being read.
struct TrackReader {
    index: usize,
    /// How long a key may sound on when it is struck again: a 64th note, in ticks.
    touch: u64,
    tick: u64,
    name: Option<String>,
    instrument: String,
    lyrics: Vec<(u64, String)>,
    /// By channel, made when first used.
    lines: Vec<Option<Line>>,
    /// What sounds, by channel and key.
    strokes: BTreeMap<(u8, u8), Strokes>,
}

impl TrackReader {
    fn new(index: usize, ticks_per_quarter: u32) -> Self {
        TrackReader {
            index,
            touch: u64::from(ticks_per_quarter / 16),
            tick: 0,
            name: None,
            instrument: String::new(),
            lyrics: Vec::new(),
            lines: (0..16).map(|_| None).collect(),
            strokes: BTreeMap::new(),
        }
    }

    fn line(&mut self, channel: u8) -> &mut Line {
        let track = self.index;
        self.lines[usize::from(channel & 15)].get_or_insert_with(|| Line {
            track,
            channel,
            name: String::new(),
            instrument: String::new(),
            notes: Vec::new(),
            programs: Vec::new(),
            volume: None,
            pan: None,
            pedal: Vec::new(),
            lyrics: Vec::new(),
        })
    }

    fn event(&mut self, kind: TrackEventKind<'_>, song: &mut Song) {
        match kind {
            TrackEventKind::Midi { channel, message } => {
                self.message(channel.as_int(), message, song);
            }
            TrackEventKind::Meta(meta) => self.meta(meta, song),
            TrackEventKind::SysEx(_) | TrackEventKind::Escape(_) => {}
        }
    }

    fn message(&mut self, channel: u8, message: MidiMessage, song: &mut Song) {
        let tick = self.tick;
        match message {
            MidiMessage::NoteOn { key, vel } if vel.as_int() > 0 => {
                song.keep();
                self.line(channel);
                let key = (channel, key.as_int());
                self.strokes.entry(key).or_default().on(tick, vel.as_int());
            }
            MidiMessage::NoteOn { key, .. } | MidiMessage::NoteOff { key, .. } => {
                self.release(channel, key.as_int());
            }
            MidiMessage::ProgramChange { program } => {
                song.keep();
                self.line(channel).programs.push((tick, program.as_int()));
            }
            MidiMessage::Controller { controller, value } => {
                let value = value.as_int();
                let line = self.line(channel);
                match controller.as_int() {
                    7 if line.volume.is_none() => line.volume = Some(value),
                    10 if line.pan.is_none() => line.pan = Some(value),
                    64 if line.pedal.last().is_some_and(|last| last.1) != (value >= 64) => {
                        song.keep();
                        line.pedal.push((tick, value >= 64));
                    }
                    _ => {}
                }
            }
            MidiMessage::Aftertouch { .. }
            | MidiMessage::ChannelAftertouch { .. }
            | MidiMessage::PitchBend { .. } => {}
        }
    }

    fn release(&mut self, channel: u8, key: u8) {
        let strokes = self.strokes.get_mut(&(channel, key));
        if let Some(note) = strokes.and_then(|strokes| strokes.off(key, self.tick, self.touch)) {
            self.line(channel).notes.push(note);
        }
    }

    fn meta(&mut self, meta: MetaMessage<'_>, song: &mut Song) {
        let tick = self.tick;
        match meta {
            MetaMessage::TrackName(words) => self.name = self.name.take().or_else(|| name(words)),
            MetaMessage::InstrumentName(words) => {
                self.instrument = name(words).unwrap_or_default();
            }
            MetaMessage::Lyric(syllable) => {
                self.lyrics.extend(song.text(syllable).map(|syllable| (tick, syllable)));
            }
            MetaMessage::Marker(marker) => {
                let marker = song.text(marker);
                song.markers.extend(marker.map(|marker| (tick, marker)));
            }
            MetaMessage::Text(words) if song.texts.len() < 1000 => {
                let words = song.text(words);
                song.texts.extend(words);
            }
            MetaMessage::Copyright(words) => {
                song.copyright = song.copyright.take().or_else(|| text(words));
            }
            MetaMessage::Tempo(micros) => {
                song.keep();
                song.tempi.push((tick, micros.as_int()));
            }
            MetaMessage::TimeSignature(beats, unit, ..) if beats > 0 && unit <= 7 => {
                song.keep();
                song.meters.push((tick, beats, 1 << unit));
            }
            MetaMessage::KeySignature(sharps, minor) if (-7..=7).contains(&sharps) => {
                song.keep();
                song.keys.push((tick, sharps, minor));
            }
            _ => {}
        }
    }

    /// Closes what still sounds and hands the lines over.
    fn finish(mut self, song: &mut Song, warnings: &mut Warnings) -> Result<(), Error> {
        song.end = song.end.max(self.tick);
        let (end, mut stuck) = (self.tick, 0);
        for ((channel, key), strokes) in std::mem::take(&mut self.strokes) {
            let notes = &mut self.line(channel).notes;
            let ended = notes.len();
            notes.extend(strokes.endless(key, end));
            stuck += notes.len() - ended;
        }
        if stuck > 0 {
            let message = format!(
                "{stuck} notes never end: they stop where their key is struck again, or with the track"
            );
            warnings.push(in_track(self.index), message);
        }
        let lines: Vec<Line> =
            self.lines.into_iter().flatten().filter(|line| !line.notes.is_empty()).collect();
        if lines.is_empty() && self.index == 0 {
            song.title = self.name.clone();
        }
        for (position, mut line) in lines.into_iter().enumerate() {
            line.name = self.name.clone().unwrap_or_default();
            line.instrument.clone_from(&self.instrument);
            if position == 0 {
                line.lyrics = std::mem::take(&mut self.lyrics);
            }
            line.notes.sort_unstable();
            song.lines.push(line);
        }
        if song.lines.len() > MAX_PARTS {
            return Err(Error::TooLarge { what: "parts", limit: MAX_PARTS as u64 });
        }
        Ok(())
    }
}

/// Text of a meta event: UTF-8, else Latin-1. Karaoke line breaks are left out.
fn text(bytes: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    };
    let text = text.trim_matches(|c: char| c == '\0' || c.is_control()).trim().to_owned();
    (!text.is_empty() && text.len() <= MAX_TEXT).then_some(text)
}

/// The name of a track or instrument; it is copied into every part and warning.
fn name(bytes: &[u8]) -> Option<String> {
    text(bytes).map(|name| shortened(&name, MAX_NAME).to_owned())
}
