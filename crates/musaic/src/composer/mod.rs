//! The composer's commands.

pub(crate) mod compose;
mod data;
mod deliver;
pub(crate) mod evaluate;
mod models;
pub(crate) mod originality;
mod players;
mod request;
mod search;
mod stream;
pub(crate) mod train;
pub(crate) mod work;
