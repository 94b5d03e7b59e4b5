//! Measures key finding, chord labelling and Roman numerals against analyses made by people.
//!
//! `cargo run --release -p notation --example measure_theory -- FOLDER [--files] [--search=ROUNDS]`: the folder is
//! searched for analyses in the `RomanText` format (`.rntxt`), each beside its score: `NAME.mxl` of the
//! same name or, one folder up, `bwvN.mxl` for the header `BWV: N` (as in music21's corpus). Numbers are
//! shares of the beats that an analysis covers. A third of the files, by a hash of the name, is the
//! test part: parameters are chosen on the tune part only.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

mod search;

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::path::{Path, PathBuf};

use score::theory::{self, Harmony, RomanNumeral, RomanText};
use score::{ChordSymbol, Key, Quarters, Score};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(folder) = arguments.iter().find(|word| !word.starts_with("--")) else {
        println!("SKIPPED: name a folder with .rntxt analyses and their .mxl scores");
        return;
    };
    let pieces = fitting(pieces(Path::new(folder)));
    let rounds = arguments.iter().find_map(|word| word.strip_prefix("--search=")?.parse().ok());
    if let Some(rounds) = rounds {
        return search::search(&pieces, rounds);
    }
    let models = search::Models::default();
    let mut groups: BTreeMap<String, Counts> = BTreeMap::new();
    println!("{}", Counts::HEADER);
    for piece in &pieces {
        let answer = Answer::with(&piece.score, &models);
        let counts = Counts::of(piece, &answer, Grid::Beats);
        if arguments.iter().any(|word| word == "--files") {
            println!("{}", counts.row(&piece.name));
        }
        let part = if piece.is_test() { "test" } else { "tune" };
        *groups.entry(format!("{} {part}", piece.group)).or_default() += counts;
        *groups.entry(format!("all {part}")).or_default() += counts;
        let finer = Counts::of(piece, &answer, Grid::HalfBeats);
        *groups.entry(format!("{} {part}, half beats", piece.group)).or_default() += finer;
    }
    groups.iter().for_each(|(name, counts)| println!("{}", counts.row(name)));
}

/// Without the pieces whose score is in another key or version than the analysis: they say nothing
/// of us.
fn fitting(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.retain(|piece| {
        let counts = Counts::of(piece, &Answer::default(), Grid::Beats);
        let fits = counts.fitting * 2 >= counts.beats;
        if !fits {
            println!("SKIPPED: {}: score and analysis do not fit each other", piece.name);
        }
        fits
    });
    pieces
}

/// A score and what people say of it.
struct Piece {
    name: String,
    /// The folder of its score.
    group: String,
    score: Score,
    /// Numerals by onset.
    truth: Vec<(Quarters, RomanNumeral)>,
    beats: Vec<Beat>,
}

impl Piece {
    /// The test part: FNV-1a of the file's name, a third of all.
    fn is_test(&self) -> bool {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let hash = self.name.bytes().fold(0xcbf2_9ce4_8422_2325, step);
        (hash >> 32).is_multiple_of(3)
    }
}

fn pieces(folder: &Path) -> Vec<Piece> {
    let mut files = Vec::new();
    collect(folder, &mut files, 0);
    files.sort();
    files.iter().filter_map(|file| read_piece(file)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>, depth: usize) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && depth < 8 {
            collect(&path, files, depth + 1);
        } else if path.extension().is_some_and(|extension| extension == "rntxt") {
            files.push(path);
        }
    }
}

