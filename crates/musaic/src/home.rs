//! Where the house keeps what is its own.

use std::env;
use std::path::PathBuf;

/// The folder of corpora, models, sounds and the library: that of `MUSAIC_DATA`, else the user's data folder.
/// `None` when neither is known.
pub(crate) fn data() -> Option<PathBuf> {
    let path = |name: &str| env::var_os(name).map(PathBuf::from);
    let users = || path("XDG_DATA_HOME").or_else(|| Some(path("HOME")?.join(".local/share")));
    path("MUSAIC_DATA").or_else(|| Some(users()?.join("musaic")))
}
