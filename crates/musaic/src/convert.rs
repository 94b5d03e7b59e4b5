//! `musaic convert` and `musaic render`: scores in, scores or sound out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use notation::{Format, Reading};
use score::Score;

use crate::batch::{self, Outcome};
use crate::cli::ConvertArguments;
use crate::inputs::{self, Input};
use crate::sound::Studio;
use crate::target::Target;
use crate::{notes, outputs};

/// What to read and where each result goes.
struct Plan {
    inputs: Vec<Input>,
    outputs: Vec<PathBuf>,
    target: Target,
}

pub(crate) fn run(arguments: &ConvertArguments) -> Result<ExitCode> {
    let plan = plan(arguments)?;
    let studio = match plan.target {
        Target::Sound(_) => Some(Studio::open(&arguments.sound, plan.inputs.len() == 1)?),
        Target::Notation(_) => None,
    };
    batch::run(&plan.inputs, "converted", |index, input| {
        let output = &plan.outputs[index];
        let readings = notes::read(input)?;
        let mut outcome = Outcome::default();
        for (path, reading) in place_tunes(output, readings, arguments, plan.target)? {
            outcome.warnings.extend(notes::warnings(&reading.warnings));
            let written =
                make(&reading.score, plan.target, &path, studio.as_ref(), arguments.force)?;
            outcome.warnings.extend(written);
            outcome.output = Some(path.display().to_string());
        }
        Ok(outcome)
    })
}

/// `musaic render`: the same, when the result is sound.
pub(crate) fn render(arguments: &ConvertArguments) -> Result<ExitCode> {
    if let Target::Notation(format) = plan(arguments)?.target {
        bail!(
            "render makes sound, and {format} is a score: use `musaic convert`, or wav, flac, opus, mp3"
        );
    }
    run(arguments)
}

fn plan(arguments: &ConvertArguments) -> Result<Plan> {
    if let Some(extension) = &arguments.to {
        let inputs = inputs::expand(&arguments.paths)?;
        let target = Target::from_extension(extension)?;
        let outputs = outputs::plan(&inputs, arguments.output.as_deref(), target.extension())?;
        return Ok(Plan { inputs, outputs, target });
    }
    let Some((output, paths)) = arguments.paths.split_last().filter(|(_, paths)| !paths.is_empty())
    else {
        bail!("name an output file after the input, or a format with --to");
    };
    let inputs = inputs::expand(paths)?;
    if inputs.len() > 1 || output.is_dir() {
        // `scores out.mid` means a folder of MIDI files.
        let named = output.extension().and_then(|extension| extension.to_str());
        let (to, folder) = (named.unwrap_or("mid"), output.with_extension(""));
        bail!(
            "several files need a format and a folder to go to: --to {to} -o {}",
            folder.display()
        );
    }
    outputs::refuse_existing(output, arguments.force)?;
    Ok(Plan { inputs, outputs: vec![output.clone()], target: Target::of(output)? })
}

/// One output a tune: a book of tunes becomes numbered files, unless a single file was named; that
/// gets the first tune, whose warnings say how many more there are.
fn place_tunes(
    output: &Path,
    mut readings: Vec<Reading>,
    arguments: &ConvertArguments,
    target: Target,
) -> Result<Vec<(PathBuf, Reading)>> {
    if readings.len() == 1 || arguments.to.is_none() {
        let more = readings.len() - 1;
        readings.truncate(1);
        if more > 0 {
            let all = format!(
                "musaic convert {} --to {}",
                arguments.paths[0].display(),
                target.extension()
            );
            let first = &mut readings[0].warnings;
            first.push(
                notation::Position::default(),
                format!("{more} more tunes are in this file: `{all}` converts all"),
            );
        }
        return Ok(readings.into_iter().map(|reading| (output.to_owned(), reading)).collect());
    }
    let stem = output.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let digits = readings.len().to_string().len();
    let numbered = readings.into_iter().enumerate().map(|(index, reading)| {
        let name = format!("{stem}-{:0digits$}.{}", index + 1, target.extension());
        (output.with_file_name(name), reading)
    });
    Ok(numbered.collect())
}

/// Writes one result; answers with what its format could not hold.
pub(crate) fn make(
    score: &Score,
    target: Target,
    path: &Path,
    studio: Option<&Studio>,
    force: bool,
) -> Result<Vec<String>> {
    match (target, studio) {
        (Target::Sound(format), Some(studio)) => studio.record(score, format, path, force),
        (Target::Sound(_), None) => bail!("no studio was opened for sound"),
        (Target::Notation(format), _) => write_score(score, format, path, force),
    }
}

fn write_score(score: &Score, format: Format, path: &Path, force: bool) -> Result<Vec<String>> {
    let written = notation::write(score, format)?;
    outputs::save(path, &written.bytes, force)?;
    Ok(notes::warnings(&written.warnings))
}
