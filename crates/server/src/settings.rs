//! What an operator may set; the table in `docs/self-hosters.md` tells the same.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use crate::acme::Acme;

/// How the house faces the network.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address and port that are listened on.
    pub listen: SocketAddr,
    /// The address by which others reach the house, without a `/` at its end; for links.
    pub public_url: Option<String>,
    /// Certificates of the house's own, if it does not stand behind a proxy.
    pub tls: Option<Tls>,
    /// Proxies whose word on a client's address is taken, and behind which plain HTTP is served.
    pub trusted_proxies: Vec<IpAddr>,
    /// How many tracks are encoded anew at once; what is asked beyond is told to come back.
    pub transcodes: usize,
    /// How long a shutdown waits for streams.
    pub patience: Duration,
    /// A SoundFont or a folder of them, by which scores are heard.
    pub soundfonts: Vec<PathBuf>,
    /// The largest file that may be brought, in bytes.
    pub upload_limit: u64,
    /// What the uploads of one account may take together, in bytes.
    pub upload_quota: u64,
    /// The folder for what is half made, on the disk that has room for it.
    pub desk: PathBuf,
    /// Hosts of the house's own network that feeds may be on, by name or address; no other private one is
    /// fetched from.
    pub fetch_private: Vec<String>,
    /// Whether what is fetched may redirect to another public host.
    pub redirects_elsewhere: bool,
    /// Whether playlists follow the playlist files that lie in the folders of music.
    pub playlist_files: bool,
}

/// Where certificates come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tls {
    /// PEM files: the chain, and its key.
    Files {
        /// The certificate and those above it.
        certificate: PathBuf,
        /// Its private key.
        key: PathBuf,
    },
    /// Let's Encrypt, or another authority that speaks ACME.
    Acme(Acme),
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            listen: SocketAddr::from(([127, 0, 0, 1], 4747)),
            public_url: None,
            tls: None,
            trusted_proxies: Vec::new(),
            transcodes: 2,
            patience: Duration::from_secs(20),
            soundfonts: Vec::new(),
            upload_limit: 1_000_000_000,
            upload_quota: 20_000_000_000,
            desk: std::env::temp_dir(),
            fetch_private: Vec::new(),
            redirects_elsewhere: true,
            playlist_files: true,
        }
    }
}

impl Settings {
    /// Passwords in clear text stay on this machine: plain HTTP is served on loopback or to a named proxy.
    ///
    /// # Errors
    /// A sentence that says what to set.
    pub fn check(&self) -> Result<(), String> {
        if self.tls.is_some() || self.listen.ip().is_loopback() || !self.trusted_proxies.is_empty()
        {
            return Ok(());
        }
        Err(format!(
            "{} can be reached from other machines, and without TLS passwords would travel in clear text: \
             set tls-certificate and tls-key, or acme-domain, or name the proxy that does TLS with trusted-proxy",
            self.listen
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hole_plain_http_stays_on_this_machine() {
        let mut settings = Settings::default();
        assert_eq!(settings.check(), Ok(()));
        settings.listen = SocketAddr::from(([0, 0, 0, 0], 4747));
        assert!(settings.check().unwrap_err().contains("trusted-proxy"));
        settings.trusted_proxies = vec![IpAddr::from([10, 0, 0, 2])];
        assert_eq!(settings.check(), Ok(()));
    }
}
