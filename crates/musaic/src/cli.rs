//! The command line, as clap reads it and `--help` shows it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::arrange::ArrangeArguments;
use crate::corpus::CorpusCommand;

const EXAMPLES: &str = "\
Examples:
  musaic info song.musicxml                    parts, key, meter, chords, cadences, faults
  musaic convert tune.abc tune.musicxml        any score format to any other
  musaic convert scores/ --to mid -o midi/     a whole folder, in parallel
  musaic render chorale.mxl chorale.flac --ensemble satb
  musaic arrange song.abc --style waltz -o waltz.musicxml -o waltz.flac
  musaic play song.mid
  musaic corpus add music21                    pieces to learn from

Exit status: 0 when everything was done, 1 when a file failed, 2 when the command line is wrong.";

/// A self-hosted music house: read, understand, convert, arrange and hear scores.
#[derive(Debug, Parser)]
#[command(name = "musaic", version, after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Says what is in a score: parts, keys, meter, tempo, chords, cadences, faults
    #[command(after_help = "\
Examples:
  musaic info chorale.mxl
  musaic info 'hymns/*.abc' --json | jq .key.name

JSON output is one object a piece, one piece a line.")]
    Info(InfoArguments),
    /// Converts scores between MusicXML, MXL, MIDI and ABC, and to sound
    #[command(after_help = "\
Examples:
  musaic convert song.mid song.musicxml
  musaic convert tunes.abc --to mxl -o tunes/  every tune of a book to a file of its own
  musaic convert scores/ --to mid -o midi/     a folder, keeping its structure

What a format cannot hold is listed as a warning; an existing file is never replaced without --force.")]
    Convert(ConvertArguments),
    /// Renders scores to sound: WAV, FLAC, Ogg Opus or MP3
    #[command(after_help = "\
Examples:
  musaic render song.musicxml song.flac
  musaic render chorale.mid chorale.opus --ensemble organ --tempo 60
  musaic render scores/ --to mp3 -o sound/

The same score, SoundFont and --seed give the same samples.")]
    Render(ConvertArguments),
    /// Plays a score on this machine's sound device
    #[command(after_help = "\
Examples:
  musaic play song.abc
  musaic play chorale.mxl --ensemble string-quartet")]
    Play(PlayArguments),
    /// Composes a new piece, from words and wishes
    #[command(after_help = "\
Examples:
  musaic compose -o piece.musicxml
  musaic compose --stream -o piece.musicxml     each step as JSON while it is written
  musaic compose \"a calm chorale in D minor, 12 bars\" -o piece.musicxml -o piece.flac
  musaic compose \"一首平静的 D 小调众赞歌,12 小节\" -o piece.mid --seed 7 -n 8")]
    Compose(crate::composer::compose::ComposeArguments),
    /// Writes the other voices to a melody, which keeps every note
    #[command(after_help = "Example: musaic harmonise melody.abc -o hymn.musicxml")]
    Harmonise(crate::composer::work::HarmoniseArguments),
    /// Goes on from an opening, to a close
    #[command(after_help = "Example: musaic continue opening.mxl --bars 8 -o whole.mxl")]
    Continue(crate::composer::work::ContinueArguments),
    /// Writes some bars or voices anew; nothing else changes
    #[command(
        after_help = "Example: musaic infill hymn.mxl --bars 5-8 --parts alto,tenor -o new.mxl"
    )]
    Infill(crate::composer::work::InfillArguments),
    /// Writes a variation that keeps the skeleton
    #[command(after_help = "Example: musaic vary hymn.mxl --strength 0.3 -o variation.mxl")]
    Vary(crate::composer::work::VaryArguments),
    /// Trains a model on pieces
    #[command(subcommand)]
    Train(TrainWhat),
    /// Measures a model on pieces it has not seen
    #[command(subcommand)]
    Evaluate(EvaluateWhat),
    /// Collects pieces to learn from: imports, cleans, removes duplicates, splits
    #[command(subcommand)]
    Corpus(CorpusCommand),
    /// Arranges a melody with chords, or four voices, for an ensemble in a style
    #[command(after_help = "\
Examples:
  musaic arrange --style list
  musaic arrange song.abc --style waltz -o waltz.musicxml -o waltz.flac
  musaic arrange chorale.mxl --style my-trio.toml -o trio.mid --seed 7 --json

The same score, style and --seed give the same notes. docs/styles.md shows how to write a style.")]
    Arrange(ArrangeArguments),
    /// Brings the library up to date with folders of music
    #[command(after_help = "\
Examples:
  musaic scan --data house --music ~/Music
  musaic scan --data house --music /srv/albums --music /srv/scores

Prints a line for each file that cannot be taken in, then what changed. Files of music are never written.
A second scan only reads what changed; a file that was moved or retagged stays the same track.")]
    Scan(crate::scan::ScanArguments),
    /// Takes over what was kept elsewhere: listening histories
    Import(crate::import::ImportArguments),
    /// Makes, lists and changes accounts
    User(crate::user::UserArguments),
    /// Makes, lists and revokes app passwords and API keys of devices; changes the master key
    Key(crate::key::KeyArguments),
    /// Opens the house: streams the library to any Subsonic client
    #[command(after_help = "\
