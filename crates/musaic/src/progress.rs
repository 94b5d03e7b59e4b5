//! Progress bars, on standard error and only when that is a terminal.

use std::ops::ControlFlow;

use indicatif::{ProgressBar, ProgressStyle};
use synth::Stage;

/// Steps a bar of one long work has: fine enough for any terminal's width.
const STEPS: u64 = 1000;

/// How far a run over many files is; a single file needs no count.
pub(crate) fn over_files(files: usize, verb: &str) -> ProgressBar {
    if files < 2 {
        return ProgressBar::hidden();
    }
    bar(files as u64, "{msg} [{wide_bar}] {pos}/{len} {per_sec} ETA {eta}")
        .with_message(verb.to_owned())
}

/// How far the making of a corpus is: a count, and a share once the length is known.
pub(crate) fn of_corpus() -> ProgressBar {
    bar(0, "{pos} {msg} {spinner} {per_sec}")
}

/// How far the making of one sound is.
#[derive(Debug)]
pub(crate) struct OfSound(ProgressBar);

impl OfSound {
    /// A bar, or none where another bar tells how far the whole run is.
    pub(crate) fn new(shown: bool) -> Self {
        let bar = if shown {
            bar(STEPS, "{msg:10} [{wide_bar}] {percent} %")
        } else {
            ProgressBar::hidden()
        };
        Self(bar)
    }

    /// Takes what [`synth::produce`] tells.
    #[expect(clippy::cast_possible_truncation, reason = "`done` is from 0 to 1")]
    #[expect(clippy::cast_sign_loss, reason = "`done` is from 0 to 1")]
    pub(crate) fn hear(&self, stage: Stage, done: f64) -> ControlFlow<()> {
        self.0.set_message(match stage {
            Stage::Performing => "performing",
            Stage::Levelling => "levelling",
            Stage::Writing => "writing",
        });
        self.0.set_position((done.clamp(0.0, 1.0) * STEPS as f64) as u64);
        ControlFlow::Continue(())
    }
}

impl Drop for OfSound {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// How far a training is.
pub(crate) fn of_training(steps: u64, done: u64) -> ProgressBar {
    bar(steps, "step {pos}/{len} [{wide_bar}] {msg} ETA {eta}").with_position(done)
}

fn bar(length: u64, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template);
    ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
