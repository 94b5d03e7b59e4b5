use super::riff::{Chunk, named};
use super::source::Source;

/// The nine tables that say how a font's samples make instruments, called the hydra
/// (SoundFont 2.04, section 7). Modulators (`pmod`, `imod`) are not read: the default ones
/// (section 8.4) are built into the voice.
#[derive(Debug, Default)]
pub(super) struct Hydra {
    pub(super) presets: Vec<PresetHeader>,
    pub(super) preset_zones: Zones,
    pub(super) instruments: Vec<u16>,
    pub(super) instrument_zones: Zones,
    pub(super) samples: Vec<SampleHeader>,
}

/// A preset: a name, a place in the MIDI bank and program table, and its first zone.
#[derive(Debug)]
pub(super) struct PresetHeader {
    pub(super) name: String,
    pub(super) program: u16,
    pub(super) bank: u16,
    first_zone: u16,
}

/// Zones as runs of generators: zone `i` holds `generators[starts[i]..starts[i + 1]]`.
#[derive(Debug, Default)]
pub(super) struct Zones {
    starts: Vec<u16>,
    generators: Vec<(u16, i16)>,
}

/// Where a sample is and how it was recorded (section 7.10). In an SF3 font `start` and `end`
/// count bytes and the loop counts frames from the sample's own start.
#[derive(Clone, Debug)]
pub(super) struct SampleHeader {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) loop_start: u32,
    pub(super) loop_end: u32,
    pub(super) rate: u32,
    pub(super) original_key: u8,
    pub(super) correction_cents: i8,
    pub(super) kind: u16,
}

impl Zones {
    /// The generators of zone `index`: empty past the end.
    pub(super) fn generators(&self, index: usize) -> &[(u16, i16)] {
        let bounds = self.starts.get(index).zip(self.starts.get(index + 1));
        let run = bounds.map(|(start, end)| usize::from(*start)..usize::from(*end));
        run.and_then(|run| self.generators.get(run)).unwrap_or_default()
    }

    fn read(
        source: &Source,
        chunks: &[Chunk],
        bags: [u8; 4],
        gens: [u8; 4],
    ) -> Result<Self, String> {
        let starts: Vec<u16> =
            records(source, chunks, bags, 4)?.map(|bag| u16_at(&bag, 0)).collect();
        let generators = records(source, chunks, gens, 4)?;
        let generators: Vec<_> =
            generators.map(|entry| (u16_at(&entry, 0), i16_at(&entry, 2))).collect();
        // Runs may not overlap: overlapping ones would let a small file describe a huge font.
        if starts.windows(2).any(|pair| pair[0] > pair[1]) {
            return Err("its zones are out of order".into());
        }
        if starts.last().is_some_and(|last| usize::from(*last) > generators.len()) {
            return Err("a zone points past the generators".into());
        }
        Ok(Self { starts, generators })
    }
}

impl Hydra {
    /// Reads and checks the tables.
    pub(super) fn read(source: &Source, chunks: &[Chunk]) -> Result<Self, String> {
        let preset_zones = Zones::read(source, chunks, *b"pbag", *b"pgen")?;
        let instrument_zones = Zones::read(source, chunks, *b"ibag", *b"igen")?;
        let presets = records(source, chunks, *b"phdr", 38)?.map(|entry| PresetHeader {
            name: name(&entry[..20]),
            program: u16_at(&entry, 20),
            bank: u16_at(&entry, 22),
            first_zone: u16_at(&entry, 24),
        });
        let presets: Vec<_> = presets.collect();
        let instruments: Vec<_> =
            records(source, chunks, *b"inst", 22)?.map(|entry| u16_at(&entry, 20)).collect();
        let samples = records(source, chunks, *b"shdr", 46)?.map(|entry| sample(&entry)).collect();
        let in_order = presets.windows(2).all(|pair| pair[0].first_zone <= pair[1].first_zone)
            && instruments.windows(2).all(|pair| pair[0] <= pair[1]);
        if !in_order {
            return Err("its presets or instruments are out of order".into());
        }
        if presets.len() < 2 {
            return Err("it has no presets".into());
        }
        Ok(Self { presets, preset_zones, instruments, instrument_zones, samples })
    }

    /// How many presets there are; the last header only ends the table.
    pub(super) fn preset_count(&self) -> usize {
        self.presets.len().saturating_sub(1)
    }

    /// The zones of a preset, each as its generators.
    pub(super) fn preset(&self, index: usize) -> impl Iterator<Item = &[(u16, i16)]> {
        let bound = |index: usize| self.presets.get(index).map_or(0, |preset| preset.first_zone);
        (bound(index)..bound(index + 1)).map(|zone| self.preset_zones.generators(zone.into()))
    }

    /// The zones of an instrument, each as its generators.
    pub(super) fn instrument(&self, index: usize) -> impl Iterator<Item = &[(u16, i16)]> {
        let bound = |index: usize| self.instruments.get(index).copied().unwrap_or(0);
        (bound(index)..bound(index + 1)).map(|zone| self.instrument_zones.generators(zone.into()))
    }
}

/// The fixed-size records of a chunk; a last partial one is left out. No table may be larger
/// than 16-bit indices can reach, which bounds the memory.
fn records(
    source: &Source,
    chunks: &[Chunk],
    id: [u8; 4],
    size: usize,
) -> Result<impl Iterator<Item = Vec<u8>> + use<>, String> {
    let chunk = named(chunks, id)?;
    if chunk.len > size as u64 * 65_537 {
        return Err(format!("its {} table is too large", String::from_utf8_lossy(&id)));
    }
    let bytes = source.read(chunk.start, chunk.len)?;
    Ok((0..bytes.len() / size).map(move |index| bytes[index * size..(index + 1) * size].to_vec()))
}

fn sample(entry: &[u8]) -> SampleHeader {
    SampleHeader {
        start: u32_at(entry, 20),
        end: u32_at(entry, 24),
        loop_start: u32_at(entry, 28),
        loop_end: u32_at(entry, 32),
        rate: u32_at(entry, 36),
        original_key: entry[40],
        correction_cents: i8::from_le_bytes([entry[41]]),
        kind: u16_at(entry, 44),
    }
}

fn name(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    bytes[..end].iter().map(|byte| char::from(*byte)).filter(|char| !char.is_control()).collect()
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn i16_at(bytes: &[u8], at: usize) -> i16 {
    i16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
