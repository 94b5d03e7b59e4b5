//! Holes that other houses had, and what holds for every answer.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use library::{AccountRole, Scope};

use super::Home;

#[tokio::test]
async fn hole_unknown_user_with_any_token_fails() {
    let home = Home::new().await;
    home.account("ann", AccountRole::Owner).await;
    for proof in [
        "u=nobody&t=d41d8cd98f00b204e9800998ecf8427e&s=",
        "u=nobody&p=",
        "u=&p=",
        "u=ann&t=&s=",
        "u=ann&p=enc:",
        // The digest of nothing at all, for an account without a password.
        "u=ann&t=d41d8cd98f00b204e9800998ecf8427e&s=",
    ] {
        let answer = home.call(None, "ping", proof).await;
        assert!(matches!(answer.code(), Some(10 | 40 | 41)), "{proof}: {}", answer.text);
    }
}

#[tokio::test]
async fn hole_account_password_opens_no_player() {
    let home = Home::new().await;
    let password = "correct horse battery";
    home.house.store.add_account("ann", AccountRole::Owner, Some(password), 0).await.unwrap();
    let answer = home.call(None, "ping", "u=ann&p=correct%20horse%20battery").await;
    assert_eq!(answer.code(), Some(41), "{}", answer.text);
    assert!(answer.text.contains("helpUrl"), "{}", answer.text);
}

#[tokio::test]
async fn hole_sizes_that_clients_send_are_clamped() {
    let home = Home::new().await;
    let user = home.account("ann", AccountRole::Listener).await;
    let key = home.key(user, Scope::Listen, false).await;
    for (name, query) in [
        ("getAlbumList2", "type=newest&size=4294967296999&offset=18446744073709551615"),
        ("getRandomSongs", "size=99999999999999999999"),
        ("search3", "query=&songCount=4000000000&songOffset=9223372036854775807"),
        ("getAlbumList2", "type=byYear&fromYear=-9223372036854775808&toYear=9223372036854775807"),
    ] {
        let answer = home.call(Some(&key), name, query).await;
        assert!(matches!(answer.code(), None | Some(10)), "{name}: {}", answer.text);
    }
}

#[tokio::test]
async fn answers_carry_their_request_and_tell_browsers_what_they_are() {
    let home = Home::new().await;
    let answer = home.call(None, "ping", "").await;
    for name in
        ["x-request-id", "x-content-type-options", "content-security-policy", "referrer-policy"]
    {
        assert!(answer.headers.contains_key(name), "{name}");
    }
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(home.api(None, Method::GET, "/healthz", "").await.text, "ok\n");
    assert_eq!(home.api(None, Method::GET, "/readyz", "").await.text, "ready\n");
    let metrics = home.api(None, Method::GET, "/metrics", "").await;
    assert_eq!(metrics.status, StatusCode::UNAUTHORIZED);
    let owner = home.account("ann", AccountRole::Owner).await;
    let key = home.key(owner, Scope::Manage, false).await;
    let metrics = home.api(Some(&key), Method::GET, "/metrics", "").await;
    assert!(metrics.text.contains("musaic_http_requests_total"), "{}", metrics.text);
}

