//! `musaic scan`: brings the library up to date with folders of music.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use clap::Args;
use store::{ScanReport, ScanWishes, scan_as};

use crate::home;

/// `musaic scan`
#[derive(Debug, Args)]
pub(crate) struct ScanArguments {
    /// Folder that the house keeps its database in, made when it is not there; the data folder when left out
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Database: sqlite:FILE or postgres://... [default: musaic.db in the data folder]
    #[arg(long, value_name = "URL", env = "MUSAIC_DATABASE")]
    database: Option<String>,
    /// Folder of music; may be given several times
    #[arg(long, value_name = "DIR", required = true)]
    music: Vec<PathBuf>,
    /// Whether playlists follow the playlist files in the folders [default: true]
    #[arg(long, value_name = "true|false", env = "MUSAIC_PLAYLIST_FILES")]
    playlist_files: Option<bool>,
}

pub(crate) fn run(arguments: &ScanArguments) -> Result<ExitCode> {
    let data = home::made(arguments.data.clone())?;
    let playlist_files = arguments.playlist_files.unwrap_or(true);
    let runtime = tokio::runtime::Runtime::new().context("cannot start worker threads")?;
    runtime.block_on(async {
        let store = home::store(&data, arguments.database.as_deref()).await?;
        for music in &arguments.music {
            let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
            let wishes = ScanWishes { playlist_files };
            let report = scan_as(&store, music, wishes, i64::try_from(now.as_millis())?).await?;
            print!("{}", shown(&report));
        }
        store.close().await;
        Ok(ExitCode::SUCCESS)
    })
}

/// What a person wants to know: the files that need care, then the numbers.
fn shown(report: &ScanReport) -> String {
    let mut shown = String::new();
    for bad in &report.bad {
        shown += &format!("{}: {}\n", one_line(&bad.path), one_line(&bad.complaint));
    }
    let ScanReport { new, changed, same, missing, moved, bad, counts, lists } = report;
    shown += &format!(
        "{new} new, {changed} changed, {same} unchanged, {moved} moved, {missing} missing, {} bad\n",
        bad.len()
    );
    if lists.playlists > 0 {
        shown += &format!(
            "{} playlists from files, {} of their entries not in the library\n",
            lists.playlists, lists.unmatched
        );
    }
    shown += &format!(
        "{} tracks, {} albums, {} artists in the library\n",
        counts.tracks, counts.albums, counts.artists
    );
    shown
}

/// Names of files are anybody's: none may start a line of its own or speak to the terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