Examples:
  musaic serve --music ~/Music
  musaic serve --data /srv/musaic --listen 0.0.0.0:443 --acme-domain music.example.org

The first start prints a link that makes the owner's account. Every setting may also be a variable or a line
of musaic.toml in the data folder: docs/self-hosters.md has the table.")]
    Serve(Box<crate::serve::ServeArguments>),
    /// Says what is wrong with a set-up of the house, and what to do
    #[command(after_help = "\
Example: musaic doctor --music ~/Music

Takes the settings of musaic serve. Exit status 1 when something is wrong.")]
    Doctor(Box<crate::doctor::DoctorArguments>),
    /// Prints the completion script of a shell
    #[command(after_help = "Example: musaic completions bash > /etc/bash_completion.d/musaic")]
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Prints the manual page, or writes one page a command into FOLDER
    Man {
        /// Folder for the pages.
        folder: Option<PathBuf>,
    },
}

/// What can be trained.
#[derive(Debug, Subcommand)]
pub(crate) enum TrainWhat {
    /// The composer: a network that writes melody and harmony
    #[command(after_help = "\
Examples:
  musaic train composer --data chorales.json --licence 'public domain' -o models/mine
  musaic train composer --data corpora/hymns -o models/hymns --steps 6000 --workers 4

A training that was broken off goes on when the same command is given again.")]
    Composer(crate::composer::train::TrainArguments),
    /// An index of what a composer learned from, by which it tells a copy
    #[command(
        after_help = "Example: musaic train originality --data music21-chorales --model models/mine"
    )]
    Originality(crate::composer::originality::OriginalityArguments),
}

/// What can be measured.
#[derive(Debug, Subcommand)]
pub(crate) enum EvaluateWhat {
    /// The composer: how likely it finds music it has not learned from
    #[command(after_help = "\
Examples:
  musaic evaluate composer --data chorales.json --split test --json
  musaic evaluate composer --data chorales.json --compose 100 --harmonise 50 --report measured.html")]
    Composer(crate::composer::evaluate::EvaluateArguments),
    /// How tracks sound: how often the nearest other track is of the same style
    #[command(after_help = "\
Example: musaic evaluate features ~/Music/by-style

Every folder below is a style. Whatever is known of a track, only its sound is compared.")]
    Features(crate::neighbours::NeighboursArguments),
}

/// `musaic info`
#[derive(Debug, Args)]
pub(crate) struct InfoArguments {
    /// Score files, folders or patterns such as 'songs/*.abc'
    #[arg(required = true, value_name = "FILE")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Print JSON, one object a piece
    #[arg(long)]
    pub(crate) json: bool,
    /// List every fault, chord and warning, not only the first ones
    #[arg(long)]
    pub(crate) all: bool,
}

/// `musaic convert` and `musaic render`
#[derive(Debug, Args)]
pub(crate) struct ConvertArguments {
    /// What to read, then what to write; with --to, only what to read
    #[arg(required = true, value_name = "IN... OUT")]
    pub(crate) paths: Vec<PathBuf>,
    /// Write every input in this format, named by its extension: musicxml, mxl, mid, abc, wav, flac,
    /// opus or mp3
    #[arg(long, value_name = "EXT")]
    pub(crate) to: Option<String>,
    /// Folder for the results of --to; beside each input when left out
    #[arg(short, long, value_name = "FOLDER", requires = "to")]
    pub(crate) output: Option<PathBuf>,
    /// Replace existing files
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) sound: SoundArguments,
}

/// `musaic play`
#[derive(Debug, Args)]
pub(crate) struct PlayArguments {
    /// The score
    #[arg(value_name = "FILE")]
    pub(crate) input: PathBuf,
    #[command(flatten)]
    pub(crate) sound: SoundArguments,
}

/// How a score becomes sound.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sound")]
pub(crate) struct SoundArguments {
    /// SoundFont to play with (.sf2 or .sf3)
    #[arg(long, value_name = "FILE", env = "MUSAIC_SOUNDFONT")]
    pub(crate) soundfont: Option<PathBuf>,
    /// Who plays: as-written, satb, organ, string-quartet, piano, folk, band, or a .toml file of your own
    #[arg(long, value_name = "NAME", default_value = "as-written")]
    pub(crate) ensemble: String,
    /// Quarter notes a minute where the score names no tempo
    #[arg(long, value_name = "BPM", default_value_t = 100.0)]
    pub(crate) tempo: f64,
    /// Seed of the player's small liberties
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Play exactly as written: no liberties in time or touch
    #[arg(long)]
    pub(crate) exact: bool,
    /// Loudness of the result in LUFS (EBU R 128)
    #[arg(long, value_name = "LUFS", default_value_t = -16.0, allow_hyphen_values = true)]
    pub(crate) loudness: f64,
    /// Sample rate in hertz
    #[arg(long, value_name = "HZ", default_value_t = 48_000)]
    pub(crate) sample_rate: u32,
}
