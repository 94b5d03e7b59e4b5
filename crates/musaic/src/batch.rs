//! Many files at once: in parallel, with one progress bar and one summary, and no file that can stop
//! the others.

use std::io::{ErrorKind, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use rayon::prelude::*;

use crate::inputs::Input;
use crate::progress;

/// What became of one file.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Printed on its own line, on standard output.
    pub(crate) output: Option<String>,
    /// Printed on standard error.
    pub(crate) warnings: Vec<String>,
}

/// Does `work` on every input, as many at a time as there are cores, and reports in order of input.
///
/// With a single input a failure is simply the command's error; with many, each failure is one line
/// and the rest goes on.
pub(crate) fn run<W>(inputs: &[Input], verb: &str, work: W) -> Result<ExitCode>
where
    W: Fn(usize, &Input) -> Result<Outcome> + Sync,
{
    let started = Instant::now();
    let bar = progress::over_files(inputs.len(), verb);
    let results: Vec<Result<Outcome>> = inputs
        .par_iter()
        .enumerate()
        .map(|(index, input)| {
            let result = guarded(|| work(index, input));
            bar.inc(1);
            result
        })
        .collect();
    bar.finish_and_clear();
    let mut tally = Tally { files: inputs.len(), ..Tally::default() };
    for (input, result) in inputs.iter().zip(results) {
        tally.report(input, result);
    }
    if inputs.len() > 1 {
        eprintln!("{}", tally.summary(verb, started.elapsed()));
    }
    Ok(if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A bug met in one file is that file's failure, not the end of the run.
fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(anyhow!("musaic stumbled over this file; please report it")))
}

#[derive(Default)]
struct Tally {
    files: usize,
    failed: usize,
    warned: usize,
}

impl Tally {
    fn report(&mut self, input: &Input, result: Result<Outcome>) {
        match result {
            Ok(outcome) => {
                self.warned += usize::from(!outcome.warnings.is_empty());
                for warning in &outcome.warnings {
                    eprintln!("warning: {}: {warning}", input.path.display());
                }
                let printed = outcome.output.map(|output| writeln!(std::io::stdout(), "{output}"));
                // Whoever reads may stop early, as `head` does; a full disk is a failure.
                if let Some(Err(error)) = printed
                    && error.kind() != ErrorKind::BrokenPipe
                {
                    self.failed += 1;
                    eprintln!("error: printing: {error}");
                }
            }
            Err(error) => {
                self.failed += 1;
                eprintln!("error: {}: {error:#}", input.path.display());
            }
        }
    }

    fn summary(&self, verb: &str, took: Duration) -> String {
        let done = self.files - self.failed;
        format!(
            "{verb}: {done} of {} files, {} with warnings, {} failed, in {:.1} s",
            self.files,
            self.warned,
            self.failed,
            took.as_secs_f64()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_file_stops_nothing() {
        let input = |name: &str| Input { path: name.into(), relative: name.into() };
        let inputs = [input("good"), input("bad"), input("worse"), input("good too")];
        let done = std::sync::atomic::AtomicUsize::new(0);
        let exit = run(&inputs, "tested", |_, input| {
            done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            match input.path.to_str() {
                Some("bad") => Err(anyhow!("no good")),
                Some("worse") => panic!("worse"),
                _ => Ok(Outcome::default()),
            }
        });
        assert_eq!(done.into_inner(), 4);
        assert_eq!(format!("{:?}", exit.unwrap()), format!("{:?}", ExitCode::FAILURE));
    }
}
