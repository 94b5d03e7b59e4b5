//! The network: numbers on a tape, the operations, and the composer's own net.

#[cfg(test)]
mod check;
pub(crate) mod features;
pub(crate) mod lesson;
mod matmul;
pub(crate) mod net;
pub(crate) mod ops;
pub(crate) mod parameters;
pub(crate) mod real;
pub(crate) mod session;
pub(crate) mod shape;
mod stack;
pub(crate) mod tape;
