//! Settings of the house: flags before the environment before `musaic.toml`.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde::Deserialize;
use server::{Acme, Settings, Tls};
use store::Cache;

use crate::sound;

/// Memory for small covers and the like.
const CACHE_BYTES: u64 = 32 << 20;

/// Each of these may be a flag, a variable or a line of the file; docs/self-hosters.md has the table.
#[derive(Clone, Debug, Default, Args, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct HouseSettings {
    /// Address and port to listen on [default: 127.0.0.1:4747]
    #[arg(long, value_name = "ADDRESS", env = "MUSAIC_LISTEN")]
    pub(crate) listen: Option<SocketAddr>,
    /// Folder of music; may be given several times
    #[arg(long, value_name = "DIR", env = "MUSAIC_MUSIC", value_delimiter = ':')]
    pub(crate) music: Vec<PathBuf>,
    /// Whether playlists follow the playlist files in the folders of music [default: true]
    #[arg(long, value_name = "true|false", env = "MUSAIC_PLAYLIST_FILES")]
    pub(crate) playlist_files: Option<bool>,
    /// Database: sqlite:FILE or postgres://... [default: musaic.db in the data folder]
    #[arg(long, value_name = "URL", env = "MUSAIC_DATABASE")]
    pub(crate) database: Option<String>,
    /// Cache for several machines: redis://HOST:PORT, or rediss:// for an encrypted one [default: this process's memory]
    #[arg(long, value_name = "URL", env = "MUSAIC_CACHE")]
    pub(crate) cache: Option<String>,
    /// Place for what is large, such as uploads and rendered scores: `file:FOLDER` or `s3://BUCKET/FOLDER` [default: the data folder]
    #[arg(long, value_name = "URL", env = "MUSAIC_BLOBS")]
    pub(crate) blobs: Option<String>,
    /// Host of the own network that a feed may be on, by name or address; may be given several times
    #[arg(long, value_name = "HOST", env = "MUSAIC_FETCH_PRIVATE", value_delimiter = ',')]
    pub(crate) fetch_private: Vec<String>,
    /// Whether feeds and their files may redirect to other public hosts [default: true]
    #[arg(long, value_name = "true|false", env = "MUSAIC_REDIRECTS_ELSEWHERE")]
    pub(crate) redirects_elsewhere: Option<bool>,
    /// The address by which others reach the house, for links: `https://music.example.org`
    #[arg(long, value_name = "URL", env = "MUSAIC_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,
    /// PEM file of the certificate and those above it
    #[arg(long, value_name = "FILE", env = "MUSAIC_TLS_CERTIFICATE")]
    pub(crate) tls_certificate: Option<PathBuf>,
    /// PEM file of the certificate's private key
    #[arg(long, value_name = "FILE", env = "MUSAIC_TLS_KEY")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Name to get a certificate for by ACME (Let's Encrypt); may be given several times
    #[arg(long, value_name = "NAME", env = "MUSAIC_ACME_DOMAIN", value_delimiter = ',')]
    pub(crate) acme_domain: Vec<String>,
    /// Mail address that the certificate authority may write to
    #[arg(long, value_name = "MAIL", env = "MUSAIC_ACME_CONTACT")]
    pub(crate) acme_contact: Option<String>,
    /// Another certificate authority's ACME directory
    #[arg(long, value_name = "URL", env = "MUSAIC_ACME_DIRECTORY")]
    pub(crate) acme_directory: Option<String>,
    /// PEM file of that authority's own certificate, if browsers do not know it
    #[arg(long, value_name = "FILE", env = "MUSAIC_ACME_ROOT")]
    pub(crate) acme_root: Option<PathBuf>,
    /// Address of a proxy that does TLS for the house and is believed on who asks; several are allowed
    #[arg(long, value_name = "IP", env = "MUSAIC_TRUSTED_PROXY", value_delimiter = ',')]
    pub(crate) trusted_proxy: Vec<IpAddr>,
    /// Tracks that are encoded anew at the same time [default: one for each core]
    #[arg(long, value_name = "N", env = "MUSAIC_TRANSCODES")]
    pub(crate) transcodes: Option<usize>,
    /// The largest file that may be uploaded, in MB [default: 1000]
    #[arg(long, value_name = "MB", env = "MUSAIC_UPLOAD_LIMIT")]
    pub(crate) upload_limit: Option<u64>,
    /// What one account's uploads take together at most, in MB [default: 20000]
    #[arg(long, value_name = "MB", env = "MUSAIC_UPLOAD_QUOTA")]
    pub(crate) upload_quota: Option<u64>,
    /// Seconds that a shutdown waits for streams to end [default: 20]
    #[arg(long, value_name = "SECONDS", env = "MUSAIC_PATIENCE")]
    pub(crate) patience: Option<u64>,
    /// SoundFont that scores are played with
    #[arg(long, value_name = "FILE", env = "MUSAIC_SOUNDFONT")]
    pub(crate) soundfont: Option<PathBuf>,
    /// What is logged: error, warn, info, debug, or by part, such as server=debug,info [default: info]
    #[arg(long, value_name = "FILTER", env = "MUSAIC_LOG")]
    pub(crate) log: Option<String>,
}

