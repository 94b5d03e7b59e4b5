//! Accounts, and all that lets somebody in.

mod account;
mod attempts;
mod audit;
mod authenticator;
mod device_keys;
mod erasing;
mod guests;
mod invitations;
mod known;
mod meeting;
mod passkeys;
mod password;
mod sessions;
mod sign_in;
mod subsonic;
mod totp;

use account::account;
use attempts::Attempts;
pub use audit::{AuditEntry, Deed, Event};
pub use authenticator::NewAuthenticator;
pub use device_keys::{DeviceKey, KeyKind};
pub use erasing::Erased;
pub use guests::PASS_MS;
pub use invitations::INVITATION_MS;
use known::Known;
use passkeys::Ceremonies;
pub use passkeys::{Ceremony, PasskeyInfo, Passkeys};
use password::Hashing;
pub use sessions::Session;
pub use sign_in::{Credential, Refused, SignedIn};
pub use subsonic::Proof;

/// What the house keeps in memory at its doors.
#[derive(Debug, Default)]
pub(crate) struct Doors {
    pub(crate) hashing: Hashing,
    attempts: Attempts,
    known: Known,
    ceremonies: Ceremonies,
}
