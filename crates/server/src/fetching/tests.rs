//! Every way we know of to have a house fetch what it should not, or for ever.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use futures_util::stream;
use reqwest::Url;

use super::rules::{Lookup, Rules, system};
use super::{Bounds, Fetcher, Unfetched};
use crate::tests::outside;

fn bounds(bytes: u64) -> Bounds {
    Bounds { bytes, total: Duration::from_secs(20), idle: Duration::from_secs(20) }
}

/// May fetch from this machine, as an owner may allow.
fn here() -> Fetcher {
    Fetcher::new(vec!["127.0.0.1".into()], false)
}

async fn get_whole(fetcher: &Fetcher, url: &str, bounds: Bounds) -> Result<Vec<u8>, Unfetched> {
    fetcher.fetch(url, &HeaderMap::new(), bounds).await?.whole().await
}

async fn refused(fetcher: &Fetcher, url: &str) -> Unfetched {
    get_whole(fetcher, url, bounds(100)).await.unwrap_err()
}

/// A fetcher for which every name has these addresses; counts how often it asked.
fn named(addresses: &[&str], private: &[&str]) -> (Fetcher, Arc<AtomicUsize>) {
    let addresses: Vec<IpAddr> = addresses.iter().map(|text| text.parse().unwrap()).collect();
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let lookup: Lookup = Box::new(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        let found = Ok(addresses.clone());
        Box::pin(async move { found })
    });
    let private = private.iter().map(|name| (*name).to_owned()).collect();
    (Fetcher::by(Rules { private, elsewhere: false, lookup }), asked)
}

#[tokio::test]
async fn only_the_web_is_fetched_without_passwords() {
    let fetcher = here();
    let long = format!("http://x.example/{}", "a".repeat(5_000));
    for url in [
        "",
        "feed.xml",
        "ftp://x.example/feed",
        "file:///etc/passwd",
        "data:text/plain,x",
        "http://",
        "http://ann@x.example/",
        "http://ann:secret@x.example/",
        "https://:secret@127.0.0.1/",
        &long,
    ] {
        let why = refused(&fetcher, url).await;
        assert!(matches!(why, Unfetched::Address(_)) && why.is_final(), "{url}: {why:?}");
    }
}

#[tokio::test]
async fn hole_a_private_address_is_not_fetched_however_it_is_written() {
    let fetcher = Fetcher::new(Vec::new(), true);
    for url in [
        "http://127.0.0.1:9/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://0.0.0.0/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:8.8.8.8]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://１２７.０.０.１/",
        // By a name that the system knows.
        "http://localhost:9/",
    ] {
        let why = refused(&fetcher, url).await;
        assert!(matches!(why, Unfetched::Private(_)) && why.is_final(), "{url}: {why:?}");
    }
}

#[tokio::test]
async fn hole_a_name_with_a_private_address_is_not_fetched() {
    for addresses in [
        &["127.0.0.1"][..],
        // One public, one private: which one is tried is not ours to say.
        &["93.184.215.14", "127.0.0.1"],
        &["2606:4700::1111", "fd00::1"],
        &["::ffff:93.184.215.14"],
    ] {
        let (fetcher, _) = named(addresses, &[]);
        let why = refused(&fetcher, "http://feed.example:9/").await;
        assert_eq!(why, Unfetched::Private("feed.example".into()), "{addresses:?}");
    }
    let (fetcher, _) = named(&[], &[]);
    assert_eq!(refused(&fetcher, "http://x.example/").await, Unfetched::NoHost("x.example".into()));
}

