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

pub(crate) fn run(command: &CorpusCommand) -> Result<ExitCode> {
    match command {
        CorpusCommand::Add(arguments) => add::run(arguments),
        CorpusCommand::List(arguments) => list::run(arguments),
        CorpusCommand::Show(arguments) => show::run(arguments),
        CorpusCommand::Check(arguments) => check::run(arguments),
    }
}

/// Where corpora lie: below the folder named or that of `MUSAIC_DATA`, else below the user's data folder.
fn corpora(data: Option<&Path>) -> Result<PathBuf> {
    let named =
        data.map(PathBuf::from).or_else(|| std::env::var_os("MUSAIC_DATA").map(PathBuf::from));
    if let Some(data) = named {
        return Ok(data.join("corpora"));
    }
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    let data = data.or_else(|| home.map(|home| home.join(".local/share")));
    let data = data.context("there is no HOME to keep corpora in: name a folder with --data")?;
    Ok(data.join("musaic/corpora"))
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
