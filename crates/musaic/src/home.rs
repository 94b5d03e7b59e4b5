//! Where the house keeps what is its own, and how its database is opened.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use store::Store;
use store::vault::MasterKeys;

/// The folder of corpora, models, sounds and the library: that of `MUSAIC_DATA`, else the user's data folder.
/// `None` when neither is known.
pub(crate) fn data() -> Option<PathBuf> {
    let path = |name: &str| env::var_os(name).map(PathBuf::from);
    let users = || path("XDG_DATA_HOME").or_else(|| Some(path("HOME")?.join(".local/share")));
    path("MUSAIC_DATA").or_else(|| Some(users()?.join("musaic")))
}

/// The data folder, `named` or not, made if it is not there.
pub(crate) fn made(named: Option<PathBuf>) -> Result<PathBuf> {
    let data = named.or_else(data);
    let data = data.context("there is no HOME to keep the house in: name a folder with --data")?;
    std::fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;
    Ok(data)
}

/// Opens the house's database, `musaic.db` in the data folder unless another is named by its address, with
/// the master key that `MUSAIC_MASTER_KEY` tells or `master.key` in the data folder holds; the first start
/// makes one.
pub(crate) async fn store(data: &Path, database: Option<&str>) -> Result<Store> {
    let keys = match env::var("MUSAIC_MASTER_KEY") {
        Ok(key) => MasterKeys::parse(&key)?,
        Err(_) => MasterKeys::read_or_make(&data.join("master.key"))?,
    };
    let store = match database {
        Some(url) => Store::open(url).await?,
        None => Store::open_file(&data.join("musaic.db")).await?,
    };
    Ok(store.unlocked(keys).await?)
}
