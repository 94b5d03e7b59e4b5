//! Certificates from an authority that speaks ACME (RFC 8555), asked for at the house's own port (RFC 8737).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::StreamExt;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_acme::AcmeConfig;
use rustls_acme::axum::AxumAcceptor;
use rustls_acme::caches::DirCache;

use crate::serve::ServeError;

/// Whom to ask, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acme {
    /// The names that certificates are asked for.
    pub domains: Vec<String>,
    /// Who is written to when something goes wrong.
    pub contact: Option<String>,
    /// The address of the directory; Let's Encrypt's when left out.
    pub directory: Option<String>,
    /// PEM file of the authority's own certificate, for one that browsers do not know.
    pub root: Option<PathBuf>,
    /// Where the account and certificates are kept.
    pub cache: PathBuf,
}

impl Acme {
    /// Starts to ask, again and again before a certificate ends; answers who lets connections in.
    pub(crate) fn acceptor(self) -> Result<AxumAcceptor, ServeError> {
        let mut acme = AcmeConfig::new(self.domains);
        if let Some(root) = &self.root {
            acme = acme.client_tls_config(trusting(root)?);
        }
        let mut acme = acme
            .contact(self.contact.map(|mail| format!("mailto:{mail}")))
            .cache(DirCache::new(self.cache))
            .directory_lets_encrypt(true);
        if let Some(directory) = self.directory {
            acme = acme.directory(directory);
        }
        let mut state = acme.state();
        let acceptor = state.axum_acceptor(state.default_rustls_config());
        tokio::spawn(async move {
            while let Some(event) = state.next().await {
                match event {
                    Ok(event) => tracing::info!("certificate: {event:?}"),
                    Err(error) => tracing::error!("certificate: {error}"),
                }
            }
        });
        Ok(acceptor)
    }
}

/// TLS to an authority that is known by its own certificate alone.
fn trusting(root: &Path) -> Result<Arc<ClientConfig>, ServeError> {
    let bad =
        |complaint: String| ServeError::Certificate { file: root.display().to_string(), complaint };
    let mut roots = RootCertStore::empty();
    for certificate in
        CertificateDer::pem_file_iter(root).map_err(|error| bad(error.to_string()))?
    {
        let certificate = certificate.map_err(|error| bad(error.to_string()))?;
        roots.add(certificate).map_err(|error| bad(error.to_string()))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let client = client.map_err(|error| bad(error.to_string()))?;
    Ok(Arc::new(client.with_root_certificates(roots).with_no_client_auth()))
}
