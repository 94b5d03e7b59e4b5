//! The master key: a file, or a text that came from somewhere else.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::{fmt, fs, io};

use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use zeroize::Zeroizing;

use super::sealing::Key;
use crate::StoreError;

/// What stands above the keys in the file.
const NOTE: &str = "\
# The master key of this house. Without it, what is sealed in the database is lost: keep a copy of
# it, and keep the copy away from copies of the database.
";

/// A random key has 27 to 32 different bytes; one with fewer than this was made up.
const FEWEST_DIFFERENT_BYTES: usize = 16;

/// The master key, and the one before while data keys go over from it to the new one.
pub struct MasterKeys {
    /// The current one first; at least one.
    pub(super) keys: Vec<Key>,
}

impl fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} master keys", self.keys.len())
    }
}

impl MasterKeys {
    /// A new random master key.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn random() -> Result<MasterKeys, StoreError> {
        Ok(MasterKeys { keys: vec![Key::random()?] })
    }

    /// Reads master keys from a text: 64 hexadecimal digits each, the current one first, between spaces
    /// or on lines; lines that begin with `#` are left out.
    ///
    /// # Errors
    /// [`StoreError::MasterKey`] when there is none or one cannot be a random key. The text is not told.
    pub fn parse(text: &str) -> Result<MasterKeys, StoreError> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let keys: Result<Vec<Key>, StoreError> =
            lines.flat_map(str::split_whitespace).map(read).collect();
        let keys = keys?;
        if keys.is_empty() {
            return complain("there is none: `openssl rand -hex 32` makes one");
        }
        Ok(MasterKeys { keys })
    }

    /// Reads a file of master keys.
    ///
    /// # Errors
    /// When it cannot be read, and as [`MasterKeys::parse`].
    pub fn read(file: &Path) -> Result<MasterKeys, StoreError> {
        let text = fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
        MasterKeys::parse(&Zeroizing::new(text))
    }

    /// Reads the master key of a data folder; where there is none, makes one that only its owner can read.
    ///
    /// # Errors
    /// As [`MasterKeys::read`]; also when others of the system may read the file.
    pub fn read_or_make(file: &Path) -> Result<MasterKeys, StoreError> {
        match private().create_new(true).open(file) {
            Ok(open) => {
                let keys = MasterKeys::random()?;
                let written = keys.write(open).and_then(|()| sync_folder(file));
                written.map_err(|error| unreadable(file, &error))?;
                Ok(keys)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                check_private(file)?;
                MasterKeys::read(file)
            }
            Err(error) => Err(unreadable(file, &error)),
        }
    }

    /// These keys with a new one before them, for a rotation.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn renewed(mut self) -> Result<MasterKeys, StoreError> {
        self.keys.insert(0, Key::random()?);
        Ok(self)
    }

    /// The current one alone, after a rotation.
    #[must_use]
    pub fn current(mut self) -> MasterKeys {
        self.keys.truncate(1);
        self
    }

    /// Whether a rotation was begun with these.
    #[must_use]
    pub fn in_rotation(&self) -> bool {
        self.keys.len() > 1
    }

    /// Puts these keys in the place of the file's, in one step: a kill leaves the old or the new ones.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, file: &Path) -> Result<(), StoreError> {
        let beside = file.with_extension("new");
        let saved = private().create(true).truncate(true).open(&beside).and_then(|open| {
            self.write(open)?;
            fs::rename(&beside, file)
        });
        saved.map_err(|error| unreadable(file, &error))?;
        sync_folder(file).map_err(|error| unreadable(file, &error))
    }

    fn write(&self, mut file: File) -> io::Result<()> {
        let mut text = Zeroizing::new(NOTE.to_owned());
        for key in &self.keys {
            text.push_str(&Zeroizing::new(HEX.encode(&*key.0)));
            text.push('\n');
        }
        file.write_all(text.as_bytes())?;
        // Nothing may be sealed with a key that a power cut could take.
        file.sync_all()
    }
}

fn read(word: &str) -> Result<Key, StoreError> {
    let bytes = HEX.decode(word.as_bytes()).ok().map(Zeroizing::new);
    let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(&bytes[..]).ok());
    let Some(key) = key.map(Zeroizing::new) else {
        return complain("it is not 64 hexadecimal digits: `openssl rand -hex 32` makes one");
    };
    if key.iter().collect::<BTreeSet<_>>().len() < FEWEST_DIFFERENT_BYTES {
        return complain("it is not random: `openssl rand -hex 32` makes one that is");
    }
    Ok(Key(key))
}

fn complain<T>(complaint: &str) -> Result<T, StoreError> {
    Err(StoreError::MasterKey(complaint.to_owned()))
}

fn unreadable(file: &Path, error: &io::Error) -> StoreError {
    StoreError::MasterKey(format!("{}: {error}", file.display()))
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    options
}

#[cfg(unix)]
fn check_private(file: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::MetadataExt;
    let mode = fs::metadata(file).map_err(|error| unreadable(file, &error))?.mode();
    if mode & 0o077 != 0 {
        let file = file.display();
        return complain(&format!("others may read {file}: chmod 600 {file}"));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_private(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// A new name is kept only when its folder is.
fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if cfg!(unix) { File::open(folder.unwrap_or(Path::new(".")))?.sync_all() } else { Ok(()) }
}
