//! The web face of the house: OpenSubsonic for any client, a web API, health and metrics for who runs it.
//!
//! A [`store::Store`] flows in, with [`Settings`] and folders of music, and makes a [`House`]; requests
//! flow in and answers out while [`serve()`] runs. What somebody may do is asked of
//! [`library::policy`], what there is of [`store`]; here is only how it is asked and told.
//!
//! ```
//! use axum::{body::Body, http::Request};
//! use server::{House, Settings, app};
//! use tower::ServiceExt;
//!
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let store = store::Store::in_memory().await?;
//! let blobs = store::Blobs::open("memory:", "copies".as_ref())?;
//! let cache = store::Cache::in_memory(1 << 20);
//! let house = House::new(store.with_blobs(blobs), cache, Settings::default(), vec![]);
//! let request = Request::get("/rest/ping?f=json").body(Body::empty())?;
//! let answer = app(house).oneshot(request).await?;
//! let answer = axum::body::to_bytes(answer.into_body(), 1 << 20).await?;
//! assert!(String::from_utf8_lossy(&answer).contains("the parameter u is missing"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod acme;
mod address;
mod api;
mod app;
mod clock;
mod covers;
mod etag;
mod fetching;
mod house;
mod jobs;
mod metrics;
mod operations;
mod pages;
mod podcasts;
mod problem;
mod receiving;
mod scanning;
mod serve;
mod settings;
mod sound;
mod subsonic;
#[cfg(test)]
mod tests;

pub use acme::Acme;
pub use app::app;
pub use house::House;
pub use serve::{ServeError, certificate, listen, serve};
pub use settings::{Settings, Tls};
