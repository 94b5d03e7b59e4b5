//! The open house: what every request needs.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use store::{Cache, Secret, Store, StoreError};
use tokio::sync::{Semaphore, watch};

use crate::clock::now_ms;
use crate::fetching::Fetcher;
use crate::metrics::Metrics;
use crate::scanning::Scanning;
use crate::settings::{Settings, Tls};
use crate::sound::Renders;

/// Files that come in at the same time at most.
const RECEPTIONS: usize = 8;

/// A music house that can be opened to listeners with [`serve`](crate::serve()).
#[derive(Debug)]
pub struct House {
    pub(crate) store: Arc<Store>,
    pub(crate) settings: Settings,
    /// Where it is listened, once it is; the settings may leave the port to the system.
    pub(crate) bound: OnceLock<SocketAddr>,
    pub(crate) metrics: Metrics,
    pub(crate) scanning: Scanning,
    pub(crate) renders: Renders,
    /// Covers made smaller, and whatever else is dear to make.
    pub(crate) cache: Cache,
    /// What gets things from outside.
    pub(crate) fetcher: Fetcher,
    /// Becomes true when the house closes.
    pub(crate) closing: watch::Sender<bool>,
    /// One permit for each track that may be encoded anew at the same time.
    pub(crate) transcodes: Arc<Semaphore>,
    /// One permit for each file that may come in at the same time.
    pub(crate) receptions: Semaphore,
    /// The permit of the one playlist that may be taken over at a time: all tracks are looked through for it.
    pub(crate) imports: Semaphore,
}

impl House {
    /// A house over a database with its blobs, for music in these folders.
    #[must_use]
    pub fn new(store: Store, cache: Cache, settings: Settings, music: Vec<PathBuf>) -> Arc<House> {
        let transcodes = Arc::new(Semaphore::new(settings.transcodes));
        let fetcher = Fetcher::new(settings.fetch_private.clone(), settings.redirects_elsewhere);
        let renders = Renders::new(settings.soundfonts.clone());
        Arc::new(House {
            store: Arc::new(store),
            settings,
            bound: OnceLock::new(),
            metrics: Metrics::new(),
            scanning: Scanning::new(music),
            renders,
            cache,
            fetcher,
            closing: watch::Sender::new(false),
            transcodes,
            receptions: Semaphore::new(RECEPTIONS),
            imports: Semaphore::new(1),
        })
    }

    /// Takes away what a kill left half made: files on the desk, and those that were on their way to their place.
    pub fn clear_up(&self) {
        // What stays is in nobody's way, and told when the desk is needed.
        let _ = std::fs::remove_dir_all(&self.settings.desk);
        if let Ok(blobs) = self.store.blobs() {
            blobs.sweep();
        }
    }

    /// The folder for what is half made; it is emptied at every start.
    pub(crate) fn desk(&self) -> io::Result<&Path> {
        std::fs::create_dir_all(&self.settings.desk)?;
        Ok(&self.settings.desk)
    }

    /// The address of the house for those who use it, without a `/` at its end.
    #[must_use]
    pub fn url(&self) -> String {
        if let Some(url) = &self.settings.public_url {
            return url.clone();
        }
        let address = self.bound.get().unwrap_or(&self.settings.listen);
        match &self.settings.tls {
            None => format!("http://{address}"),
            // The certificate is for the name.
            Some(Tls::Acme(acme)) if !acme.domains.is_empty() => match address.port() {
                443 => format!("https://{}", acme.domains[0]),
                port => format!("https://{}:{port}", acme.domains[0]),
            },
            Some(_) => format!("https://{address}"),
        }
    }

    /// The token of a link that makes the first owner's account; `None` when somebody has an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_up_token(&self) -> Result<Option<Secret>, StoreError> {
        self.store.first_run(now_ms()).await
    }
}
