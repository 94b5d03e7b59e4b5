//! What is private is sealed: each user has a data key, and the master key wraps all data keys.
//!
//! The master key lies outside of the database ([`MasterKeys`]), so that the database alone, a backup or a
//! stolen disk of its own, tells nobody's history. To erase somebody is to drop their data key. The cipher is
//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with a random nonce; what is sealed belongs to one
//! [`Place`] and opens nowhere else.

mod data_keys;
mod master;
mod rotation;
mod sealing;

pub use data_keys::DataKey;
pub(crate) use data_keys::Vault;
pub use master::MasterKeys;
pub use sealing::Place;
