//! Every door of the house, and everybody who may stand before it.

use axum::http::{Method, StatusCode};
use library::policy::{Action, Actor, Denied, Object, may};
use library::{AccountRole, Scope, UserId};

use super::Home;
use crate::subsonic::ENDPOINTS;

/// The thing that an endpoint touches first, when somebody asks about their own.
fn own(action: Action, user: UserId) -> Object {
    use Action as A;
    match action {
        A::Browse | A::Stream | A::Download | A::Upload | A::Subscribe | A::Share => {
            Object::Library
        }
        A::ReadOwn | A::Scrobble | A::Star | A::Rate => Object::Own(user),
        A::ReadPlaylist | A::EditPlaylist => Object::Playlist { owner: user, public: false },
        A::ReadAccount | A::EditAccount | A::Export | A::Erase => Object::Account(user),
        _ => Object::House,
    }
}

/// What any endpoint may want to know; it takes what it needs.
const QUERY: &str = "id=tr-1&songId=tr-1&name=x&artist=Anon&title=Air&genre=x&type=newest&query=air\
    &mediaId=tr-1&positionMs=1&state=playing&username=walker&rating=3&position=1&current=tr-1&currentIndex=0&size=1&count=1";

#[tokio::test]
async fn every_endpoint_asks_the_policy_for_everybody() {
    let home = Home::new().await;
    for role in AccountRole::ALL {
        let user = home.account(&format!("walker {}", role.name()), *role).await;
        for scope in Scope::ALL {
            let key = home.key(user, *scope, false).await;
            for endpoint in ENDPOINTS {
                // Rendering sound is tested where it is listened to.
                if matches!(endpoint.name, "stream" | "getTranscodeStream") {
                    continue;
                }
                let actor = Actor::Account { user, role: *role, scope: *scope };
                let expected = may(&actor, endpoint.action, &own(endpoint.action, user));
                let answer = home.call(Some(&key), endpoint.name, QUERY).await;
                let (name, code) = (endpoint.name, answer.code());
                let context =
                    format!("{name} as {} with {}: {}", role.name(), scope.name(), answer.text);
                match expected {
                    Ok(()) if endpoint.action == Action::ReadAccount => {}
                    Ok(()) => assert!(!matches!(code, Some(40..=50)), "{context}"),
                    Err(Denied::NotYours) => assert_eq!(code, Some(70), "{context}"),
                    Err(_) => assert_eq!(code, Some(50), "{context}"),
                }
            }
        }
    }
}

#[tokio::test]
async fn hole_strangers_and_old_keys_stay_outside_of_every_endpoint() {
    let home = Home::new().await;
    let owner = home.account("ann", AccountRole::Owner).await;
    let expired = home.key(owner, Scope::Manage, true).await;
    for endpoint in ENDPOINTS {
        let name = endpoint.name;
        let open = name == "getOpenSubsonicExtensions";
        let nobody = home.call(None, name, QUERY).await;
        assert_eq!(nobody.code(), if open { None } else { Some(10) }, "{name}: {}", nobody.text);
        let late = home.call(Some(&expired), name, QUERY).await;
        assert_eq!(late.code(), Some(44), "{name}: {}", late.text);
        let made_up = home.call(Some("musaic-made-up"), name, QUERY).await;
        assert_eq!(made_up.code(), Some(44), "{name}: {}", made_up.text);
    }
}

