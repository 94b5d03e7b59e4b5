//! `musaic evaluate features`: whether what is found to sound alike is of one style.

use std::fmt;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use audio::{Decoder, Describing};
use clap::Args;
use features::Embedding;
use rayon::prelude::*;
use serde::Serialize;
use walkdir::WalkDir;

use crate::progress;

/// `musaic evaluate features`
#[derive(Debug, Args)]
pub(crate) struct NeighboursArguments {
    /// Folder of sound files; the folder that each lies in is its style
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Leave tracks of the same source out: what stands after the last - of a file's name
    #[arg(long)]
    other_source: bool,
    /// Print a report as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &NeighboursArguments) -> Result<ExitCode> {
    let tracks = listen(&arguments.folder)?;
    ensure!(tracks.len() > 1, "{}: no two tracks in it", arguments.folder.display());
    let report = Report::of(&tracks, arguments.other_source);
    if arguments.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print!("{report}");
    }
    Ok(ExitCode::SUCCESS)
}

struct Track {
    style: String,
    source: String,
    sound: Embedding,
}

/// Every file below the folder that can be heard; others are told.
fn listen(folder: &Path) -> Result<Vec<Track>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.with_context(|| format!("listing {}", folder.display()))?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    let bar = progress::over_files(files.len(), "heard");
    let heard = files.par_iter().map(|file| {
        let track = track(file);
        bar.inc(1);
        track.map_err(|error| bar.println(format!("{}: {error:#}", file.display()))).ok().flatten()
    });
    let heard: Vec<Option<Track>> = heard.collect();
    bar.finish_and_clear();
    Ok(heard.into_iter().flatten().collect())
}

fn track(file: &Path) -> Result<Option<Track>> {
    let sound = Describing::of(&mut Decoder::open(BufReader::new(File::open(file)?))?)?;
    let text = |part: Option<&std::ffi::OsStr>| {
        part.map(|part| part.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let name = text(file.file_stem());
    Ok(sound.map(|sound| Track {
        style: text(file.parent().and_then(Path::file_name)),
        source: name.rsplit_once('-').map(|(_, source)| source.to_owned()).unwrap_or_default(),
        sound: Embedding::of(&sound),
    }))
}

/// How often the nearest other track is of the same style.
#[derive(Debug, Serialize)]
struct Report {
    tracks: usize,
    styles: usize,
    /// Share of tracks whose nearest is of their style.
    nearest: f64,
    /// The share of their style among the five nearest, on average.
    among_five: f64,
    /// What drawing by lot would reach.
    chance: f64,
}

impl Report {
    fn of(tracks: &[Track], other_source: bool) -> Report {
        let (mut nearest, mut among_five, mut chance) = (0.0, 0.0, 0.0);
        for track in tracks {
            let is_left_out = |other: &Track| {
                std::ptr::eq(other, track) || other_source && other.source == track.source
            };
            let others = tracks.iter().filter(|other| !is_left_out(other));
            let mut others: Vec<(f32, bool)> = others
                .map(|other| (track.sound.distance(&other.sound), other.style == track.style))
                .collect();
            others.sort_by(|a, b| a.0.total_cmp(&b.0));
            let share = |of: &[(f32, bool)]| {
                of.iter().filter(|(_, same)| *same).count() as f64 / of.len().max(1) as f64
            };
            nearest += share(&others[..others.len().min(1)]);
            among_five += share(&others[..others.len().min(5)]);
            chance += share(&others);
        }
        let mut styles: Vec<&str> = tracks.iter().map(|track| track.style.as_str()).collect();
        styles.sort_unstable();
        styles.dedup();
        let count = tracks.len().max(1) as f64;
        Report {
            tracks: tracks.len(),
            styles: styles.len(),
            nearest: nearest / count,
            among_five: among_five / count,
            chance: chance / count,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} tracks of {} styles", self.tracks, self.styles)?;
        writeln!(f, "nearest is of the same style   {:.3}", self.nearest)?;
        writeln!(f, "of the five nearest            {:.3}", self.among_five)?;
        writeln!(f, "by chance                      {:.3}", self.chance)
    }
}
