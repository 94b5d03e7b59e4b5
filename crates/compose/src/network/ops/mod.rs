//! What can be computed on a tape; one operation, with its way back, a file.

mod add;
pub(crate) mod attention;
pub(crate) mod bag;
pub(crate) mod cost;
mod dropout;
pub(crate) mod gelu;
mod linear;
pub(crate) mod norm;
pub(crate) mod refer;
pub(crate) mod softmax;
