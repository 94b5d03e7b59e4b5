//! What pieces have in common, in any key and any rhythm: to find duplicates, to keep near-duplicates
//! in one split, and to keep out what must not be learned.
//!
//! A piece is the set of its passages: windows over the changes of pitch, told by intervals alone
//! (Uitdenbogerd & Zobel 1999). What two pieces share is the number of common passages by that of the
//! piece with fewer (containment; Broder 1997), so an excerpt is found in its whole.

mod groups;
mod index;
mod signature;

#[cfg(test)]
mod tests;

pub use groups::Groups;
pub use index::{Likeness, LikenessIndex};
pub use signature::Signature;
