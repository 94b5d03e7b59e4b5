//! `musaic info`: what is in a score, as a table or as JSON.

use std::fmt::Write;
use std::process::ExitCode;

use anyhow::Result;
use notation::Reading;
use score::{Score, theory};
use serde::Serialize;

use crate::batch::{self, Outcome};
use crate::cli::InfoArguments;
use crate::{inputs, notes};

/// How many chords and faults the table shows without `--all`.
const SHOWN: usize = 12;

pub(crate) fn run(arguments: &InfoArguments) -> Result<ExitCode> {
    let inputs = inputs::expand(&arguments.inputs)?;
    batch::run(&inputs, "read", |_, input| {
        let mut outcome = Outcome::default();
        let mut texts = Vec::new();
        for reading in notes::read(input)? {
            let description = Description::of(&input.path.display().to_string(), &reading);
            if arguments.json {
                texts.push(serde_json::to_string(&description)?);
            } else {
                texts.push(description.table(arguments.all));
                outcome.warnings.extend(notes::warnings(&reading.warnings));
            }
        }
        outcome.output = Some(texts.join("\n"));
        Ok(outcome)
    })
}

/// What is said of a piece; its field names are the JSON's.
#[derive(Debug, Serialize)]
struct Description {
    file: String,
    format: String,
    title: Option<String>,
    composer: Option<String>,
    measures: usize,
    /// As written, in quarters.
    quarters: String,
    notes: usize,
    parts: Vec<PartDescription>,
    meters: Vec<String>,
    tempo_qpm: Option<f64>,
    written_key: Option<String>,
    key: Option<KeyDescription>,
    keys: Vec<KeyDescription>,
    chords: Vec<ChordDescription>,
    cadences: Vec<CadenceDescription>,
    /// `null` when the piece has no part writing to judge.
    faults: Option<Vec<FaultDescription>>,
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct PartDescription {
    name: String,
    notes: usize,
    lowest: Option<String>,
    highest: Option<String>,
    program: Option<u8>,
}

#[derive(Debug, Serialize)]
struct KeyDescription {
    name: String,
    confidence: f64,
    measure: String,
}

#[derive(Debug, Serialize)]
struct ChordDescription {
    measure: String,
    beat: String,
    symbol: String,
    /// In the key below.
    roman: Option<String>,
    key: Option<String>,
}

#[derive(Debug, Serialize)]
struct CadenceDescription {
    measure: String,
    beat: String,
    kind: String,
}

#[derive(Debug, Serialize)]
struct FaultDescription {
    kind: String,
    measure: String,
    beat: String,
    voices: [usize; 2],
    pitches: [String; 2],
}

impl Description {
    fn of(file: &str, reading: &Reading) -> Description {
        let score = &reading.score;
        let analysis = theory::analyse(score);
        let places = Places::of(score);
        let mut meters: Vec<String> = score.meters().iter().map(ToString::to_string).collect();
        meters.dedup();
        let describe_key = |found: &theory::KeyEstimate| KeyDescription {
            name: found.key.to_string(),
            confidence: (found.confidence * 1000.0).round() / 1000.0,
            measure: places.at(found.onset).0,
        };
        Description {
            file: file.to_owned(),
            format: reading.format.to_string(),
            title: score.info.title.clone().or_else(|| score.info.work.clone()),
            composer: score.info.composer.clone(),
            measures: score.measures.len(),
            quarters: score.length().to_string(),
            notes: analysis.parts.iter().map(|part| part.notes).sum(),
            parts: parts(score, &analysis.parts),
            meters,
            tempo_qpm: score.first_tempo().map(score::Tempo::quarters_per_minute),
            written_key: score.first_key().map(|key| key.to_string()),
            key: analysis.key.as_ref().map(describe_key),
            keys: analysis.keys.iter().map(describe_key).collect(),
            chords: chords(&analysis.chords, &places),
            cadences: cadences(&analysis.cadences, &places),
            faults: analysis
                .faults
                .map(|found| found.iter().map(|fault| describe_fault(&places, fault)).collect()),
            warnings: notes::warnings(&reading.warnings),
        }
    }

    fn table(&self, all: bool) -> String {
        let mut table = String::new();
        let mut row = |name: &str, value: String| {
            for (index, line) in value.lines().enumerate() {
                let name = if index == 0 { name } else { "" };
                let _ = writeln!(table, "{name:10}{line}");
            }
        };
        row("File", format!("{} ({})", self.file, self.format));
        for (name, text) in [("Title", &self.title), ("Composer", &self.composer)] {
            if let Some(text) = text {
                row(name, text.clone());
            }
        }
        row(
            "Length",
            format!(
                "{}, {} quarters, {}",
                counted(self.measures, "measure"),
                self.quarters,
                counted(self.notes, "note")
            ),
        );
        row("Meter", self.meters.join(", "));
        if let Some(tempo) = self.tempo_qpm {
            row("Tempo", format!("{tempo:.0} quarters a minute"));
        }
        row("Key", self.key_text());
        if self.keys.len() > 1 {
            let show = |key: &KeyDescription| {
                format!(
                    "{} from measure {} (confidence {:.2})",
                    key.name, key.measure, key.confidence
                )
            };
            row("Keys", limited(&self.keys, all, show));
        }
        for (index, part) in self.parts.iter().enumerate() {
            let range =
                part.lowest.iter().zip(&part.highest).map(|(low, high)| format!(", {low}-{high}"));
            let range = range.collect::<String>();
            row(
                if index == 0 { "Parts" } else { "" },
                format!("{}: {}{range}", part.name, counted(part.notes, "note")),
            );
        }
        row("Chords", limited(&chord_lines(&self.chords), all, String::clone));
        if !self.cadences.is_empty() {
            let show = |cadence: &CadenceDescription| {
                format!("{}:{} {}", cadence.measure, cadence.beat, cadence.kind)
            };
            row("Cadences", limited(&self.cadences, all, show));
        }
        row(
            "Faults",
            match &self.faults {
                None => "not judged: this is not written in two to eight single voices".to_owned(),
                Some(faults) if faults.is_empty() => "none".to_owned(),
                Some(faults) => limited(faults, all, |fault| {
                    format!(
                        "{}:{} {} ({}, {})",
                        fault.measure, fault.beat, fault.kind, fault.pitches[0], fault.pitches[1]
                    )
                }),
            },
        );
        table
    }

