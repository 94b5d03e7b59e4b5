//! Why a file is not on the shelves.

/// What is wrong with one file, by what its owner can do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LibraryError {
    /// The system did not let us read it: check the permissions and the disk.
    #[error("it cannot be read ({0}): check its permissions and the disk")]
    Unreadable(#[from] std::io::Error),
    /// The file is damaged or cut short: get it again.
    #[error("it is damaged or cut short ({0}): get it again from where it came")]
    Broken(String),
    /// The score is not one: mend or export it again.
    #[error(transparent)]
    Score(#[from] notation::Error),
    /// More than the house accepts: make it smaller.
    #[error("its {what} of {found} is above the limit of {limit}: make it smaller")]
    TooLarge {
        /// What is too large, with its unit.
        what: &'static str,
        /// How large it is.
        found: u64,
        /// How large it may be.
        limit: u64,
    },
    /// Not a picture we know: use PNG, JPEG, GIF or WebP.
    #[error("this is no picture that is known: use PNG, JPEG, GIF or WebP")]
    NotAPicture,
    /// Changes in a folder are not told: scan it from time to time.
    #[error("{folder} cannot be watched ({reason}): it is scanned from time to time instead")]
    Unwatchable {
        /// Which one.
        folder: String,
        /// What the system says.
        reason: String,
    },
}
