//! Who lives in the house: accounts, their roles, and how much of an account a device may use.

use serde::{Deserialize, Serialize};

use crate::UserId;
use crate::limits::MAX_ACCOUNT_NAME;

/// What somebody is in the house; each may do all that the ones before may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountRole {
    /// Hears everything, and keeps stars, ratings, playlists and a history.
    Listener,
    /// Also adds music and shares it by links.
    Member,
    /// Also runs the house: accounts, scans, settings, the audit log.
    Owner,
}

/// How much of an account an app password or a key may use; each holds the ones before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Browse, search, hear, and tell what was heard.
    Listen,
    /// Also change playlists, stars and ratings, make shares and add music.
    Edit,
    /// All that the account may do.
    Manage,
}

macro_rules! named {
    ($type:ident: $($variant:ident $name:literal),*) => {
        impl $type {
            /// All there are, the least first.
            pub const ALL: &'static [$type] = &[$($type::$variant),*];

            /// The word for it, as it is stored and typed.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name),* }
            }

            /// Reads the word for it.
            #[must_use]
            pub fn from_name(name: &str) -> Option<$type> {
                $type::ALL.iter().copied().find(|known| known.name() == name)
            }
        }
    };
}

named!(AccountRole: Listener "listener", Member "member", Owner "owner");
named!(Scope: Listen "listen", Edit "edit", Manage "manage");

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Their identity.
    pub id: UserId,
    /// The name they sign in with, as they write it.
    pub name: String,
    /// What they are in the house.
    pub role: AccountRole,
    /// When the account was made, in milliseconds since 1970.
    pub created_ms: i64,
    /// Nobody can sign in to a disabled account; what is its own stays.
    pub disabled: bool,
}

/// What two names share when they are the same account: nobody gets to be `Ann` beside `ann`. It may be made
/// of anything that was typed, and has no NUL, which databases refuse.
#[must_use]
pub fn name_key(name: &str) -> String {
    crate::fold(name).replace('\0', " ")
}

/// Whether a name can be an account's.
///
/// # Errors
/// What a name must be, when it is empty, longer than [`MAX_ACCOUNT_NAME`], has spaces at its ends or signs that cannot be seen.
pub fn check_name(name: &str) -> Result<(), &'static str> {
    if name.is_empty() || name.chars().count() > MAX_ACCOUNT_NAME {
        return Err("a name has 1 to 64 characters");
    }
    if name.trim() != name || name.chars().any(char::is_control) {
        return Err("a name neither begins nor ends with a space and has no control characters");
    }
    if !name.chars().any(char::is_alphanumeric) {
        return Err("a name has at least one letter or digit");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_roles_and_scopes() {
        for role in AccountRole::ALL {
            assert_eq!(AccountRole::from_name(role.name()), Some(*role));
        }
        for scope in Scope::ALL {
            assert_eq!(Scope::from_name(scope.name()), Some(*scope));
        }
        assert_eq!(AccountRole::from_name("root"), None);
    }

    #[test]
    fn names_are_visible_and_no_two_look_alike() {
        for name in ["ann", "Ann Lee", "月亮", "a@b.c"] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in ["", " ann", "ann\n", "a\0b", "--", &"a".repeat(65)] {
            assert!(check_name(name).is_err(), "{name:?}");
        }
        assert_eq!(name_key("Ånn"), name_key("ann"));
        assert_ne!(name_key("ann"), name_key("anna"));
        assert_ne!(name_key("ann"), name_key("ann\0"));
    }
}
