//! `musaic import listens`: what was heard elsewhere comes along.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use library::{Listen, import};
use store::Takeover;

use crate::house::HouseArguments;
use crate::outputs;

#[derive(Debug, Args)]
pub(super) struct ListensArguments {
    /// Files as they were exported, ZIP, JSON or CSV
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Whose they are
    #[arg(long, value_name = "NAME")]
    user: String,
    /// Where the names of what is not in the library are written: times it was heard, artist, title, album
    #[arg(long, value_name = "FILE")]
    unmatched: Option<PathBuf>,
    /// Replaces that file if it is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    house: HouseArguments,
}

pub(super) fn run(arguments: &ListensArguments) -> Result<ExitCode> {
    if let Some(file) = &arguments.unmatched {
        outputs::refuse_existing(file, arguments.force)?;
    }
    arguments.house.on_account(&arguments.user, None, async |store, user, now_ms| {
        if !store.keeps_history(user, now_ms).await? {
            bail!("{} wants no history now: nothing was taken over", arguments.user);
        }
        let matcher = store.matcher().await?;
        let mut unmatched = Vec::new();
        for file in &arguments.files {
            let found = read(file)?;
            let (unread, private) = (found.unread, found.private);
            let taken = store.take_over(user, &matcher, found.listens, now_ms).await?;
            println!("{}: {}", file.display(), shown(&taken, unread, private));
            unmatched.extend(taken.unmatched);
        }
        if let Some(file) = &arguments.unmatched {
            outputs::save(file, table(&unmatched).as_bytes(), arguments.force)?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn read(file: &Path) -> Result<import::Imported> {
    let name = || format!("cannot take over {}", file.display());
    let size = std::fs::metadata(file).with_context(name)?.len();
    if size > library::limits::MAX_HISTORY_BYTES as u64 {
        bail!("{}: it is larger than 512 MiB", name());
    }
    let bytes = std::fs::read(file).with_context(name)?;
    import::read(&bytes).with_context(name)
}

fn shown(taken: &Takeover, unread: usize, private: usize) -> String {
    let Takeover { new, matched, unmatched } = taken;
    let known = matched + unmatched.len() - new;
    let mut shown = format!(
        "{new} new listens, {known} known; {matched} of tracks in the library, {} of others",
        unmatched.len()
    );
    if private > 0 {
        let _ = write!(shown, "; {private} of private sessions left out");
    }
    if unread > 0 {
        let _ = write!(shown, "; {unread} rows are no listens");
    }
    shown
}

/// What was heard most stands first.
fn table(unmatched: &[Listen]) -> String {
    let mut counts: BTreeMap<[&str; 3], usize> = BTreeMap::new();
    for listen in unmatched {
        *counts.entry([&listen.artist, &listen.title, &listen.album]).or_default() += 1;
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut table = "listens\tartist\ttitle\talbum\n".to_owned();
    for (names, count) in rows {
        let names = names.map(|name| name.replace(char::is_control, " "));
        let _ = writeln!(table, "{count}\t{}", names.join("\t"));
    }
    table
}
