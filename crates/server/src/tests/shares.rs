//! Links for people without an account, from both sides.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use library::{AccountRole, Scope};

use super::{Answer, Home};

const WORD: &str = "open sesame";

/// A house whose member Ann shares, and Ann's key.
async fn home() -> (Home, String) {
    let home = Home::new().await;
    let ann = home.account("ann", AccountRole::Member).await;
    let key = home.key(ann, Scope::Edit, false).await;
    (home, key)
}

impl Home {
    /// Makes a share of the first track; answers its identity and its path.
    async fn share(&self, key: &str, more: &str) -> (i64, String) {
        let body = format!(r#"{{"items": [{{"kind": "track", "id": 1}}]{more}}}"#);
        let made = self.api(Some(key), Method::POST, "/api/v1/shares", &body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        let made = made.json();
        let (_, token) = made["url"].as_str().unwrap().split_once("/s/").unwrap();
        (made["id"].as_i64().unwrap(), format!("/s/{token}"))
    }

    /// What a guest with this cookie sees.
    async fn visit(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path).header("cookie", cookie);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// What a guest is answered who tells a password.
    async fn tell(&self, path: &str, password: &str) -> Answer {
        let request = Request::post(path).header("accept-language", "zh-CN,en;q=0.5");
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("password", password)
            .finish();
        self.send(request.body(Body::from(form)).unwrap()).await
    }
}

/// The cookie that an answer sets, as it is sent back.
fn cookie(answer: &Answer) -> String {
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

fn asks(answer: &Answer) -> bool {
    answer.text.contains("type=\"password\"") && !answer.text.contains("Air")
}

#[tokio::test]
async fn a_password_is_asked_for_and_opens_one_share() {
    let (home, key) = home().await;
    let (_, path) =
        home.share(&key, &format!(r#", "password": "{WORD}", "downloads": true"#)).await;
    let (_, other) = home.share(&key, &format!(r#", "password": "{WORD}""#)).await;
    for inside in ["", "/1", "/1/file"] {
        let shut = home.visit(&format!("{path}{inside}"), "").await;
        assert!(asks(&shut) && shut.status == StatusCode::FORBIDDEN, "{}", shut.text);
    }
    let wrong = home.tell(&path, "open barley").await;
    assert!(asks(&wrong) && wrong.text.contains("密码不正确"), "{}", wrong.text);
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert!(!wrong.headers.contains_key(header::SET_COOKIE));

    let right = home.tell(&path, WORD).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
    assert_eq!(right.headers[header::LOCATION], path.as_str());
    let set = right.headers[header::SET_COOKIE].to_str().unwrap();
    for flag in ["__Secure-", "Secure", "HttpOnly", "SameSite=Lax", &format!("Path={path};")] {
        assert!(set.contains(flag), "{set}");
    }
    let pass = cookie(&right);
    let open = home.visit(&path, &pass).await;
    assert!(open.text.contains("Air") && open.text.contains("/1/file"), "{}", open.text);
    assert!(asks(&home.visit(&other, &pass).await), "the cookie of another share");
    let file = home.visit(&format!("{path}/1/file"), &pass).await;
    assert!(file.headers[header::CONTENT_DISPOSITION].to_str().unwrap().contains("a.abc"));
    assert_eq!(home.visit(&format!("{path}/2/file"), &pass).await.status, StatusCode::NOT_FOUND);
    let pass = cookie(&home.tell(&other, WORD).await);
    let open = home.visit(&other, &pass).await;
    assert!(open.text.contains("Air") && !open.text.contains("/file"), "{}", open.text);
    let file = home.visit(&format!("{other}/1/file"), &pass).await;
    assert_eq!(file.status, StatusCode::NOT_FOUND, "downloads were not allowed");
}

#[tokio::test]
async fn a_new_password_and_revoking_end_what_was_let_in() {
    let (home, key) = home().await;
    let (id, path) = home.share(&key, &format!(r#", "password": "{WORD}""#)).await;
    let route = format!("/api/v1/shares/{id}");
    let change = async |body: &str| home.api(Some(&key), Method::PATCH, &route, body).await.status;
    let pass = cookie(&home.tell(&path, WORD).await);
    assert_eq!(change(r#"{"description": "<b>for</b> you"}"#).await, StatusCode::NO_CONTENT);
    let open = home.visit(&path, &pass).await;
    assert!(open.text.contains("&lt;b&gt;for&lt;/b&gt; you"), "{}", open.text);
    assert_eq!(change(r#"{"password": "another word"}"#).await, StatusCode::NO_CONTENT);
    assert!(asks(&home.visit(&path, &pass).await));
    assert_eq!(home.tell(&path, WORD).await.status, StatusCode::FORBIDDEN);
    assert_eq!(change(r#"{"password": null}"#).await, StatusCode::NO_CONTENT);
    assert!(home.visit(&path, "").await.text.contains("Air"));
    let view = home.api(Some(&key), Method::GET, &route, "").await.json();
    assert_eq!((&view["password"], &view["visits"]), (&false.into(), &2.into()), "{view}");
    let gone = home.api(Some(&key), Method::DELETE, &route, "").await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(home.visit(&path, &pass).await.status, StatusCode::NOT_FOUND);
    assert_eq!(home.tell(&path, WORD).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn guessing_a_share_s_password_has_to_wait() {
    let (home, key) = home().await;
    let (id, path) = home.share(&key, &format!(r#", "password": "{WORD}""#)).await;
    let pass = cookie(&home.tell(&path, WORD).await);
    let store = &home.house.store;
    let share = store.share(library::ShareId(id)).await.unwrap().unwrap();
    // Later than now, so that a slow machine waits as well.
    let later = crate::clock::now_ms() + 3_600_000;
    let address = std::net::Ipv4Addr::LOCALHOST.into();
    for _ in 0..5 {
        assert!(store.enter_share(&share, "guess", address, later).await.is_err());
    }
    let waits = home.tell(&path, WORD).await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS, "{}", waits.text);
    assert!(waits.headers.contains_key(header::RETRY_AFTER) && waits.text.contains("请等待"));
    assert!(home.visit(&path, &pass).await.text.contains("Air"), "who is in stays in");
}

#[tokio::test]
async fn a_page_of_another_site_tells_no_password() {
    let (home, key) = home().await;
    let (_, path) = home.share(&key, &format!(r#", "password": "{WORD}""#)).await;
    let request = Request::post(&path).header("sec-fetch-site", "cross-site");
    let answer = home.send(request.body(Body::from("password=open+sesame")).unwrap()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(!answer.headers.contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn a_share_that_is_over_asks_for_nothing() {
    let (home, key) = home().await;
    let (id, path) = home.share(&key, &format!(r#", "password": "{WORD}""#)).await;
    let pass = cookie(&home.tell(&path, WORD).await);
    let over = store::ShareChange { expires_ms: Some(Some(1)), ..store::ShareChange::default() };
    home.house.store.change_share(library::ShareId(id), over).await.unwrap();
    for inside in ["", "/1", "/1/file"] {
        let answer = home.visit(&format!("{path}{inside}"), &pass).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{inside}: {}", answer.text);
    }
    assert_eq!(home.tell(&path, WORD).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn shares_are_their_makers_alone() {
    let (home, key) = home().await;
    let (id, _) = home.share(&key, "").await;
    let route = format!("/api/v1/shares/{id}");
    let bob = home.account("bob", AccountRole::Member).await;
    let bob = home.key(bob, Scope::Edit, false).await;
    for (method, body) in [(Method::GET, ""), (Method::PATCH, "{}"), (Method::DELETE, "")] {
        let answer = home.api(Some(&bob), method.clone(), &route, body).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method}: {}", answer.text);
    }
    let listed = async |key: &str| home.api(Some(key), Method::GET, "/api/v1/shares", "").await;
    assert_eq!(listed(&bob).await.json().as_array().unwrap().len(), 0);
    assert_eq!(listed(&key).await.json()[0]["items"][0]["kind"], "track");
    // Who runs the house may see and close any.
    let eve = home.account("eve", AccountRole::Owner).await;
    let eve = home.key(eve, Scope::Edit, false).await;
    assert_eq!(home.api(Some(&eve), Method::GET, &route, "").await.status, StatusCode::OK);
    let gone = home.api(Some(&eve), Method::DELETE, &route, "").await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn what_cannot_be_shared_is_told() {
    let (home, key) = home().await;
    let bob = home.account("bob", AccountRole::Member).await;
    let list = home.house.store.make_playlist(bob, "mine", &[], 0).await.unwrap();
    let make = async |body: &str| home.api(Some(&key), Method::POST, "/api/v1/shares", body).await;
    let track = r#""items": [{"kind": "track", "id": 1}]"#;
    for (body, status) in [
        ("{}".to_owned(), StatusCode::BAD_REQUEST),
        (r#"{"items": [{"kind": "track", "id": 99}]}"#.to_owned(), StatusCode::NOT_FOUND),
        (r#"{"items": [{"kind": "house", "id": 1}]}"#.to_owned(), StatusCode::NOT_FOUND),
        (format!(r#"{{"items": [{{"kind": "playlist", "id": {list}}}]}}"#), StatusCode::NOT_FOUND),
        (format!(r#"{{{track}, "password": "short"}}"#), StatusCode::BAD_REQUEST),
        (format!(r#"{{{track}, "expires_ms": 1}}"#), StatusCode::BAD_REQUEST),
    ] {
        let answer = make(&body).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text);
    }
    let forever = make(&format!(r#"{{{track}, "expires_ms": null}}"#)).await.json();
    assert_eq!(forever.get("expires_ms"), None);
    assert!(make(&format!("{{{track}}}")).await.json()["expires_ms"].is_i64(), "a year");
    let listener = home.account("lis", AccountRole::Listener).await;
    let listener = home.key(listener, Scope::Manage, false).await;
    let body = format!("{{{track}}}");
    let answer = home.api(Some(&listener), Method::POST, "/api/v1/shares", &body).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text);
}

#[tokio::test]
async fn a_playlist_that_was_closed_or_deleted_is_shared_no_longer() {
    use library::TrackId;
    use store::PlaylistChange;
    let (home, key) = home().await;
    let bob = home.account("bob", AccountRole::Member).await;
    let list = home.house.store.make_playlist(bob, "mine", &[TrackId(2)], 0).await.unwrap();
    let open = async |public| {
        let change = PlaylistChange { public: Some(public), ..PlaylistChange::default() };
        home.house.store.change_playlist(list, change, 0).await.unwrap();
    };
    open(true).await;
    let body = format!(
        r#"{{"items": [{{"kind": "playlist", "id": {list}}}, {{"kind": "track", "id": 1}}]}}"#
    );
    let made = home.api(Some(&key), Method::POST, "/api/v1/shares", &body).await.json();
    let url = made["url"].as_str().unwrap();
    let path = &url[url.find("/s/").unwrap()..];
    assert!(home.visit(path, "").await.text.contains("Bourrée"));
    open(false).await;
    let closed = home.visit(path, "").await.text;
    assert!(closed.contains("Air") && !closed.contains("Bourrée"), "{closed}");
    home.house.store.delete_playlist(list).await.unwrap();
    assert!(home.visit(path, "").await.text.contains("Air"));
}
