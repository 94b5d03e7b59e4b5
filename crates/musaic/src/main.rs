//! The one binary of the music house.
//!
//! `main` only reads the command line and hands over; each command is a file of its own.

mod batch;
mod cli;
mod convert;
mod info;
mod inputs;
mod manual;
mod notes;
mod outputs;
mod play;
mod progress;
mod sound;
mod target;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Info(arguments) => info::run(&arguments),
        Command::Convert(arguments) => convert::run(&arguments),
        Command::Render(arguments) => convert::render(&arguments),
        Command::Play(arguments) => play::run(&arguments),
        Command::Completions { shell } => manual::completions(shell),
        Command::Man { folder } => manual::man(folder.as_deref()),
    };
    match outcome {
        Ok(exit) => exit,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
