//! The house as its callers meet it, without a network between.

mod doors;
mod narrowed;
mod playlist_files;
mod podcasts;
mod policy;
mod shares;
mod sonic;
mod uploads;

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Method, Request, StatusCode};
use library::{AccountRole, Scope, UserId};
use serde_json::Value;
use store::vault::MasterKeys;
use store::{Blobs, Cache, KeyKind, Store};
use tower::ServiceExt;

use crate::clock::now_ms;
use crate::{House, Settings, app};

/// A server outside of the house, as long as the test runs; answers its address.
pub(crate) async fn outside(routes: Router) -> String {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}")
}

/// A house with three tunes in it.
pub(super) struct Home {
    pub(super) house: Arc<House>,
    pub(super) app: Router,
    _folders: [tempfile::TempDir; 2],
}

/// An answer, whole.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: axum::http::HeaderMap,
    pub(super) text: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The code of a Subsonic failure; `None` when the call was answered.
    pub(super) fn code(&self) -> Option<i64> {
        if !self.text.starts_with('{') {
            return None;
        }
        self.json()["subsonic-response"]["error"]["code"].as_i64()
    }
}

impl Home {
    pub(super) async fn new() -> Home {
        Home::with(Settings::default()).await
    }

    pub(super) async fn with(settings: Settings) -> Home {
        let music = tempfile::tempdir().unwrap();
        for (name, title) in [("a", "Air"), ("b", "Bourrée"), ("c", "月亮")] {
            let tune = format!("X:1\nT:{title}\nC:Anon\nM:4/4\nL:1/4\nK:C\nCDEF|]\n");
            std::fs::write(music.path().join(format!("{name}.abc")), tune).unwrap();
        }
        let keys = MasterKeys::random().unwrap();
        let store = Store::in_memory().await.unwrap().unlocked(keys).await.unwrap();
        store::scan(&store, music.path(), 0).await.unwrap();
        let kept = tempfile::tempdir().unwrap();
        let blobs = Blobs::open("memory:", &kept.path().join("copies")).unwrap();
        let folders = vec![music.path().to_owned()];
        let settings = Settings { desk: kept.path().join("desk"), ..settings };
        let cache = Cache::in_memory(1 << 20);
        let house = House::new(store.with_blobs(blobs), cache, settings, folders);
        Home { app: app(Arc::clone(&house)), house, _folders: [music, kept] }
    }

    pub(super) async fn account(&self, name: &str, role: AccountRole) -> UserId {
        self.house.store.add_account(name, role, None, now_ms()).await.unwrap()
    }

    /// A new API key; one with an `age` has run out.
    pub(super) async fn key(&self, user: UserId, scope: Scope, expired: bool) -> String {
        let made = now_ms() - 10_000;
        let expires = expired.then_some(made + 5_000);
        let key = ("test", scope);
        let made = self.house.store.add_device_key(user, KeyKind::ApiKey, key, expires, made);
        made.await.unwrap().1.expose().to_owned()
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        self.send_for_bytes(request).await.0
    }

    /// Of an answer that is no text.
    pub(super) async fn send_for_bytes(&self, request: Request<Body>) -> (Answer, Bytes) {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        (Answer { status: parts.status, headers: parts.headers, text }, bytes)
    }

    /// A Subsonic call with an API key, answered in JSON where it is no sound or picture.
    pub(super) async fn call(&self, key: Option<&str>, name: &str, query: &str) -> Answer {
        let key = key.map(|key| format!("&apiKey={key}")).unwrap_or_default();
        let uri = format!("/rest/{name}?f=json&v=1.16.1&c=test{key}&{query}");
        self.send(Request::get(uri).body(Body::empty()).unwrap()).await
    }

    /// A call of the web API with an API key.
    pub(super) async fn api(
        &self,
        key: Option<&str>,
        method: Method,
        path: &str,
        body: &str,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(key) = key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        let request = request.header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }
}