    fn key_text(&self) -> String {
        let Some(key) = &self.key else { return "none: there are no pitched notes".to_owned() };
        let mut text = format!("{} (confidence {:.2})", key.name, key.confidence);
        if let Some(written) = self.written_key.as_ref().filter(|written| **written != key.name) {
            let _ = write!(text, ", written {written}");
        }
        text
    }
}

/// The first of a list, one a line, and how many more there are.
fn limited<T>(list: &[T], all: bool, show: impl Fn(&T) -> String) -> String {
    let count = if all { list.len() } else { list.len().min(SHOWN) };
    let mut lines: Vec<String> = list[..count].iter().map(show).collect();
    if count < list.len() {
        lines.push(format!("... and {} more (--all)", list.len() - count));
    }
    lines.join("\n")
}

/// `1 note`, `2 notes`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Where measures start, to name places as musicians do.
struct Places<'a> {
    score: &'a Score,
    starts: Vec<score::Quarters>,
    meters: Vec<score::Meter>,
}

impl<'a> Places<'a> {
    fn of(score: &'a Score) -> Places<'a> {
        Places { score, starts: score.measure_starts(), meters: score.meters() }
    }

    /// Measure number and beat (1 first) of a place.
    fn at(&self, onset: score::Quarters) -> (String, String) {
        let index = self.starts.partition_point(|&start| start <= onset).saturating_sub(1);
        let index = index.min(self.score.measures.len().saturating_sub(1));
        let Some(measure) = self.score.measures.get(index) else { return Default::default() };
        let beat = (onset - self.starts[index]) / self.meters[index].beat_length();
        (measure.number.clone(), (beat + score::Quarters::ONE).to_string())
    }
}

fn parts(score: &Score, compasses: &[theory::PartCompass]) -> Vec<PartDescription> {
    let describe = |(index, (part, compass)): (usize, (&score::Part, &theory::PartCompass))| {
        let unnamed = format!("Part {}", index + 1);
        PartDescription {
            name: if part.name.is_empty() { unnamed } else { part.name.clone() },
            notes: compass.notes,
            lowest: compass.ambitus.map(|(low, _)| low.to_string()),
            highest: compass.ambitus.map(|(_, high)| high.to_string()),
            program: part.instrument.program,
        }
    };
    score.parts.iter().zip(compasses).enumerate().map(describe).collect()
}

fn chords(chords: &[theory::NamedChord], places: &Places<'_>) -> Vec<ChordDescription> {
    let describe = |chord: &theory::NamedChord| {
        let (measure, beat) = places.at(chord.span.onset);
        let numeral = chord.numeral.as_ref();
        ChordDescription {
            measure,
            beat,
            symbol: chord.span.symbol.to_string(),
            roman: numeral.map(ToString::to_string),
            key: numeral.map(|numeral| numeral.key.to_string()),
        }
    };
    chords.iter().map(describe).collect()
}

/// A chord a line; the key is named where it changes.
fn chord_lines(chords: &[ChordDescription]) -> Vec<String> {
    let mut key = None;
    let line = |chord: &ChordDescription| {
        let mut line = format!("{}:{} {}", chord.measure, chord.beat, chord.symbol);
        if let Some(roman) = &chord.roman {
            let _ = write!(line, " {roman}");
        }
        if let Some(named) = chord.key.as_ref().filter(|named| key != Some((*named).clone())) {
            let _ = write!(line, " in {named}");
            key = Some(named.clone());
        }
        line
    };
    chords.iter().map(line).collect()
}

fn cadences(cadences: &[theory::Cadence], places: &Places<'_>) -> Vec<CadenceDescription> {
    let describe = |cadence: &theory::Cadence| {
        let (measure, beat) = places.at(cadence.onset);
        CadenceDescription { measure, beat, kind: cadence.kind.to_string() }
    };
    cadences.iter().map(describe).collect()
}

fn describe_fault(places: &Places<'_>, fault: &theory::Fault) -> FaultDescription {
    let (measure, beat) = places.at(places.starts[fault.measure] + fault.at);
    FaultDescription {
        kind: fault.kind.to_string(),
        measure,
        beat,
        voices: [fault.voices.0 + 1, fault.voices.1 + 1],
        pitches: [fault.pitches.0.to_string(), fault.pitches.1.to_string()],
    }
}
