//! The command line of `musaic corpus`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// What to do with corpora.
#[derive(Debug, Subcommand)]
pub(crate) enum CorpusCommand {
    /// Makes a corpus of scores: files, folders, archives, chorale tables
    #[command(after_help = "\
Examples:
  musaic corpus add hymns/ --licence CC0-1.0 --source 'My hymnal'
  musaic corpus add songs.zip more.tar.gz --name songs --form song --licence MIT --source 'Two archives'
  musaic corpus add music21                    Bach's chorales and old dance tunes, through pip
  musaic corpus add music21 --exclude Jsb16thSeparated.json:valid,test

Scores may be MusicXML, MXL, MIDI or ABC; tables may be the JSB chorales (.json) or JS Fakes (.npz).
Every piece left out is listed in the corpus with its reason; `musaic corpus show` counts them.")]
    Add(Box<AddArguments>),
    /// Lists the corpora there are
    #[command(after_help = "\
Examples:
  musaic corpus list
  musaic corpus list --json | jq .name")]
    List(ListArguments),
    /// Says what is in a corpus, or shows one of its pieces
    #[command(after_help = "\
Examples:
  musaic corpus show songs
  musaic corpus show songs --dropped           every piece left out, and why
  musaic corpus show songs --piece 12          one piece, bar by bar")]
    Show(ShowArguments),
    /// Reads a corpus to the last byte and says whether it is whole
    #[command(after_help = "\
Examples:
  musaic corpus check songs
  musaic corpus check songs --exclude Jsb16thSeparated.json:test    nothing of it, in any key")]
    Check(CheckArguments),
}

/// Where corpora lie.
#[derive(Debug, Args)]
pub(crate) struct DataArguments {
    /// Folder that corpora are kept in; the user's data folder when left out
    #[arg(long, value_name = "FOLDER", env = "MUSAIC_DATA")]
    pub(crate) data: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// `musaic corpus add`
#[derive(Debug, Args)]
pub(crate) struct AddArguments {
    /// Files, folders or archives; or the recipe `music21` (a folder of that name is `./music21`)
    #[arg(required = true, value_name = "FROM")]
    pub(crate) from: Vec<PathBuf>,
    /// What the corpus is called; the first file's name when left out
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Under which terms the pieces may be used: an SPDX licence, or `public domain`
    #[arg(long, alias = "license", value_name = "TERMS")]
    pub(crate) licence: Option<String>,
    /// What the collection is and where it can be had; the first file's name when left out
    #[arg(long, value_name = "TEXT")]
    pub(crate) source: Option<String>,
    /// What scores become
    #[arg(long, value_enum, default_value_t = FormArgument::Auto)]
    pub(crate) form: FormArgument,
    /// Play repeats out; otherwise each bar stands once
    #[arg(long)]
    pub(crate) unfold: bool,
    /// Of folders and archives, only files whose path contains this (may be repeated)
    #[arg(long, value_name = "TEXT")]
    pub(crate) only: Vec<String>,
    /// Leave out what is like these pieces, in any key: a chorale table or a corpus, with its splits
    #[arg(long, value_name = "FILE:SPLITS")]
    pub(crate) exclude: Vec<String>,
    /// Leave out what shares this percentage of passages with an earlier piece; 101 keeps all
    #[arg(long, value_name = "PERCENT", default_value_t = 60)]
    pub(crate) duplicates: usize,
    /// Percentage of pieces for validation
    #[arg(long, value_name = "PERCENT", default_value_t = 10, value_parser = clap::value_parser!(u8).range(0..=50))]
    pub(crate) valid: u8,
    /// Percentage of pieces for the test
    #[arg(long, value_name = "PERCENT", default_value_t = 10, value_parser = clap::value_parser!(u8).range(0..=50))]
    pub(crate) test: u8,
    /// Seed of the split
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Replace a corpus of the same name
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) place: DataArguments,
}

/// What scores become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormArgument {
    /// Four voices where a score is part writing, else a melody and chords
    Auto,
    /// Four voices
    Chorale,
    /// A melody and chords
    Song,
}

/// `musaic corpus list`
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    #[command(flatten)]
    pub(crate) place: DataArguments,
}

/// `musaic corpus show`
#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    /// Its name, or its folder
    pub(crate) name: String,
    /// Show a piece, by its number from 0 or its name
    #[arg(long, value_name = "PIECE")]
    pub(crate) piece: Option<String>,
    /// List the pieces left out, and why
    #[arg(long, conflicts_with = "piece")]
    pub(crate) dropped: bool,
    #[command(flatten)]
    pub(crate) place: DataArguments,
}

/// `musaic corpus check`
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Its name, or its folder
    pub(crate) name: String,
    /// Complain of pieces that are like these, in any key
    #[arg(long, value_name = "FILE:SPLITS")]
    pub(crate) exclude: Vec<String>,
    #[command(flatten)]
    pub(crate) place: DataArguments,
}