#[tokio::test]
async fn hole_what_is_anothers_is_not_there() {
    let home = Home::new().await;
    let (ann, bob) = (
        home.account("ann", AccountRole::Member).await,
        home.account("bob", AccountRole::Member).await,
    );
    let (ann, bob) =
        (home.key(ann, Scope::Manage, false).await, home.key(bob, Scope::Manage, false).await);
    let made = home.call(Some(&ann), "createPlaylist", "name=mine&songId=tr-1").await.json();
    let list = made["subsonic-response"]["playlist"]["id"].as_str().unwrap().to_owned();
    let made = home.call(Some(&ann), "createShare", "id=tr-1").await.json();
    let share = made["subsonic-response"]["shares"]["share"][0]["id"].as_str().unwrap().to_owned();
    let calls = [
        ("getPlaylist", format!("id={list}")),
        ("updatePlaylist", format!("playlistId={list}&name=x")),
        ("createPlaylist", format!("playlistId={list}&songId=tr-2")),
        ("deletePlaylist", format!("id={list}")),
        ("star", format!("id={list}")),
        ("createShare", format!("id={list}")),
        ("updateShare", format!("id={share}&description=x")),
        ("deleteShare", format!("id={share}")),
    ];
    for (name, query) in &calls {
        let answer = home.call(Some(&bob), name, query).await;
        assert_eq!(answer.code(), Some(70), "{name}: {}", answer.text);
    }
    assert_eq!(home.call(Some(&ann), "getPlaylist", &calls[0].1).await.code(), None);
    home.call(Some(&ann), "updatePlaylist", &format!("playlistId={list}&public=true")).await;
    assert_eq!(home.call(Some(&bob), "getPlaylist", &calls[0].1).await.code(), None);
    let still = home.call(Some(&bob), "deletePlaylist", &calls[3].1).await;
    assert_eq!(still.code(), Some(70), "{}", still.text);
}

/// Every route of the web API, as its description lists them.
fn routes() -> Vec<(Method, String, bool)> {
    let (_, described) = crate::api::described().split_for_parts();
    let described: serde_json::Value = serde_json::to_value(&described).unwrap();
    let mut routes = Vec::new();
    for (path, methods) in described["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let open = operation["security"] == serde_json::json!([{}]);
            routes.push((method, path.replace("{id}", "1").replace("{kind}", "track"), open));
        }
    }
    routes
}

/// What a key that may only listen reads.
const READ: [&str; 10] = [
    "albums",
    "artists",
    "covers",
    "episodes",
    "listens",
    "playlists",
    "podcasts",
    "scan",
    "tracks",
    "uploads",
];
/// What a key that may only listen may still send.
const TOLD: [&str; 2] = ["/api/v1/listens", "/api/v1/me/history"];

/// A body that any route can read.
const BODY: &str = r#"{"name": "x", "password": "0123456789", "current": "y", "new": "z", "label": "l",
    "kind": "api-key", "role": "listener", "token": "t", "code": "1", "track": 1, "answer": {}, "url": "https://x.example/feed"}"#;

#[tokio::test]
async fn the_web_api_lets_in_whom_the_policy_does() {
    let home = Home::new().await;
    let owner = home.account("ann", AccountRole::Owner).await;
    let listener = home.account("bob", AccountRole::Listener).await;
    let small = home.key(listener, Scope::Listen, false).await;
    let expired = home.key(owner, Scope::Manage, true).await;
    let routes = routes();
    assert!(routes.len() > 20, "{}", routes.len());
    for (method, path, open) in routes {
        let body = if path.ends_with("/tracks") && method == Method::PUT { "[1]" } else { BODY };
        let nobody = home.api(None, method.clone(), &path, body).await;
        let expected = if open { nobody.status } else { StatusCode::UNAUTHORIZED };
        // Signing out needs nobody to be signed in.
        if path != "/api/v1/session" {
            assert_eq!(nobody.status, expected, "{method} {path}: {}", nobody.text);
        }
        let late = home.api(Some(&expired), method.clone(), &path, body).await;
        assert_eq!(late.status, StatusCode::UNAUTHORIZED, "{method} {path}: {}", late.text);
        // Rendering sound is tested where it is listened to.
        if path.ends_with("/sound") {
            continue;
        }
        let answer = home.api(Some(&small), method.clone(), &path, body).await;
        let reads =
            |part: &&str| path.strip_prefix("/api/v1/").is_some_and(|p| p.starts_with(*part));
        let reading = method == Method::GET && (path == "/api/v1/me" || READ.iter().any(reads));
        if reading || TOLD.contains(&path.as_str()) {
            assert!(
                answer.status.is_success() || answer.status == StatusCode::NOT_FOUND,
                "{method} {path}: {}",
                answer.text
            );
        } else if !open && path != "/api/v1/session" {
            assert!(
                matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND),
                "{method} {path} let a key that may only listen in: {} {}",
                answer.status,
                answer.text
            );
        }
    }
}
