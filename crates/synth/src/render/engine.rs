use std::sync::Arc;

use super::bus::Bus;
use super::controls::Controls;
use super::filter::{Block, LANES, LowPass, filter_lanes};
use super::reverb::Reverb;
use super::voice::{Note, Ramp, Voice};
use super::{CONTROL_FRAMES, RenderOptions};
use crate::sequence::{Action, Sequence};
use crate::soundfont::{Region, SoundFont};

/// Room over full scale before mastering sets the level: General MIDI fonts are made so that one
/// voice at full velocity is near full scale.
const HEADROOM: f32 = 0.35;

/// Everything that sounds at one time.
#[derive(Debug)]
pub(super) struct Engine {
    font: Arc<SoundFont>,
    sample_rate: f32,
    max_voices: usize,
    players: Vec<Player>,
    /// In the order in which they started, so that sums are always made in the same order.
    voices: Vec<Voice>,
    notes: u64,
    batch: Batch,
    dry: Bus,
    send: Bus,
    reverb: Option<Reverb>,
}

/// One part's controllers, its instrument's regions, and its bus.
#[derive(Debug)]
struct Player {
    controls: Controls,
    regions: Arc<[Region]>,
    bus: Bus,
    reverb_send: f32,
}

/// Voices that wait to be filtered side by side.
#[derive(Debug)]
struct Batch {
    voices: Vec<(usize, Ramp)>,
    blocks: [Block; LANES],
}

impl Engine {
    pub(super) fn new(font: &Arc<SoundFont>, sequence: &Sequence, options: &RenderOptions) -> Self {
        let sample_rate = options.sample_rate as f32;
        let players = sequence.parts.iter().map(|part| Player {
            controls: Controls::of(part),
            regions: instrument(font, &Controls::of(part)),
            bus: Bus::new(),
            reverb_send: part.reverb_send,
        });
        Self {
            font: Arc::clone(font),
            sample_rate,
            max_voices: options.max_voices,
            players: players.collect(),
            voices: Vec::new(),
            notes: 0,
            batch: Batch {
                voices: Vec::with_capacity(LANES),
                blocks: [[0.0; CONTROL_FRAMES]; LANES],
            },
            dry: Bus::new(),
            send: Bus::new(),
            reverb: (options.reverb_seconds > 0.0)
                .then(|| Reverb::new(options.reverb_seconds, sample_rate)),
        }
    }

    /// Whether nothing sounds and the room is quiet.
    pub(super) fn is_silent(&self) -> bool {
        self.voices.is_empty() && self.reverb.as_ref().is_none_or(Reverb::is_silent)
    }

    /// Does what an event says, `late` frames into the control block to come.
    pub(super) fn act(&mut self, part: usize, action: Action, late: usize) {
        match action {
            Action::NoteOn { key, velocity } => self.note_on(part, key, velocity, late),
            Action::NoteOff { key } => self.note_off(part, key),
            Action::AllNotesOff => {
                for voice in self.voices.iter_mut().filter(|voice| voice.part == part) {
                    voice.note_ended = true;
                    voice.release();
                }
            }
            _ => self.control(part, action),
        }
    }

    fn control(&mut self, part: usize, action: Action) {
        let player = &mut self.players[part];
        player.controls.set(action);
        match action {
            Action::Instrument(_) => player.regions = instrument(&self.font, &player.controls),
            Action::Sustain(false) => {
                let ended = |voice: &&mut Voice| voice.part == part && voice.note_ended;
                self.voices.iter_mut().filter(ended).for_each(Voice::release);
            }
            _ => {}
        }
    }

    fn note_on(&mut self, part: usize, key: u8, velocity: u8, late: usize) {
        self.notes += 1;
        let note = Note { part, key, velocity, number: self.notes, late };
        let regions = Arc::clone(&self.players[part].regions);
        let within = |(low, high): (u8, u8), value: u8| (low..=high).contains(&value);
        let matching = regions
            .iter()
            .filter(|region| within(region.keys, key) && within(region.velocities, velocity));
        // A hostile font could lay thousands of regions over one key.
        for region in matching.take(32) {
            let number = self.notes;
            for voice in &mut self.voices {
                if voice.note != number && voice.yields_to(region.exclusive_class, part) {
                    voice.kill();
                }
            }
            let pan = self.players[part].controls.pan;
            let sample = self.font.sample(region.sample);
            let voice = sample.and_then(|it| Voice::start(note, region, it, pan, self.sample_rate));
            self.voices.extend(voice);
        }
        self.make_room();
    }

