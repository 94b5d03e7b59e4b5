//! Writing: choices drawn from the network under hard constraints.

mod draw;
mod rules;
mod write;

pub use draw::Boldness;
pub(crate) use rules::Rules;
pub(crate) use write::{Draft, Written, write};