impl HouseSettings {
    /// Takes from `musaic.toml` what neither a flag nor a variable said. A file that was named must be there.
    pub(crate) fn with_file(self, named: Option<&Path>, data: &Path) -> Result<HouseSettings> {
        let file = named.map_or_else(|| data.join("musaic.toml"), Path::to_owned);
        if named.is_none() && !file.exists() {
            return Ok(self);
        }
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("cannot read the settings in {}", file.display()))?;
        let told: HouseSettings = toml::from_str(&text)
            .with_context(|| format!("{} cannot be understood", file.display()))?;
        Ok(self.or(told))
    }

    fn or(self, other: HouseSettings) -> HouseSettings {
        HouseSettings {
            listen: self.listen.or(other.listen),
            music: some_of(self.music, other.music),
            playlist_files: self.playlist_files.or(other.playlist_files),
            database: self.database.or(other.database),
            cache: self.cache.or(other.cache),
            blobs: self.blobs.or(other.blobs),
            fetch_private: some_of(self.fetch_private, other.fetch_private),
            redirects_elsewhere: self.redirects_elsewhere.or(other.redirects_elsewhere),
            public_url: self.public_url.or(other.public_url),
            tls_certificate: self.tls_certificate.or(other.tls_certificate),
            tls_key: self.tls_key.or(other.tls_key),
            acme_domain: some_of(self.acme_domain, other.acme_domain),
            acme_contact: self.acme_contact.or(other.acme_contact),
            acme_directory: self.acme_directory.or(other.acme_directory),
            acme_root: self.acme_root.or(other.acme_root),
            trusted_proxy: some_of(self.trusted_proxy, other.trusted_proxy),
            transcodes: self.transcodes.or(other.transcodes),
            upload_limit: self.upload_limit.or(other.upload_limit),
            upload_quota: self.upload_quota.or(other.upload_quota),
            patience: self.patience.or(other.patience),
            soundfont: self.soundfont.or(other.soundfont),
            log: self.log.or(other.log),
        }
    }

    /// The cache of whatever is dear to make.
    pub(crate) fn cache(&self) -> Result<Cache> {
        Ok(match &self.cache {
            Some(url) => Cache::open(url)?,
            None => Cache::in_memory(CACHE_BYTES),
        })
    }

    /// As the server takes them.
    pub(crate) fn for_server(&self, data: &Path) -> Result<Settings> {
        let default = Settings::default();
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Ok(Settings {
            listen: self.listen.unwrap_or(default.listen),
            public_url: self.public_url.clone().map(|url| url.trim_end_matches('/').to_owned()),
            tls: self.tls(data)?,
            trusted_proxies: self.trusted_proxy.clone(),
            transcodes: self.transcodes.unwrap_or(cores).max(1),
            patience: self.patience.map_or(default.patience, Duration::from_secs),
            upload_limit: bytes(self.upload_limit).unwrap_or(default.upload_limit),
            upload_quota: bytes(self.upload_quota).unwrap_or(default.upload_quota),
            soundfonts: match &self.soundfont {
                Some(named) => vec![named.clone()],
                None => sound::places(),
            },
            desk: data.join("desk"),
            fetch_private: self.fetch_private.clone(),
            redirects_elsewhere: self.redirects_elsewhere.unwrap_or(default.redirects_elsewhere),
            playlist_files: self.playlist_files.unwrap_or(default.playlist_files),
        })
    }

    fn tls(&self, data: &Path) -> Result<Option<Tls>> {
        match (&self.tls_certificate, &self.tls_key, self.acme_domain.as_slice()) {
            (None, None, []) => Ok(None),
            (Some(certificate), Some(key), []) => {
                Ok(Some(Tls::Files { certificate: certificate.clone(), key: key.clone() }))
            }
            (None, None, domains) => Ok(Some(Tls::Acme(Acme {
                domains: domains.to_vec(),
                contact: self.acme_contact.clone(),
                directory: self.acme_directory.clone(),
                root: self.acme_root.clone(),
                cache: data.join("certificates"),
            }))),
            (Some(_), Some(_), _) => bail!("give a certificate's files or acme-domain, not both"),
            _ => bail!("tls-certificate and tls-key go together: give both"),
        }
    }
}

fn bytes(mb: Option<u64>) -> Option<u64> {
    mb.map(|mb| mb.saturating_mul(1_000_000))
}

fn some_of<T>(first: Vec<T>, second: Vec<T>) -> Vec<T> {
    if first.is_empty() { second } else { first }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;

    #[derive(Debug, Parser)]
    struct Alone {
        #[command(flatten)]
        settings: HouseSettings,
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_over_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let text = "listen = \"127.0.0.1:1\"\nmusic = [\"/a\"]\ntranscodes = 3\n";
        std::fs::write(folder.path().join("musaic.toml"), text).unwrap();
        let typed = HouseSettings { listen: "127.0.0.1:2".parse().ok(), ..Default::default() };
        let both = typed.with_file(None, folder.path()).unwrap();
        let settings = both.for_server(folder.path()).unwrap();
        assert_eq!((settings.listen.port(), settings.transcodes), (2, 3));
        assert_eq!(both.music, [PathBuf::from("/a")]);
    }

    #[test]
    fn a_setting_that_is_misspelt_is_told() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("musaic.toml"), "lisen = \"127.0.0.1:1\"\n").unwrap();
        let error = HouseSettings::default().with_file(None, folder.path()).unwrap_err();
        assert!(format!("{error:#}").contains("lisen"), "{error:#}");
    }

    /// The documented table names every setting, and nothing else.
    #[test]
    fn the_table_of_settings_is_whole() {
        let page = include_str!("../../../../docs/self-hosters.md");
        let section = page.split("## Settings").nth(1).unwrap().split("\n## ").next().unwrap();
        let row = |line: &'static str| line.strip_prefix("| `")?.split('`').next();
        let mut told: Vec<String> = section.lines().filter_map(row).map(str::to_owned).collect();
        let command = Alone::command();
        let known = command.get_arguments().filter_map(clap::Arg::get_long);
        let mut known: Vec<String> =
            known.filter(|name| *name != "help").map(str::to_owned).collect();
        told.sort();
        known.sort();
        assert_eq!(told, known);
    }
}
