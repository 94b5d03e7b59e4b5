//! The one binary of the music house.
//!
//! `main` only reads the command line and hands over; each command is a file of its own.

mod arrange;
mod batch;
mod cli;
mod composer;
mod convert;
mod corpus;
mod doctor;
mod home;
mod house;
mod import;
mod info;
mod inputs;
mod key;
mod manual;
mod neighbours;
mod notes;
mod outputs;
mod play;
mod progress;
mod scan;
mod serve;
mod sound;
mod target;
mod user;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command, EvaluateWhat, TrainWhat};

/// What one thread sets aside, another frees: answers of the house go from the database's threads to the
/// network's. glibc's allocator is slow at that (a search takes 1.4 times as long).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Arrange(arguments) => arrange::run(&arguments),
        Command::Info(arguments) => info::run(&arguments),
        Command::Convert(arguments) => convert::run(&arguments),
        Command::Render(arguments) => convert::render(&arguments),
        Command::Play(arguments) => play::run(&arguments),
        Command::Compose(arguments) => composer::compose::run(&arguments),
        Command::Harmonise(arguments) => composer::work::harmonise(&arguments),
        Command::Continue(arguments) => composer::work::continue_(&arguments),
        Command::Infill(arguments) => composer::work::infill(&arguments),
        Command::Vary(arguments) => composer::work::vary(&arguments),
        Command::Train(TrainWhat::Composer(arguments)) => composer::train::run(&arguments),
        Command::Train(TrainWhat::Originality(arguments)) => composer::originality::run(&arguments),
        Command::Evaluate(EvaluateWhat::Composer(arguments)) => composer::evaluate::run(&arguments),
        Command::Evaluate(EvaluateWhat::Features(arguments)) => neighbours::run(&arguments),
        Command::Corpus(command) => corpus::run(&command),
        Command::Scan(arguments) => scan::run(&arguments),
        Command::User(arguments) => user::run(arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::Key(arguments) => key::run(arguments),
        Command::Doctor(arguments) => doctor::run(*arguments),
        Command::Serve(arguments) => serve::run(*arguments),
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
