//! Where the house keeps what is its own, and how its database is opened.

use std::env;
use std::fs::DirBuilder;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use store::vault::MasterKeys;
use store::{Blobs, Store};

/// The folder of corpora, models, sounds and the library: that of `MUSAIC_DATA`, else the user's data folder.
/// `None` when neither is known.
pub(crate) fn data() -> Option<PathBuf> {
    let path = |name: &str| env::var_os(name).map(PathBuf::from);
    let users = || path("XDG_DATA_HOME").or_else(|| Some(path("HOME")?.join(".local/share")));
    path("MUSAIC_DATA").or_else(|| Some(users()?.join("musaic")))
}

/// The data folder, `named` or not, made if it is not there; nobody else of the system may look into it.
pub(crate) fn made(named: Option<PathBuf>) -> Result<PathBuf> {
    let data = named.or_else(data);
    let data = data.context("there is no HOME to keep the house in: name a folder with --data")?;
    let mut maker = DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(&data).with_context(|| format!("cannot make {}", data.display()))?;
    Ok(data)
}

/// Opens the house's database, `musaic.db` in the data folder unless another is named by its address, and
/// unlocks it with its [`MasterKey`].
pub(crate) async fn store(data: &Path, database: Option<&str>) -> Result<Store> {
    let keys = MasterKey::of(data).read()?;
    let store = match database {
        Some(url) => Store::open(url).await?,
        None => Store::open_file(&data.join("musaic.db")).await?,
    };
    Ok(store.unlocked(keys).await?)
}

/// Opens the place of what is too large for the database: the data folder unless another is named.
pub(crate) fn blobs(data: &Path, url: Option<&str>, copies: &Path) -> Result<Blobs> {
    let here = || format!("file:{}", data.display());
    Ok(Blobs::open(&url.map_or_else(here, str::to_owned), copies)?)
}

/// Where the master key is.
pub(crate) enum MasterKey {
    /// In `MUSAIC_MASTER_KEY`.
    Told(String),
    /// In the file that `MUSAIC_MASTER_KEY_FILE` names.
    Named(PathBuf),
    /// In `master.key` of the data folder; the first start makes it.
    Own(PathBuf),
}

impl MasterKey {
    pub(crate) fn of(data: &Path) -> MasterKey {
        if let Ok(text) = env::var("MUSAIC_MASTER_KEY") {
            MasterKey::Told(text)
        } else if let Some(file) = env::var_os("MUSAIC_MASTER_KEY_FILE") {
            MasterKey::Named(file.into())
        } else {
            MasterKey::Own(data.join("master.key"))
        }
    }

    fn read(&self) -> Result<MasterKeys> {
        Ok(match self {
            MasterKey::Told(text) => MasterKeys::parse(text)?,
            MasterKey::Named(file) => MasterKeys::read(file)?,
            MasterKey::Own(file) => MasterKeys::read_or_make(file)?,
        })
    }

    /// Puts a new key before the one that is in use, unless a rotation that was broken off did.
    pub(crate) fn begin_rotation(&self) -> Result<()> {
        let keys = self.read()?;
        match self {
            _ if keys.in_rotation() => Ok(()),
            MasterKey::Told(_) => bail!(
                "MUSAIC_MASTER_KEY holds one key: put a new one before it (openssl rand -hex 32) and a space"
            ),
            MasterKey::Named(file) | MasterKey::Own(file) => Ok(keys.renewed()?.save(file)?),
        }
    }

    /// Takes the old key out.
    pub(crate) fn end_rotation(&self) -> Result<()> {
        match self {
            MasterKey::Told(_) => {
                eprintln!("take the old key, the second one, out of MUSAIC_MASTER_KEY");
                Ok(())
            }
            MasterKey::Named(file) | MasterKey::Own(file) => {
                Ok(self.read()?.current().save(file)?)
            }
        }
    }
}
