//! `musaic import playlist`: playlists that other players wrote come along.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use library::playlist_files::{Entry, PlaylistFile, Sorted};
use store::PlaylistChange;

use crate::house::HouseArguments;
use crate::outputs;

#[derive(Debug, Args)]
pub(super) struct PlaylistArguments {
    /// Playlists as other players wrote them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Whose they will be
    #[arg(long, value_name = "NAME")]
    user: String,
    /// Lets the others of the house see them
    #[arg(long)]
    public: bool,
    /// Where the names of what is not in the library are written: playlist, place, artist, title, album, path
    #[arg(long, value_name = "FILE")]
    unmatched: Option<PathBuf>,
    /// Replaces that file if it is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    house: HouseArguments,
}

pub(super) fn run(arguments: &PlaylistArguments) -> Result<ExitCode> {
    if let Some(file) = &arguments.unmatched {
        outputs::refuse_existing(file, arguments.force)?;
    }
    // Nothing is made when one of them cannot be read.
    let files: Vec<PlaylistFile> =
        arguments.files.iter().map(|file| read(file)).collect::<Result<_>>()?;
    arguments.house.on_account(&arguments.user, None, async |store, user, now_ms| {
        let shelf = store.shelf().await?;
        let mut table = "playlist\tplace\tartist\ttitle\talbum\tpath\n".to_owned();
        for PlaylistFile { title, remark, entries } in files {
            let Sorted { tracks, unmatched } = shelf.sort(entries);
            let id = store.make_playlist(user, &title, &tracks, now_ms).await?;
            let public = arguments.public.then_some(true);
            let change = PlaylistChange { name: None, comment: Some(&remark), public };
            store.change_playlist(id, change, now_ms).await?;
            println!("{title}: {} tracks, {} not in the library", tracks.len(), unmatched.len());
            for (place, entry) in &unmatched {
                row(&mut table, &title, *place, entry);
            }
        }
        if let Some(file) = &arguments.unmatched {
            outputs::save(file, table.as_bytes(), arguments.force)?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn read(file: &Path) -> Result<PlaylistFile> {
    let read = PlaylistFile::open(file);
    Ok(read.with_context(|| format!("cannot take over {}", file.display()))?.0)
}

fn row(table: &mut String, title: &str, place: usize, entry: &Entry) {
    let Entry { artist, title: named, album, path, .. } = entry;
    // Counted from 1, as players show them.
    let _ = writeln!(table, "{title}\t{}\t{artist}\t{named}\t{album}\t{path}", place + 1);
}