fn read_piece(file: &Path) -> Option<Piece> {
    let text = String::from_utf8_lossy(&std::fs::read(file).ok()?).into_owned();
    let beside = file.with_extension("mxl");
    let by_number = RomanText::header(&text, "BWV")
        .and_then(|number| Some(file.parent()?.parent()?.join(format!("bwv{number}.mxl"))));
    let path = [Some(beside), by_number].into_iter().flatten().find(|path| path.exists())?;
    let score = notation::read(&std::fs::read(&path).ok()?).ok()?.score;
    let truth = placed(&score, &RomanText::read(&text));
    let group = path.parent()?.file_name()?.to_string_lossy().into_owned();
    let beats = beats(&score, &truth);
    let name = file.file_name()?.to_string_lossy().into_owned();
    Some(Piece { name, group, score, truth, beats })
}

/// The numerals at their onsets in the score; those of measures it has not are left out.
fn placed(score: &Score, analysis: &RomanText) -> Vec<(Quarters, RomanNumeral)> {
    let (starts, meters) = (score.measure_starts(), score.meters());
    let place = |entry: &theory::RomanEntry| {
        let number = entry.measure.to_string();
        let index = score.measures.iter().position(|measure| measure.number == number)?;
        let offset = (entry.beat - Quarters::ONE) * meters[index].beat_length();
        // Beats of a pick-up are counted from the end of a full bar.
        let short = meters[index].bar_length() - score.measures[index].length;
        let offset = if entry.measure == 0 { offset - short } else { offset };
        Some((starts[index] + offset.max(Quarters::ZERO), entry.numeral.clone()))
    };
    let mut placed: Vec<_> = analysis.entries.iter().filter_map(place).collect();
    placed.sort_by_key(|(onset, _)| *onset);
    placed
}

/// What the crate says.
#[derive(Default)]
struct Answer {
    home: Option<Key>,
    keys: Vec<(Quarters, Key)>,
    chords: Vec<(Quarters, ChordSymbol)>,
}

impl Answer {
    fn with(score: &Score, models: &search::Models) -> Answer {
        let Harmony { keys, chords, .. } = Harmony::with(score, &models.keys, &models.chords);
        Answer {
            home: theory::find_key(score).map(|found| found.key),
            keys: keys.into_iter().map(|found| (found.onset, found.key)).collect(),
            chords: chords.into_iter().map(|span| (span.onset, span.symbol)).collect(),
        }
    }
}

/// The last thing at or before a place.
fn at<T>(list: &[(Quarters, T)], place: Quarters) -> Option<usize> {
    list.partition_point(|(onset, _)| *onset <= place).checked_sub(1)
}

/// Right answers.
#[derive(Clone, Copy, Default)]
struct Counts {
    pieces: u32,
    /// Pieces whose key is the one the analysis starts in, and the one it stays in longest.
    first_key: u32,
    main_key: u32,
    beats: u32,
    key: u32,
    root: u32,
    /// Root, quality and inversion.
    chord: u32,
    /// Key, degree, quality, inversion and target.
    roman: u32,
    /// Beats whose notes are all in the chord that people name: how well the files fit each other.
    fitting: u32,
}

impl Counts {
    const HEADER: &'static str = "                              pieces  beats | first key  main key | local key   root  \
         chord  roman | (fit)";

    fn of(piece: &Piece, answer: &Answer, grid: Grid) -> Counts {
        let mut counts = Counts { pieces: 1, ..Counts::default() };
        let mut lasting: BTreeMap<Key, u32> = BTreeMap::new();
        for beat in piece.beats.iter().filter(|beat| beat.whole || grid == Grid::HalfBeats) {
            *lasting.entry(beat.truth.key).or_default() += 1;
            counts.beat(beat, answer);
        }
        let main = lasting.iter().max_by_key(|(_, beats)| **beats).map(|(key, _)| *key);
        let first = piece.truth.first().map(|(_, numeral)| numeral.key);
        counts.first_key = u32::from(answer.home == first);
        counts.main_key = u32::from(answer.home == main);
        counts
    }

