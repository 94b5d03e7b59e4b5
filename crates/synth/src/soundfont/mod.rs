//! A SoundFont is a bank of sampled instruments: SF2 (SoundFont 2.04) and SF3 (the same with
//! Ogg Vorbis samples).

mod find;
mod generator;
mod hydra;
mod region;
mod riff;
mod sample;
mod source;
mod vorbis;

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

pub use find::{PREFERRED, SYSTEM_PLACES, find_soundfont};
use hydra::Hydra;
pub(crate) use region::{LfoShape, Looping, Region, Stages};
pub(crate) use sample::Sample;
use source::Source;

use crate::SynthError;

/// The bank where General MIDI fonts keep drum kits.
pub const DRUM_BANK: u16 = 128;

/// A bank of sampled instruments. Opening one reads its tables only; a sample is read, and
/// unpacked if it is Vorbis, when the first piece needs it, and then shared by all renderings on
/// all threads. Any bytes are safe to open.
#[derive(Debug)]
pub struct SoundFont {
    name: String,
    source: Source,
    hydra: Hydra,
    /// Place and length of the sample data in the source, in bytes.
    sample_data: (u64, u64),
    samples: Vec<OnceLock<Option<Arc<Sample>>>>,
    regions: Vec<OnceLock<Arc<[Region]>>>,
}

/// One instrument of a font as players list it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    /// The bank: 0 for General MIDI instruments, [`DRUM_BANK`] for drum kits.
    pub bank: u16,
    /// The program, from 0 to 127.
    pub program: u16,
    /// The name the font's maker gave it.
    pub name: String,
}

impl SoundFont {
    /// Opens a `.sf2` or `.sf3` file. The file stays open and must not change meanwhile.
    ///
    /// # Errors
    /// [`SynthError::Io`] if it cannot be opened, [`SynthError::SoundFont`] if it is not a font.
    pub fn open(path: &Path) -> Result<Self, SynthError> {
        let what = || format!("opening the SoundFont {}", path.display());
        let file = File::open(path).map_err(SynthError::io(what()))?;
        let len = file.metadata().map_err(SynthError::io(what()))?.len();
        let source = Source::File { file: Mutex::new(file), len };
        Self::read(path.display().to_string(), source)
    }

    /// Reads a font from bytes in memory; `name` is for error messages.
    ///
    /// # Errors
    /// [`SynthError::SoundFont`] if the bytes are not a font.
    pub fn from_bytes(name: &str, bytes: impl Into<Arc<[u8]>>) -> Result<Self, SynthError> {
        Self::read(name.into(), Source::Bytes(bytes.into()))
    }

    fn read(name: String, source: Source) -> Result<Self, SynthError> {
        let (hydra, sample_data) =
            tables(&source).map_err(|reason| SynthError::font(&name, reason))?;
        let samples = hydra.samples.iter().map(|_| OnceLock::new()).collect();
        let regions = (0..hydra.preset_count()).map(|_| OnceLock::new()).collect();
        Ok(Self { name, source, hydra, sample_data, samples, regions })
    }

    /// The file's name, or what [`SoundFont::from_bytes`] was told.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the font can play, in the font's order.
    pub fn presets(&self) -> impl Iterator<Item = Preset> + '_ {
        self.hydra.presets[..self.hydra.preset_count()].iter().map(|preset| Preset {
            bank: preset.bank,
            program: preset.program,
            name: preset.name.clone(),
        })
    }

    /// The preset for a bank and program, or the nearest thing to it: the same program in bank 0,
    /// for drums the first kit, and at last the font's first preset.
    pub(crate) fn preset(&self, bank: u16, program: u8) -> usize {
        let presets = &self.hydra.presets[..self.hydra.preset_count()];
        let find = |bank: u16, program: u8| {
            let same = |preset: &hydra::PresetHeader| {
                preset.bank == bank && preset.program == u16::from(program)
            };
            presets.iter().position(same)
        };
        let exact = find(bank, program);
        if bank >= DRUM_BANK {
            let kit = || presets.iter().position(|preset| preset.bank == DRUM_BANK);
            return exact.or_else(|| find(DRUM_BANK, 0)).or_else(kit).unwrap_or(0);
        }
        let piano = || find(0, 0);
        exact.or_else(|| find(0, program)).or_else(piano).unwrap_or(0)
    }

    /// The regions of a preset.
    pub(crate) fn regions(&self, preset: usize) -> Arc<[Region]> {
        self.regions.get(preset).map_or_else(
            || Arc::from([]),
            |slot| slot.get_or_init(|| region::regions(&self.hydra, preset).into()).clone(),
        )
    }

    /// A sample, read on first use; `None` if it is damaged, for one bad sample in a font of
    /// hundreds is no reason to refuse a piece.
    pub(crate) fn sample(&self, index: usize) -> Option<Arc<Sample>> {
        let slot = self.samples.get(index)?;
        slot.get_or_init(|| {
            let (start, len) = self.sample_data;
            Sample::read(&self.source, start, len, &self.hydra.samples[index]).ok().map(Arc::new)
        })
        .clone()
    }
}

fn tables(source: &Source) -> Result<(Hydra, (u64, u64)), String> {
    let head = source.read(0, 12)?;
    if &head[..4] != b"RIFF" || &head[8..12] != b"sfbk" {
        return Err("it is not a SoundFont 2 or 3 file".into());
    }
    let lists = riff::chunks(source, 12, source.len())?;
    let hydra = Hydra::read(source, &riff::list(source, &lists, *b"pdta")?)?;
    let data = riff::named(&riff::list(source, &lists, *b"sdta")?, *b"smpl")?;
    Ok((hydra, (data.start, data.len)))
}