    /// Stops the voices that will be missed least when there are too many.
    fn make_room(&mut self) {
        let alive = self.voices.iter().filter(|voice| !voice.is_killed()).count();
        for _ in self.max_voices..alive {
            let heard = self.voices.iter_mut().filter(|voice| !voice.is_killed());
            let least = heard.min_by(|one, other| {
                let (one, other) = (one.importance(), other.importance());
                one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
            });
            least.map(Voice::kill).unwrap_or_default();
        }
        // Those that fade are dropped at once when a great many notes start together, so that no
        // sequence, however made, takes more than its number of voices in memory and time.
        let mut extra = self.voices.len().saturating_sub(2 * self.max_voices);
        self.voices.retain(|voice| {
            let dropped = extra > 0 && voice.is_killed();
            extra -= usize::from(dropped);
            !dropped
        });
    }

    fn note_off(&mut self, part: usize, key: u8) {
        let held = |voice: &Voice| voice.part == part && voice.key == key && !voice.note_ended;
        let Some(oldest) = self.voices.iter().filter(|voice| held(voice)).map(|v| v.note).min()
        else {
            return;
        };
        let sustained = self.players[part].controls.sustain;
        for voice in self.voices.iter_mut().filter(|voice| voice.note == oldest) {
            voice.note_ended = true;
            if !sustained {
                voice.release();
            }
        }
    }

    /// The next control block, left and right.
    pub(super) fn play(&mut self) -> &[Block; 2] {
        self.dry.clear();
        self.send.clear();
        self.play_voices();
        for player in &mut self.players {
            if player.bus.used {
                self.dry.add(&player.bus, HEADROOM);
                if player.reverb_send > 0.0 && self.reverb.is_some() {
                    self.send.add(&player.bus, HEADROOM * player.reverb_send);
                }
                player.bus.clear();
            }
        }
        if let Some(reverb) = &mut self.reverb {
            reverb.process(&self.send, &mut self.dry);
        }
        &self.dry.sides
    }

    fn play_voices(&mut self) {
        let mut block = [0.0; CONTROL_FRAMES];
        let mut over = Vec::new();
        for index in 0..self.voices.len() {
            let voice = &mut self.voices[index];
            let controls = &self.players[voice.part].controls;
            let filtered = voice.is_filtered();
            let lane = self.batch.voices.len();
            let out = if filtered { &mut self.batch.blocks[lane] } else { &mut block };
            let Some(ramp) = voice.play(controls, self.sample_rate, out) else {
                over.push(index);
                continue;
            };
            if !filtered {
                let (part, send) = (voice.part, voice.reverb_send);
                self.mix(part, send, &block, ramp);
                continue;
            }
            self.batch.voices.push((index, ramp));
            if lane + 1 == LANES {
                self.filter_batch();
            }
        }
        self.filter_batch();
        for index in over.into_iter().rev() {
            self.voices.remove(index);
        }
    }

    /// Filters the waiting voices and mixes them in.
    fn filter_batch(&mut self) {
        let waiting = std::mem::take(&mut self.batch.voices);
        if !waiting.is_empty() {
            let mut filters = [LowPass::default(); LANES];
            for (filter, (index, _)) in filters.iter_mut().zip(&waiting) {
                *filter = self.voices[*index].filter;
            }
            let mut blocks = self.batch.blocks;
            filter_lanes(&mut filters, &mut blocks);
            for (lane, (index, ramp)) in waiting.iter().enumerate() {
                let voice = &mut self.voices[*index];
                voice.filter = filters[lane];
                let (part, send) = (voice.part, voice.reverb_send);
                self.mix(part, send, &blocks[lane], *ramp);
            }
        }
        self.batch.voices = waiting;
        self.batch.voices.clear();
    }

    fn mix(&mut self, part: usize, reverb_send: f32, sound: &Block, ramp: Ramp) {
        self.players[part].bus.mix(sound, ramp, 1.0);
        if reverb_send > 0.0 && self.reverb.is_some() {
            self.send.mix(sound, ramp, HEADROOM * reverb_send);
        }
    }
}

/// The regions of the instrument a part plays.
fn instrument(font: &SoundFont, controls: &Controls) -> Arc<[Region]> {
    let instrument = controls.instrument;
    font.regions(font.preset(instrument.bank, instrument.program))
}
