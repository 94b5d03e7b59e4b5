//! `musaic corpus`: collections of pieces to learn from.

mod add;
mod arguments;
mod check;
mod list;
mod music21;
mod show;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

pub(crate) use arguments::CorpusCommand;

use crate::home;

pub(crate) fn run(command: &CorpusCommand) -> Result<ExitCode> {
    match command {
        CorpusCommand::Add(arguments) => add::run(arguments),
        CorpusCommand::List(arguments) => list::run(arguments),
        CorpusCommand::Show(arguments) => show::run(arguments),
        CorpusCommand::Check(arguments) => check::run(arguments),
    }
}

/// Where corpora lie: below the folder named, else below that of the house.
fn corpora(data: Option<&Path>) -> Result<PathBuf> {
    let data = data.map(PathBuf::from).or_else(home::data);
    let data = data.context("there is no HOME to keep corpora in: name a folder with --data")?;
    Ok(data.join("corpora"))
}

/// A corpus by its name in the data folder, or by its own folder.
pub(crate) fn find(data: Option<&Path>, name: &str) -> Result<PathBuf> {
    let named = corpora(data)?.join(name);
    if is_corpus(&named) {
        return Ok(named);
    }
    let folder = PathBuf::from(name);
    if is_corpus(&folder) {
        return Ok(folder);
    }
    bail!("there is no corpus {name}: `musaic corpus list` names those there are")
}

fn is_corpus(folder: &Path) -> bool {
    folder.join("manifest.json").is_file()
}

/// Prints a line; a reader that stops early, as `head` does, is no failure.
fn print(text: &str) -> Result<()> {
    use std::io::{ErrorKind, Write};
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("printing"),
        _ => Ok(()),
    }
}
