//! Fetches what strangers name: one door for everything that the house gets from outside.
//!
//! Whoever writes a feed may name any address, also those that only this machine and its network can reach.
//! So names are resolved here, every address is held to [`library::addresses`], and the connection goes to an
//! address that was looked at and to no other; redirects are looked at as if they were named first. What comes
//! is counted, and does not take for ever. No proxy, no cookie, no password goes along.

mod rules;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use reqwest::{Client, Response, Url, redirect};
use tokio::time::{Instant, timeout, timeout_at};

use rules::{Resolver, Rules};

/// By what the house is known to others.
const USER_AGENT: &str = concat!("Musaic/", env!("CARGO_PKG_VERSION"));
/// As many redirects are followed.
const MOST_REDIRECTS: usize = 5;
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(15);

/// Why something was not fetched, with what would help.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unfetched {
    /// It is no address that we fetch from.
    #[error(
        "{0:?} is no address of the web: write http:// or https://, without a name and password"
    )]
    Address(String),
    /// It is in this machine or a private network.
    #[error("{0} is in a private network: the house's owner may name it in fetch-private")]
    Private(String),
    /// There is no such host.
    #[error("{0} was not found")]
    NoHost(String),
    /// It is said to be elsewhere.
    #[error("it was moved to {0}: if you trust that host, use this address")]
    Moved(String),
    /// It was sent in circles.
    #[error("it redirects more than {MOST_REDIRECTS} times")]
    Circles,
    /// The server does not give it.
    #[error("the server answers {0}")]
    Refused(StatusCode),
    /// It is longer than it may be, in bytes.
    #[error("it has more than {0} bytes")]
    TooLarge(u64),
    /// It takes for ever.
    #[error("the server is too slow")]
    TooSlow,
    /// The network or the server broke off.
    #[error("{0}")]
    Broken(String),
}

impl Unfetched {
    /// Whether asking again later would be in vain.
    pub(crate) fn is_final(&self) -> bool {
        use Unfetched as U;
        match self {
            U::Refused(status) => {
                status.is_client_error() && !matches!(status.as_u16(), 408 | 425 | 429)
            }
            U::Address(_) | U::Private(_) | U::Moved(_) | U::Circles | U::TooLarge(_) => true,
            U::NoHost(_) | U::TooSlow | U::Broken(_) => false,
        }
    }
}

/// How much of something is taken, and how long it may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// In bytes.
    pub(crate) bytes: u64,
    /// Until the last byte has come.
    pub(crate) total: Duration,
    /// Between one byte and the next.
    pub(crate) idle: Duration,
}

impl Bounds {
    /// For what is small: a minute in all.
    pub(crate) fn small(bytes: usize) -> Bounds {
        let (total, idle) = (Duration::from_secs(60), Duration::from_secs(20));
        Bounds { bytes: bytes as u64, total, idle }
    }
}

/// Fetches by the rules of the house.
#[derive(Debug)]
pub(crate) struct Fetcher {
    rules: Arc<Rules>,
    /// Made when it is first needed: it reads the system's certificates.
    client: OnceLock<Client>,
}

impl Fetcher {
    /// `private` names hosts of the house's own network that may be fetched from; `elsewhere` lets
    /// redirects go to other hosts, by the same rules.
    pub(crate) fn new(private: Vec<String>, elsewhere: bool) -> Fetcher {
        Fetcher::by(Rules { private, elsewhere, lookup: rules::system() })
    }

    fn by(rules: Rules) -> Fetcher {
        Fetcher { rules: Arc::new(rules), client: OnceLock::new() }
    }

    /// An address as it would be fetched; whether its host may be reached is seen when it is.
    pub(crate) fn check(&self, address: &str) -> Result<Url, Unfetched> {
        let short = || Unfetched::Address(address.chars().take(200).collect());
        if address.len() > library::limits::MAX_URL {
            return Err(short());
        }
        let mut url = Url::parse(address.trim()).map_err(|_| short())?;
        url.set_fragment(None);
        self.rules.check(&url)?;
        Ok(url)
    }