#[tokio::test]
async fn hole_the_connection_goes_to_the_address_that_was_looked_at() {
    let own = |headers: HeaderMap| async move { headers[header::USER_AGENT].as_bytes().to_vec() };
    let url = outside(Router::new().route("/", get(own))).await;
    let url = url.replace("127.0.0.1", "feed.example");
    let (fetcher, asked) = named(&["127.0.0.1"], &["feed.example"]);
    let whole = get_whole(&fetcher, &url, bounds(100)).await.unwrap();
    assert!(whole.starts_with(b"Musaic/"), "{whole:?}");
    // A name that is looked up twice could be another machine the second time.
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    get_whole(&fetcher, &url, bounds(100)).await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn hole_redirects_are_held_to_the_same_rules() {
    let routes = Router::new()
        .route("/here", get(|| async { Redirect::temporary("/there") }))
        .route("/there", get(|| async { "there" }))
        .route("/private", get(|| async { Redirect::temporary("http://10.0.0.1/") }))
        .route("/file", get(|| async { Redirect::temporary("file:///etc/passwd") }))
        .route("/secret", get(|| async { Redirect::temporary("http://a:b@127.0.0.1/") }))
        .route("/other", get(|| async { Redirect::permanent("http://8.8.8.8/there?token=1") }))
        .route("/port", get(|| async { Redirect::permanent("http://127.0.0.1:9/") }))
        .route("/circle", get(|| async { Redirect::permanent("/circle") }));
    let url = outside(routes).await;
    let fetcher = here();
    let here = get_whole(&fetcher, &format!("{url}/here"), bounds(100)).await;
    assert_eq!(here, Ok(b"there".to_vec()));
    let elsewhere = Fetcher::new(vec!["127.0.0.1".into()], true);
    for fetcher in [&fetcher, &elsewhere] {
        let private = refused(fetcher, &format!("{url}/private")).await;
        assert_eq!(private, Unfetched::Private("10.0.0.1".into()));
        for path in ["file", "secret"] {
            let why = refused(fetcher, &format!("{url}/{path}")).await;
            assert!(matches!(why, Unfetched::Address(_)), "{why:?}");
        }
        assert_eq!(refused(fetcher, &format!("{url}/circle")).await, Unfetched::Circles);
    }
    let moved = refused(&fetcher, &format!("{url}/other")).await;
    assert_eq!(moved, Unfetched::Moved("http://8.8.8.8/there".into()));
    let moved = refused(&fetcher, &format!("{url}/port")).await;
    assert!(matches!(moved, Unfetched::Moved(_)), "{moved:?}");
}

#[test]
fn a_redirect_stays_at_home_or_becomes_safer() {
    let follows = |elsewhere, from: &str, to: &str| {
        let rules = Rules { private: Vec::new(), elsewhere, lookup: system() };
        rules.follows(&Url::parse(from).unwrap(), &Url::parse(to).unwrap()).is_ok()
    };
    for (from, to, at_home, elsewhere) in [
        ("https://a.example/1", "https://a.example/2", true, true),
        ("http://a.example/", "https://a.example/", true, true),
        ("http://a.example/", "https://a.example:8443/", false, true),
        ("http://a.example:81/", "https://a.example/", false, true),
        ("https://a.example/", "https://b.example/", false, true),
        ("http://a.example/", "https://www.a.example/", false, true),
        ("https://a.example/", "http://a.example/", false, false),
        ("https://a.example/", "http://b.example/", false, false),
    ] {
        assert_eq!(follows(false, from, to), at_home, "{from} {to}");
        assert_eq!(follows(true, from, to), elsewhere, "{from} {to}");
    }
}

/// Bytes without end, one piece after so many milliseconds.
fn endless(wait_ms: u64) -> Body {
    Body::from_stream(stream::unfold((), move |()| async move {
        tokio::time::sleep(Duration::from_millis(wait_ms)).await;
        Some((Ok::<_, std::io::Error>(Bytes::from_static(&[b'a'; 64])), ()))
    }))
}

#[tokio::test]
async fn hole_a_body_is_taken_up_to_its_bounds() {
    let routes = Router::new()
        .route("/giant", get(|| async { vec![0; 1 << 20] }))
        .route("/endless", get(|| async { endless(0) }))
        .route("/drops", get(|| async { endless(5) }))
        .route("/silent", get(|| async { endless(600_000) }))
        .route("/nothing", get(std::future::pending::<StatusCode>));
    let url = outside(routes).await;
    let fetcher = here();
    for path in ["giant", "endless"] {
        let why = refused(&fetcher, &format!("{url}/{path}")).await;
        assert_eq!(why, Unfetched::TooLarge(100), "{path}");
    }
    let giant = get_whole(&fetcher, &format!("{url}/giant"), bounds(1 << 20)).await;
    assert_eq!(giant.unwrap().len(), 1 << 20);
    let (short, long) = (Duration::from_millis(100), Duration::from_secs(600));
    for (path, total, idle) in
        [("drops", short, long), ("silent", long, short), ("nothing", short, long)]
    {
        let bounds = Bounds { bytes: u64::MAX, total, idle };
        let why = get_whole(&fetcher, &format!("{url}/{path}"), bounds).await;
        assert_eq!(why, Err(Unfetched::TooSlow), "{path}");
    }
}

#[tokio::test]
async fn a_refusal_says_whether_to_come_again() {
    let routes = Router::new()
        .route("/gone", get(|| async { StatusCode::GONE }))
        .route("/busy", get(|| async { StatusCode::TOO_MANY_REQUESTS }))
        .route("/broken", get(|| async { StatusCode::BAD_GATEWAY.into_response() }));
    let url = outside(routes).await;
    for (path, is_final) in [("none", true), ("gone", true), ("busy", false), ("broken", false)] {
        let why = refused(&here(), &format!("{url}/{path}")).await;
        assert!(matches!(why, Unfetched::Refused(_)), "{why:?}");
        assert_eq!(why.is_final(), is_final, "{path}");
    }
    let closed = refused(&here(), "http://127.0.0.1:9/").await;
    assert!(matches!(closed, Unfetched::Broken(_)) && !closed.is_final(), "{closed:?}");
}
