//! What is read: scores made here, the same for everyone, and those of the folders named.

use std::fmt;
use std::path::{Path, PathBuf};

use notation::Format;
use score::{Score, shorthand};

/// What a file holds, by which its peers are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    MusicXml,
    Midi,
}

/// Files that are compared together.
#[derive(Debug)]
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) files: Vec<PathBuf>,
}

impl fmt::Display for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::MusicXml => "MusicXML",
            Kind::Midi => "MIDI",
        };
        write!(f, "{}: {} {kind}", self.name, self.files.len())
    }
}

/// Name, parts and measures of the scores made here: what a choir, a quartet, a band and an
/// orchestra would bring.
const MADE: &[(&str, usize, usize)] = &[
    ("chorale", 4, 16),
    ("song", 3, 60),
    ("quartet", 4, 150),
    ("band", 12, 80),
    ("orchestra", 24, 120),
];

/// The piece that comes with the house, and scores made from a fixed sequence of random numbers.
pub(crate) fn generated(folder: &Path) -> Vec<Set> {
    std::fs::create_dir_all(folder).expect("a temporary folder");
    let tune = include_bytes!("../../../../examples/lamplight.abc");
    let tune = notation::read(tune).expect("the example is in order").score;
    let mut scores = vec![("lamplight", tune)];
    scores.extend(MADE.iter().map(|(name, parts, measures)| (*name, made(*parts, *measures))));
    let set = |kind, format| {
        let written = scores.iter().map(|(name, score)| written(folder, name, score, format));
        Set { name: "made here".into(), kind, files: written.collect() }
    };
    vec![set(Kind::MusicXml, Format::MusicXml), set(Kind::Midi, Format::Midi)]
}

fn written(folder: &Path, name: &str, score: &Score, format: Format) -> PathBuf {
    let path = folder.join(name).with_extension(format.extension());
    let written = notation::write(score, format).expect("a valid score");
    std::fs::write(&path, written.bytes).expect("a temporary file");
    path
}

/// Lines that wander up and down a scale of D major in quarters, eighths and sixteenths, with a
/// chord now and then.
fn made(parts: usize, measures: usize) -> Score {
    const BEATS: [&str; 4] = ["{}:1", "{}:1/2 {}", "{}:1/4 {} {} {}", "{}+A5:3/4 {}:1/4"];
    const SCALE: [&str; 8] = ["D4", "E4", "F#4", "G4", "A4", "B4", "C#5", "D5"];
    let mut state = 1_u64;
    let mut random = |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % below).unwrap_or(0)
    };
    let mut line = || {
        let mut place = random(8);
        let mut text = String::new();
        for _ in 0..measures * 4 {
            let mut beat = BEATS[random(4)].to_owned();
            while beat.contains("{}") {
                place = (place + 1 + random(2) * 6) % 8;
                beat = beat.replacen("{}", SCALE[place], 1);
            }
            text += &beat;
            text.push(' ');
        }
        text
    };
    let lines: Vec<String> = (0..parts).map(|_| line()).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    shorthand("D", "4/4", &lines).expect("the lines are in shorthand")
}

/// Up to `most` scores and as many MIDI files below a folder, evenly spread over its names.
pub(crate) fn of_folder(folder: &Path, most: usize) -> Vec<Set> {
    let mut all = Vec::new();
    walk(folder, &mut all);
    all.sort();
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let set = |kind| {
        let files: Vec<&PathBuf> = all.iter().filter(|path| kind_of(path) == Some(kind)).collect();
        let every = files.len().div_ceil(most).max(1);
        let files = files.into_iter().step_by(every).cloned().collect();
        Set { name: name.clone(), kind, files }
    };
    let sets = [set(Kind::MusicXml), set(Kind::Midi)];
    sets.into_iter().filter(|set| !set.files.is_empty()).collect()
}

fn kind_of(path: &Path) -> Option<Kind> {
    match Format::from_extension(path.extension()?.to_str()?)? {
        Format::MusicXml | Format::Mxl => Some(Kind::MusicXml),
        Format::Midi => Some(Kind::Midi),
        Format::Abc => None,
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push(path);
        }
    }
}
