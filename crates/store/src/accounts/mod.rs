//! Accounts, and all that lets somebody in.

mod account;
mod password;

pub(crate) use password::Hashing;
