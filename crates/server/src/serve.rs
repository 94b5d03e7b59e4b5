//! Opens the house, and closes it without cutting anybody off.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;

use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::app::app;
use crate::house::House;
use crate::settings::Tls;

/// Why the house cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The settings do not go together; the sentence says what to set.
    #[error("{0}")]
    Settings(String),
    /// A certificate or its key cannot be used.
    #[error("{file}: {complaint}: give the PEM file of a certificate chain and that of its key")]
    Certificate {
        /// Which file.
        file: String,
        /// What is wrong with it.
        complaint: String,
    },
    /// The network does not let us.
    #[error("cannot listen on {0}: {1}: stop what uses it, or choose another with listen")]
    Listen(SocketAddr, io::Error),
    /// It broke while it was open.
    #[error("the server stopped: {0}")]
    Broken(io::Error),
}

/// Takes the address, so that a caller knows it before the first request; port 0 becomes a free one.
///
/// # Errors
/// [`ServeError::Settings`] when plain HTTP would leave this machine, [`ServeError::Listen`].
pub fn listen(house: &House) -> Result<TcpListener, ServeError> {
    house.settings.check().map_err(ServeError::Settings)?;
    let address = house.settings.listen;
    let listener =
        TcpListener::bind(address).map_err(|error| ServeError::Listen(address, error))?;
    listener.set_nonblocking(true).map_err(|error| ServeError::Listen(address, error))?;
    let bound = listener.local_addr().map_err(|error| ServeError::Listen(address, error))?;
    // A house that listens twice keeps its first address.
    let _ = house.bound.set(bound);
    Ok(listener)
}

/// Serves until `stop` is over, then lets streams end for as long as the settings have patience.
///
/// # Errors
/// [`ServeError::Certificate`], or [`ServeError::Broken`].
pub async fn serve(
    house: Arc<House>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let handle = Handle::new();
    let (stopping, patience) = (handle.clone(), house.settings.patience);
    let worker = tokio::spawn(Arc::clone(&house).work());
    let closing = Arc::clone(&house);
    tokio::spawn(async move {
        stop.await;
        closing.closing.send_replace(true);
        stopping.graceful_shutdown(Some(patience));
    });
    let tls = house.settings.tls.clone();
    let service = app(house).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum_server::from_tcp(listener).map_err(ServeError::Broken)?.handle(handle);
    let outcome = match tls {
        None => server.serve(service).await,
        Some(Tls::Files { certificate, key }) => {
            let config = RustlsConfig::from_config(self::certificate(&certificate, &key)?);
            server.acceptor(RustlsAcceptor::new(config)).serve(service).await
        }
        Some(Tls::Acme(acme)) => server.acceptor(acme.acceptor()?).serve(service).await,
    };
    outcome.map_err(ServeError::Broken)?;
    // A job that takes longer is done again after the next start.
    let _ = tokio::time::timeout(patience, worker).await;
    Ok(())
}

/// Reads a certificate and its key, and holds them to each other.
///
/// # Errors
/// [`ServeError::Certificate`].
pub fn certificate(certificate: &Path, key: &Path) -> Result<Arc<ServerConfig>, ServeError> {
    let wrong = |file: &Path, complaint: String| ServeError::Certificate {
        file: file.display().to_string(),
        complaint,
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| wrong(certificate, error.to_string()))?;
    let private =
        PrivateKeyDer::from_pem_file(key).map_err(|error| wrong(key, error.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, private))
        .map_err(|error| wrong(certificate, error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
