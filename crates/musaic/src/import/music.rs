//! `musaic import music`: files become uploads of an account, as over the web.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use library::UserId;
use store::{BlobId, Deed, NewUpload, Store};

use crate::house::HouseArguments;

#[derive(Debug, Args)]
pub(super) struct MusicArguments {
    /// Files of sound or scores
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Whose uploads they become
    #[arg(long, value_name = "NAME")]
    user: String,
    #[command(flatten)]
    house: HouseArguments,
}

pub(super) fn run(arguments: &MusicArguments) -> Result<ExitCode> {
    let deed = Some(Deed::Upload);
    arguments.house.on_account(&arguments.user, deed, async |store, user, now_ms| {
        let mut refused = 0;
        for file in &arguments.files {
            match bring(store, user, file, now_ms).await {
                Ok(told) => println!("{}: {told}", file.display()),
                Err(error) => {
                    eprintln!("{}: {error:#}", file.display());
                    refused += 1;
                }
            }
        }
        if refused == 0 {
            return Ok(ExitCode::SUCCESS);
        }
        eprintln!("{refused} of {} files are not in the house", arguments.files.len());
        Ok(ExitCode::FAILURE)
    })
}

async fn bring(store: &Store, user: UserId, file: &Path, now_ms: i64) -> Result<String> {
    let own = file.file_name().and_then(|name| name.to_str()).context("its name is no text")?;
    let name = library::upload_name(own).context("its name does not end as music does")?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let read = library::read(folder.unwrap_or(Path::new(".")), own)?;
    let mut hasher = blake3::Hasher::new();
    let bytes = std::io::copy(&mut std::fs::File::open(file)?, &mut hasher)?;
    let id = BlobId::from_hash(hasher.finalize());
    let new = NewUpload { name: &name, file, id, bytes, read: &read };
    // Whoever has the machine need not be told how much room there is.
    let (track, is_new) = store.keep_upload(user, &new, u64::MAX, now_ms).await?;
    Ok(format!("{} track {track}", if is_new { "is" } else { "was" }))
}