    /// Begins to fetch. The answer is a good one, or 304 where `headers` ask for that.
    pub(crate) async fn fetch(
        &self,
        address: &str,
        headers: &HeaderMap,
        bounds: Bounds,
    ) -> Result<Fetched, Unfetched> {
        let deadline = Instant::now() + bounds.total;
        let mut url = self.check(address)?;
        for _ in 0..=MOST_REDIRECTS {
            let asked = self.client()?.get(url.clone()).headers(headers.clone()).send();
            let response = timeout_at(deadline, timeout(bounds.idle.max(CONNECT), asked)).await;
            let response = response.map_err(|_| Unfetched::TooSlow)?;
            let response =
                response.map_err(|_| Unfetched::TooSlow)?.map_err(|error| why(&error))?;
            let Some(next) = moved(&response) else {
                return Fetched::of(response, bounds, deadline);
            };
            let next = url.join(&next).map_err(|_| Unfetched::Address(next))?;
            self.rules.check(&next)?;
            self.rules.follows(&url, &next)?;
            url = next;
        }
        Err(Unfetched::Circles)
    }

    fn client(&self) -> Result<&Client, Unfetched> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        store::encrypt_by_ring();
        let client = Client::builder()
            .user_agent(USER_AGENT)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .http1_only()
            // A connection that is kept would go to an address that was looked at long ago.
            .pool_max_idle_per_host(0)
            .connect_timeout(CONNECT)
            .dns_resolver(Resolver(Arc::clone(&self.rules)))
            .build()
            .map_err(|error| why(&error))?;
        Ok(self.client.get_or_init(|| client))
    }
}

/// Where else something is, if the server says so.
fn moved(response: &Response) -> Option<String> {
    let moves = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let place = response.headers().get(header::LOCATION).filter(|_| moves)?;
    Some(String::from_utf8_lossy(place.as_bytes()).into_owned())
}

/// Our own reason, where it was one of our rules; else the innermost, which says most.
fn why(error: &reqwest::Error) -> Unfetched {
    let mut reason: &(dyn Error + 'static) = error;
    loop {
        if let Some(own) = reason.downcast_ref::<Unfetched>() {
            return own.clone();
        }
        match reason.source() {
            Some(source) => reason = source,
            None if error.is_timeout() => return Unfetched::TooSlow,
            None => return Unfetched::Broken(reason.to_string().chars().take(300).collect()),
        }
    }
}

/// An answer whose body is on its way.
#[derive(Debug)]
pub(crate) struct Fetched {
    response: Response,
    bounds: Bounds,
    deadline: Instant,
    taken: u64,
}

impl Fetched {
    fn of(response: Response, bounds: Bounds, deadline: Instant) -> Result<Fetched, Unfetched> {
        let status = response.status();
        if !status.is_success() && status != StatusCode::NOT_MODIFIED {
            return Err(Unfetched::Refused(status));
        }
        if response.content_length().is_some_and(|length| length > bounds.bytes) {
            return Err(Unfetched::TooLarge(bounds.bytes));
        }
        Ok(Fetched { response, bounds, deadline, taken: 0 })
    }

    /// Whether it is as it was when it was fetched before.
    pub(crate) fn is_the_same(&self) -> bool {
        self.response.status() == StatusCode::NOT_MODIFIED
    }

    /// A header, if it is short text.
    pub(crate) fn header(&self, name: header::HeaderName) -> Option<String> {
        let value = self.response.headers().get(name)?.to_str().ok()?;
        (value.len() <= 256).then(|| value.to_owned())
    }

    /// The next bytes; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Unfetched> {
        let chunk = timeout(self.bounds.idle, self.response.chunk());
        let chunk = timeout_at(self.deadline, chunk).await.map_err(|_| Unfetched::TooSlow)?;
        let chunk = chunk.map_err(|_| Unfetched::TooSlow)?.map_err(|error| why(&error))?;
        self.taken += chunk.as_ref().map_or(0, |bytes| bytes.len() as u64);
        if self.taken > self.bounds.bytes {
            return Err(Unfetched::TooLarge(self.bounds.bytes));
        }
        Ok(chunk)
    }

    /// All of it.
    pub(crate) async fn whole(mut self) -> Result<Vec<u8>, Unfetched> {
        let mut whole = Vec::new();
        while let Some(bytes) = self.next().await? {
            whole.extend_from_slice(&bytes);
        }
        Ok(whole)
    }
}
