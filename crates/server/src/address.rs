//! Where a request comes from: the peer, or what a trusted proxy says of it.

use std::net::IpAddr;

use axum::http::HeaderMap;

/// The client's address. Only a trusted proxy's `X-Forwarded-For` is believed, and of that only what
/// stands right of the last untrusted hop: what is left of it, the client itself can have written.
pub(crate) fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut address = peer.to_canonical();
    let values = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).collect();
    for hop in hops.iter().rev() {
        if !trusted.contains(&address) {
            break;
        }
        let Ok(before) = hop.parse::<IpAddr>() else { break };
        address = before.to_canonical();
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "6.6.6.6, 1.2.3.4".parse().unwrap());
        headers.append("x-forwarded-for", "10.0.0.3".parse().unwrap());
        let proxies = [ip("10.0.0.2"), ip("10.0.0.3")];
        assert_eq!(client(ip("9.9.9.9"), &headers, &proxies), ip("9.9.9.9"));
        assert_eq!(client(ip("::ffff:10.0.0.2"), &headers, &proxies), ip("1.2.3.4"));
        assert_eq!(client(ip("10.0.0.2"), &HeaderMap::new(), &proxies), ip("10.0.0.2"));
    }
}