#[tokio::test]
async fn hole_a_page_of_another_site_cannot_use_a_session() {
    let home = Home::new().await;
    let password = "correct horse battery";
    home.house.store.add_account("ann", AccountRole::Owner, Some(password), 0).await.unwrap();
    let body = format!(r#"{{"name": "ann", "password": "{password}"}}"#);
    let signed_in = home.api(None, Method::POST, "/api/v1/session", &body).await;
    assert_eq!(signed_in.status, StatusCode::OK, "{}", signed_in.text);
    let cookie = signed_in.headers["set-cookie"].to_str().unwrap().to_owned();
    for flag in ["__Host-", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    let cookie = cookie.split(';').next().unwrap();
    let ask = |method: Method, path: &str, origin: &str| {
        let request = Request::builder().method(method).uri(path).header("host", "house");
        let request = request.header("cookie", cookie).header("origin", origin);
        request
            .header("content-type", "application/json")
            .body(Body::from(r#"{"role": "owner"}"#))
            .unwrap()
    };
    let evil = home.send(ask(Method::POST, "/api/v1/invitations", "https://evil.example")).await;
    assert_eq!(evil.status, StatusCode::FORBIDDEN, "{}", evil.text);
    let own = home.send(ask(Method::POST, "/api/v1/invitations", "http://house")).await;
    assert_eq!(own.status, StatusCode::CREATED, "{}", own.text);
    let me = home.send(ask(Method::GET, "/api/v1/me", "https://evil.example")).await;
    assert_eq!(me.json()["name"], "ann");
}

#[tokio::test]
async fn the_set_up_link_works_once() {
    let home = Home::new().await;
    let token = home.house.set_up_token().await.unwrap().unwrap();
    let body = format!(
        r#"{{"token": "{}", "name": "ann", "password": "correct horse battery"}}"#,
        token.expose()
    );
    let made = home.api(None, Method::POST, "/api/v1/setup", &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(made.json()["role"], "owner");
    let again = home.api(None, Method::POST, "/api/v1/setup", &body.replace("ann", "eve")).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST, "{}", again.text);
    assert!(home.house.set_up_token().await.unwrap().is_none());
}

#[tokio::test]
async fn what_a_client_has_already_is_not_sent_again() {
    let home = Home::new().await;
    let user = home.account("ann", AccountRole::Listener).await;
    let key = home.key(user, Scope::Listen, false).await;
    let first = home.api(Some(&key), Method::GET, "/api/v1/albums", "").await;
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    let ask = |tag: &str| {
        let request =
            Request::get("/api/v1/albums").header("authorization", format!("Bearer {key}"));
        request.header("if-none-match", tag).body(Body::empty()).unwrap()
    };
    let again = home.send(ask(&tag)).await;
    assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(again.headers["etag"], tag.as_str());
    let other = home.send(ask("W/\"0\"")).await;
    assert_eq!((other.status, other.text), (StatusCode::OK, first.text));
}

#[tokio::test]
async fn hole_nobody_comes_in_by_a_default_password() {
    let home = Home::new().await;
    for (name, password) in
        [("admin", "admin"), ("admin", ""), ("root", "root"), ("musaic", "musaic")]
    {
        let body = format!(r#"{{"name": "{name}", "password": "{password}"}}"#);
        let answer = home.api(None, Method::POST, "/api/v1/session", &body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}: {}", answer.text);
        let answer = home.call(None, "ping", &format!("u={name}&p={password}")).await;
        assert!(matches!(answer.code(), Some(10 | 40 | 41)), "{name}: {}", answer.text);
    }
}

#[tokio::test]
async fn hole_pages_run_no_script_of_their_own() {
    let home = Home::new().await;
    for page in ["/setup?token=x", "/s/unknown"] {
        let answer = home.api(None, Method::GET, page, "").await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'"), "{page}: {policy}");
        assert!(!policy.contains("script-src") && !policy.contains("eval"), "{page}: {policy}");
        assert!(!answer.text.contains("<script") && !answer.text.contains(" onclick"), "{page}");
    }
}

/// A tenth of a second of silence.
fn wav() -> Vec<u8> {
    let mut wav = b"RIFF\x64\x06\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\x40\x06\0\0".to_vec();
    wav.resize(44 + 1_600, 0);
    wav
}

#[tokio::test]
async fn hole_too_much_work_at_once_is_put_off() {
    let home = Home::new().await;
    let ann = home.account("ann", AccountRole::Member).await;
    let key = home.key(ann, Scope::Manage, false).await;
    let request = Request::post("/api/v1/uploads?name=a.wav");
    let request = request.header("authorization", format!("Bearer {key}"));
    let brought = home.send(request.body(Body::from(wav())).unwrap()).await.json();
    let most = u32::try_from(home.house.settings.transcodes).unwrap();
    let turns = home.house.transcodes.acquire_many(most).await.unwrap();
    let busy = format!("id=tr-{}&format=mp3", brought["id"]);
    let busy = home.call(Some(&key), "stream", &busy).await;
    assert_eq!(busy.status, StatusCode::TOO_MANY_REQUESTS, "{}", busy.text);
    assert!(busy.headers.contains_key("retry-after"));
    drop(turns);
    let all = home.house.receptions.acquire_many(8).await.unwrap();
    let upload = home.api(Some(&key), Method::POST, "/api/v1/uploads?name=a.abc", "X:1").await;
    assert_eq!(upload.status, StatusCode::TOO_MANY_REQUESTS, "{}", upload.text);
    assert!(upload.headers.contains_key("retry-after"));
    drop(all);
}
