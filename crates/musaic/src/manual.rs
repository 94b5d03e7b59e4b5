//! The command line explained to shells and to `man`.

use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;

/// Prints the completion script of a shell.
pub(crate) fn completions(shell: Shell) -> Result<ExitCode> {
    clap_complete::generate(shell, &mut Cli::command(), "musaic", &mut io::stdout());
    Ok(ExitCode::SUCCESS)
}

/// Prints the manual page, or writes one page a command into a folder.
pub(crate) fn man(folder: Option<&Path>) -> Result<ExitCode> {
    match folder {
        None => clap_mangen::Man::new(Cli::command()).render(&mut io::stdout())?,
        Some(folder) => {
            fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
            clap_mangen::generate_to(Cli::command(), folder)
                .with_context(|| format!("writing manual pages in {}", folder.display()))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
