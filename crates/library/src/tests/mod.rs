//! Files made by `synth`'s encoders or by hand: none are stored.

pub(crate) mod files;
mod hostile;
mod policy;
mod reading;
mod walking;
