//! A tiny SoundFont made in code.

use std::f64::consts::TAU;

/// Frames a second of the toy's samples.
const RATE: u32 = 32_000;

/// A complete SF2 file of about 60 KB with five presets: a steady sine (0:0), a bright saw with a
/// closed filter and vibrato (0:40), a pluck without loop (0:24), the sine as a stereo pair (0:48)
/// and a drum kit (128:0) whose two hi-hats cut each other off. It serves tests, and anyone who
/// wants to hear something before a real font is there.
#[must_use]
pub fn toy_soundfont() -> Vec<u8> {
    let mut font = Toy::default();
    // Whole periods, so that loops are seamless: 80 frames at 32 kHz are 400 Hz.
    let sine = font.sample(67, &wave(8_000, |phase, _| (TAU * phase).sin()), 80..7_920);
    let saw = font.sample(67, &wave(8_000, |phase, _| 0.8 * (2.0 * phase - 1.0)), 80..7_920);
    let fade = |seconds: f64| (-6.0 * seconds).exp();
    let pluck = |phase: f64, seconds: f64| {
        fade(seconds) * ((TAU * phase).sin() + (2.0 * TAU * phase).sin())
    };
    let pluck = font.sample(67, &wave(12_000, |phase, seconds| 0.5 * pluck(phase, seconds)), 0..0);
    let hiss = font.sample(60, &noise(4_000), 0..0);

    let looped = [(54, 1)];
    let soft = [(34, -3_000), (38, -2_000)];
    let sine_zone = [&looped[..], &soft].concat();
    let steady = font.instrument(&[&sine_zone], &[sine]);
    let vibrato = [(54, 1), (8, 9_500), (6, 20), (24, -600), (38, -1_500), (16, 200)];
    let bright = font.instrument(&[&vibrato], &[saw]);
    let plucked = font.instrument(&[&[(38, -1_200)]], &[pluck]);
    let left = [&[(17, -500)], &sine_zone[..]].concat();
    let right = [&[(17, 500), (52, 5)], &sine_zone[..]].concat();
    let pair = font.instrument(&[&left, &right], &[sine, sine]);
    let open = [(43, keys(46, 46)), (57, 1), (58, 60), (38, -1_000)];
    let closed = [(43, keys(42, 42)), (57, 1), (58, 60), (36, -3_000), (37, 960)];
    let thump = [(43, keys(35, 36)), (54, 1), (7, 2_400), (28, -4_000), (36, -2_500), (37, 960)];
    let kit = font.instrument(&[&open, &closed, &thump], &[hiss, hiss, sine]);

    font.preset("Sine", 0, 0, steady);
    font.preset("Pluck", 0, 24, plucked);
    font.preset("Saw", 0, 40, bright);
    font.preset("Wide", 0, 48, pair);
    font.preset("Kit", 128, 0, kit);
    font.finish()
}

fn keys(low: u8, high: u8) -> i16 {
    i16::from_le_bytes([low, high])
}

/// Periods of 80 frames: the function gets the phase from 0 to 1 and the time in seconds.
fn wave(frames: u32, shape: impl Fn(f64, f64) -> f64) -> Vec<i16> {
    let frames = (0..frames).map(f64::from);
    let sound = frames.map(|frame| shape((frame / 80.0).fract(), frame / f64::from(RATE)));
    #[expect(clippy::cast_possible_truncation, reason = "the shapes stay within one")]
    sound.map(|value| (value * 26_000.0) as i16).collect()
}

/// Noise that dies away, from a linear congruence (D. Knuth, TAOCP 2, section 3.3.4).
fn noise(frames: u32) -> Vec<i16> {
    let mut state = 1_u32;
    let sound = (0..frames).map(|frame| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let random = f64::from(state >> 8) / f64::from(1 << 23) - 1.0;
        random * (-8.0 * f64::from(frame) / f64::from(frames)).exp()
    });
    #[expect(clippy::cast_possible_truncation, reason = "within one")]
    sound.map(|value| (value * 26_000.0) as i16).collect()
}

/// The tables of a font as they grow (SoundFont 2.04, section 7).
#[derive(Default)]
struct Toy {
    samples: Vec<u8>,
    sample_headers: Vec<u8>,
    sample_count: i16,
    presets: Vec<u8>,
    preset_bags: Vec<u8>,
    preset_generators: Vec<u8>,
    instruments: Vec<u8>,
    instrument_bags: Vec<u8>,
    instrument_generators: Vec<u8>,
    instrument_count: i16,
}

