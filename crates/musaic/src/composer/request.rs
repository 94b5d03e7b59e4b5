//! What the composer's commands have in common on the command line.

use std::path::PathBuf;

use clap::Args;
use compose::{Boldness, Choices};

/// How a piece is written, and where it goes.
#[derive(Debug, Args)]
pub(crate) struct WritingArguments {
    /// Where the piece goes; the extension tells the format (musicxml, mxl, mid, abc, wav, flac, opus, mp3);
    /// may be given several times
    #[arg(short, long = "output", value_name = "FILE", required = true)]
    pub(crate) outputs: Vec<PathBuf>,
    /// How many pieces are written to choose the best from
    #[arg(short = 'n', long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) candidates: u16,
    /// How many of them to keep, the best first: piece.mid, piece-2.mid ...
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) keep: u16,
    /// Where all randomness comes from: the same seed makes the same piece
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Folder of the model; found by itself when left out
    #[arg(long, value_name = "DIR", env = "MUSAIC_MODEL")]
    pub(crate) model: Option<PathBuf>,
    /// Below 1 the likely becomes likelier, above 1 the unlikely
    #[arg(long, value_name = "T", default_value_t = Boldness::default().temperature)]
    pub(crate) temperature: f32,
    /// SoundFont to play with (.sf2 or .sf3)
    #[arg(long, value_name = "FILE", env = "MUSAIC_SOUNDFONT")]
    pub(crate) soundfont: Option<PathBuf>,
    /// Who plays: satb, lead-sheet, a style of `musaic arrange --style list`, or a .toml file of your own
    #[arg(long, value_name = "NAME")]
    pub(crate) ensemble: Option<String>,
    /// Show what the best piece shares with the pieces the model learned from
    #[arg(long)]
    pub(crate) report: bool,
    /// Replace existing files
    #[arg(long)]
    pub(crate) force: bool,
    /// Print a report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

impl WritingArguments {
    pub(crate) fn choices(&self) -> Choices {
        let boldness = Boldness { temperature: self.temperature, ..Boldness::default() };
        Choices {
            seed: self.seed,
            candidates: usize::from(self.candidates.max(self.keep)),
            boldness,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}