    fn beat(&mut self, beat: &Beat, answer: &Answer) {
        let Beat { onset, truth, expected, fits, .. } = beat;
        self.beats += 1;
        self.fitting += u32::from(*fits);
        let key = at(&answer.keys, *onset).map(|index| answer.keys[index].1);
        self.key += u32::from(key == Some(truth.key));
        let Some(index) = at(&answer.chords, *onset) else { return };
        let chord = &answer.chords[index].1;
        let root = chord.root.pitch_class() == expected.root.pitch_class();
        let bass = |chord: &ChordSymbol| chord.bass.unwrap_or(chord.root).pitch_class();
        self.root += u32::from(root);
        let full = root && chord.kind == expected.kind && bass(chord) == bass(expected);
        self.chord += u32::from(full);
        let next = answer.chords.get(index + 1).map(|(_, symbol)| symbol);
        let named = key.and_then(|key| RomanNumeral::name(chord, key, next));
        self.roman += u32::from(named.is_some_and(|named| same(&named, truth)));
    }

    /// What the search climbs.
    fn worth(&self) -> f64 {
        let right = self.key + self.root + self.chord + 2 * self.roman;
        100.0 * f64::from(right) / f64::from(5 * self.beats.max(1))
    }

    fn row(&self, name: &str) -> String {
        let share = |count: u32, whole: u32| 100.0 * f64::from(count) / f64::from(whole.max(1));
        let beats = |count: u32| share(count, self.beats);
        format!(
            "{name:30}{:6} {:6} | {:9.1} {:9.1} | {:9.1} {:6.1} {:6.1} {:6.1} | {:5.1}",
            self.pieces,
            self.beats,
            share(self.first_key, self.pieces),
            share(self.main_key, self.pieces),
            beats(self.key),
            beats(self.root),
            beats(self.chord),
            beats(self.roman),
            beats(self.fitting),
        )
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.pieces += other.pieces;
        self.first_key += other.first_key;
        self.main_key += other.main_key;
        self.beats += other.beats;
        self.key += other.key;
        self.root += other.root;
        self.chord += other.chord;
        self.roman += other.roman;
        self.fitting += other.fitting;
    }
}

/// One numeral, however cautiously spelled; `V/v` is `V/V`.
fn same(a: &RomanNumeral, b: &RomanNumeral) -> bool {
    let targets = |numeral: &RomanNumeral| -> Vec<(u8, i8)> {
        numeral.applied_to.iter().map(|target| (target.degree, target.alter)).collect()
    };
    let head = |numeral: &RomanNumeral| (numeral.degree, numeral.alter, numeral.kind);
    a.key == b.key && head(a) == head(b) && a.inversion == b.inversion && targets(a) == targets(b)
}

/// Where answers are asked for.
#[derive(Clone, Copy, PartialEq)]
enum Grid {
    Beats,
    HalfBeats,
}

/// A beat or half beat that an analysis covers.
struct Beat {
    onset: Quarters,
    /// Not between beats.
    whole: bool,
    truth: RomanNumeral,
    expected: ChordSymbol,
    /// All that sounds is in the chord.
    fits: bool,
}

fn beats(score: &Score, truth: &[(Quarters, RomanNumeral)]) -> Vec<Beat> {
    let (starts, meters, notes) = (score.measure_starts(), score.meters(), score.soundings());
    let mut beats = Vec::new();
    for (index, meter) in meters.iter().enumerate() {
        let mut onset = starts[index];
        let step = meter.beat_length() / 2;
        while onset < starts[index + 1] && step.is_positive() {
            let whole = (onset - starts[index]).is_multiple_of(meter.beat_length());
            if let Some(last) = at(truth, onset) {
                let truth = truth[last].1.clone();
                let expected = truth.chord();
                let classes = expected.pitch_classes();
                let sounding = notes.iter().filter(|n| n.onset <= onset && onset < n.end());
                let fits = sounding.into_iter().all(|n| classes.contains(&n.pitch.pitch_class()));
                beats.push(Beat { onset, whole, truth, expected, fits });
            }
            onset += step;
        }
    }
    beats
}