impl Toy {
    fn sample(&mut self, key: u8, sound: &[i16], cycle: std::ops::Range<u32>) -> i16 {
        let start = size(self.samples.len() / 2);
        self.samples.extend(sound.iter().flat_map(|sample| sample.to_le_bytes()));
        let end = size(self.samples.len() / 2);
        // Forty-six frames of silence must follow each sample (section 6.1).
        self.samples.extend([0; 92]);
        self.sample_headers.extend(name("sample"));
        for place in [start, end, start + cycle.start, start + cycle.end, RATE] {
            self.sample_headers.extend(place.to_le_bytes());
        }
        // 400 Hz is 35 cents above the G that key 67 stands for.
        self.sample_headers.extend([key, (-35_i8).cast_unsigned(), 0, 0, 1, 0]);
        self.sample_count += 1;
        self.sample_count - 1
    }

    fn instrument(&mut self, zones: &[&[(u16, i16)]], samples: &[i16]) -> i16 {
        self.instruments.extend(name("instrument"));
        self.instruments.extend(count(&self.instrument_bags, 4));
        for (zone, sample) in zones.iter().zip(samples) {
            let bag = [count(&self.instrument_generators, 4), [0; 2]].concat();
            self.instrument_bags.extend(bag);
            // Ranges must come first and the sample last (section 8.1.2).
            let (ranges, others): (Vec<_>, Vec<_>) =
                zone.iter().partition(|(number, _)| *number == 43);
            for (number, value) in ranges.into_iter().chain(others).chain([(53, *sample)]) {
                self.instrument_generators.extend(number.to_le_bytes());
                self.instrument_generators.extend(value.to_le_bytes());
            }
        }
        self.instrument_count += 1;
        self.instrument_count - 1
    }

    fn preset(&mut self, title: &str, bank: u16, program: u16, instrument: i16) {
        self.presets.extend(name(title));
        self.presets.extend(program.to_le_bytes());
        self.presets.extend(bank.to_le_bytes());
        self.presets.extend(count(&self.preset_bags, 4));
        self.presets.extend([0; 12]);
        self.preset_bags.extend([count(&self.preset_generators, 4), [0; 2]].concat());
        self.preset_generators.extend([41, 0]);
        self.preset_generators.extend(instrument.to_le_bytes());
    }

    /// Ends every table with its terminal record and wraps them in their chunks.
    fn finish(mut self) -> Vec<u8> {
        self.presets.extend(
            [name("EOP"), vec![0; 4], count(&self.preset_bags, 4).to_vec(), vec![0; 12]].concat(),
        );
        self.preset_bags.extend([count(&self.preset_generators, 4), [0; 2]].concat());
        self.preset_generators.extend([0; 4]);
        self.instruments.extend([name("EOI"), count(&self.instrument_bags, 4).to_vec()].concat());
        self.instrument_bags.extend([count(&self.instrument_generators, 4), [0; 2]].concat());
        self.instrument_generators.extend([0; 4]);
        self.sample_headers.extend([name("EOS"), vec![0; 26]].concat());
        let info = [
            chunk(b"ifil", &[2, 0, 4, 0]),
            chunk(b"isng", b"EMU8000\0"),
            chunk(b"INAM", b"Musaic toy font\0"),
        ];
        let tables = [
            chunk(b"phdr", &self.presets),
            chunk(b"pbag", &self.preset_bags),
            chunk(b"pmod", &[0; 10]),
            chunk(b"pgen", &self.preset_generators),
            chunk(b"inst", &self.instruments),
            chunk(b"ibag", &self.instrument_bags),
            chunk(b"imod", &[0; 10]),
            chunk(b"igen", &self.instrument_generators),
            chunk(b"shdr", &self.sample_headers),
        ];
        let lists = [
            chunk(b"LIST", &[b"INFO".to_vec(), info.concat()].concat()),
            chunk(b"LIST", &[b"sdta".to_vec(), chunk(b"smpl", &self.samples)].concat()),
            chunk(b"LIST", &[b"pdta".to_vec(), tables.concat()].concat()),
        ];
        chunk(b"RIFF", &[b"sfbk".to_vec(), lists.concat()].concat())
    }
}

fn chunk(id: &[u8; 4], contents: &[u8]) -> Vec<u8> {
    [&id[..], &size(contents.len()).to_le_bytes(), contents].concat()
}

/// How many records a table has so far.
fn count(table: &[u8], record: usize) -> [u8; 2] {
    u16::try_from(table.len() / record).unwrap_or(u16::MAX).to_le_bytes()
}

fn name(text: &str) -> Vec<u8> {
    let mut name = text.as_bytes().to_vec();
    name.resize(20, 0);
    name
}

fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
