//! Which addresses may be fetched from, and how names become addresses.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use library::addresses::is_public;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::Unfetched;

/// Finds the addresses of a name.
pub(super) type Lookup =
    Box<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync>;

/// As the system does it.
pub(super) fn system() -> Lookup {
    Box::new(|name| {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    })
}

pub(super) struct Rules {
    /// Hosts that may be private: names or addresses.
    pub(super) private: Vec<String>,
    /// Whether redirects may go to other hosts.
    pub(super) elsewhere: bool,
    pub(super) lookup: Lookup,
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rules { private, elsewhere, .. } = self;
        write!(f, "Rules {{ private: {private:?}, elsewhere: {elsewhere} }}")
    }
}

impl Rules {
    /// What can be told of an address before its host is looked up.
    pub(super) fn check(&self, url: &Url) -> Result<(), Unfetched> {
        let web = matches!(url.scheme(), "http" | "https");
        let open = url.username().is_empty() && url.password().is_none();
        let (true, true, Some(host)) = (web, open, host(url)) else {
            return Err(Unfetched::Address(shown(url)));
        };
        // An address in digits is not looked up. Whatever way it was written, `Url` made it the usual one.
        match host.parse() {
            Ok(address) => self.allow(host, &[address]),
            Err(_) => Ok(()),
        }
    }

    /// Whether one address may send to another: over the same origin, or from there to the same host over TLS.
    pub(super) fn follows(&self, from: &Url, to: &Url) -> Result<(), Unfetched> {
        let secured = from.scheme() == "http"
            && from.port().is_none()
            && to.scheme() == "https"
            && to.port().is_none();
        let same = from.origin() == to.origin() || (secured && from.host() == to.host());
        let weaker = from.scheme() == "https" && to.scheme() == "http";
        if same || (self.elsewhere && !weaker) { Ok(()) } else { Err(Unfetched::Moved(shown(to))) }
    }

    /// The addresses of a name, if all of them may be fetched from: which one is tried is not ours to say.
    pub(super) async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, Unfetched> {
        let found = (self.lookup)(name.to_owned()).await;
        let found = found.map_err(|_| Unfetched::NoHost(name.to_owned()))?;
        if found.is_empty() {
            return Err(Unfetched::NoHost(name.to_owned()));
        }
        self.allow(name, &found)?;
        Ok(found)
    }

    fn allow(&self, host: &str, addresses: &[IpAddr]) -> Result<(), Unfetched> {
        let named = self.private.iter().any(|name| name.eq_ignore_ascii_case(host));
        if named || addresses.iter().all(|address| is_public(*address)) {
            return Ok(());
        }
        Err(Unfetched::Private(host.to_owned()))
    }
}

/// A name or an address, without brackets.
fn host(url: &Url) -> Option<&str> {
    let host = url.host_str()?;
    Some(host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host))
}

/// An address for people: without what may be a secret.
fn shown(url: &Url) -> String {
    let origin = url.origin().ascii_serialization();
    format!("{origin}{}", url.path()).chars().take(200).collect()
}

/// Has the client connect to the addresses that were looked at.
pub(super) struct Resolver(pub(super) Arc<Rules>);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let rules = Arc::clone(&self.0);
        Box::pin(async move {
            let found = rules.addresses(name.as_str()).await?;
            // The port 0 stands for the address's own.
            Ok(Box::new(found.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs)
        })
    }
}
