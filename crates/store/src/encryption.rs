//! How whatever goes over the network from here is encrypted.

/// Has rustls encrypt by ring. Whoever opens a connection that may be encrypted says so first: crates that speak TLS are
/// built without a way of their own to do it, so that this one is the only one in the house.
pub fn encrypt_by_ring() {
    rustls::crypto::ring::default_provider().install_default().ok();
}
