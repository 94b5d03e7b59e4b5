//! What may go wrong with a database.

use crate::accounts::Refused;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The address names no engine we know: write `sqlite:FILE` or `postgres://...`.
    #[error("{0} names no database: write sqlite:FILE or postgres://USER@HOST/NAME")]
    UnknownEngine(String),
    /// The database did not do it: see its message, and its log.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought to this version.
    #[error("the database cannot be brought to this version: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// What is stored is not what was written: the database was changed by something else.
    #[error("the database holds something that Musaic did not write: {0}")]
    Content(#[from] serde_json::Error),
    /// The address names no place for blobs.
    #[error("{0} names no place for blobs: write file:FOLDER or s3://BUCKET")]
    UnknownBlobs(String),
    /// What is large was asked for, and the store was opened without its place.
    #[error("the store was opened without a place for blobs")]
    NoBlobs,
    /// A listener's uploads take as much room as they may.
    #[error("uploads take {} MB together at most: remove some first", .0 / 1_000_000)]
    QuotaSpent(u64),
    /// The place of the blobs did not do it.
    #[error("the blobs: {0}")]
    Blobs(#[from] object_store::Error),
    /// A file beside the database could not be read or written.
    #[error("{0}: check the permissions and the disk")]
    Io(#[from] std::io::Error),
    /// The address of the cache makes no sense, or nobody answers there.
    #[error(
        "the cache: {0}: is it there, and is its address redis://HOST:PORT or rediss://HOST:PORT?"
    )]
    Cache(String),
    /// The music folder is not there: is its disk mounted?
    #[error("{0}: is the disk mounted, and may it be read? Nothing was changed")]
    NoMusicFolder(String),
    /// A scan's worker ended early.
    #[error("reading files was broken off")]
    BrokenOff,
    /// A master key that is none: make one with `openssl rand -hex 32`.
    #[error("the master key: {0}")]
    MasterKey(String),
    /// The master key is not the one that the database was sealed with: put that one back.
    #[error(
        "the master key is not the one that this database is sealed with: put back the file master.key \
         (or the variable) that belongs to it; if it was rotated just now, start the house anew"
    )]
    WrongMasterKey,
    /// The store was not unlocked.
    #[error("what is private is sealed, and the store was opened without the master key")]
    Locked,
    /// Something sealed was changed, or moved to another place.
    #[error("something sealed cannot be opened: it was changed, or moved from another place")]
    Sealed,
    /// The system gave no random bytes.
    #[error("the system gives no random bytes")]
    Randomness,
    /// There is no such account, or no longer.
    #[error("there is no such account")]
    NoSuchAccount,
    /// Another account has this name, or one that looks like it.
    #[error("there is an account named {0} already, or one that looks the same")]
    NameTaken(String),
    /// It cannot be an account's name.
    #[error("this cannot be an account's name: {0}")]
    BadName(&'static str),
    /// It cannot be a password.
    #[error("this cannot be a password: {0}")]
    BadPassword(&'static str),
    /// The house would have nobody who can run it.
    #[error("this is the last owner who can sign in: make another one first")]
    LastOwner,
    /// Too many passwords are being checked: try again in a second.
    #[error("too many people sign in at once: try again in a second")]
    Busy,
    /// Somebody is not let in.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// An invitation that was used, has expired or never was.
    #[error("this link was used or has expired: ask for another one")]
    NoInvitation,
    /// It cannot be a device's name.
    #[error("this cannot be a device's name: it has 1 to 64 characters and none of control")]
    BadLabel,
    /// An account has as many app passwords and keys as it may.
    #[error("this account has 50 app passwords and keys: revoke some first")]
    TooManyKeys,
    /// There is no such app password, key or session, or it is another account's.
    #[error("there is no such app password, key or session")]
    NoSuchKey,
    /// There is no such thing, or no longer.
    #[error("there is no such {0}")]
    NoSuchThing(&'static str),
    /// A smart playlist's tracks are found, not given: change its rules.
    #[error("this playlist finds its tracks by rules: change the rules")]
    HasRules,
    /// More than the house keeps in one.
    #[error("{what} holds {limit} at most")]
    TooMany {
        /// Which list.
        what: &'static str,
        /// How many.
        limit: usize,
    },
    /// An account has one authenticator.
    #[error("this account has an authenticator: remove it first")]
    HasAuthenticator,
    /// Browsers know no passkeys at this address.
    #[error(
        "there can be no passkeys at {0}: they need a name and https, as https://music.example.org"
    )]
    NoPasskeysHere(String),
    /// A passkey that does not fit what was asked for, or came too late.
    #[error("this passkey cannot be added: begin again")]
    BadPasskey,
}
