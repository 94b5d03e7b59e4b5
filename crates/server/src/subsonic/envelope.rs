//! The envelope of every answer, in XML, JSON or JSONP.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::failure::Failure;
use super::node::Node;
use super::parameters::Parameters;

/// Version of the Subsonic interface.
pub(crate) const API_VERSION: &str = "1.16.1";
const NAMESPACE: &str = "http://subsonic.org/restapi";

/// How a client wants its answer written, by `f` and `callback`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Xml,
    Json,
    /// JSON as the argument of a function.
    Jsonp(String),
}

impl Form {
    pub(crate) fn of(parameters: &Parameters) -> Form {
        match parameters.get("f") {
            Some("json") => Form::Json,
            Some("jsonp") => match parameters.get("callback").filter(|name| is_function(name)) {
                Some(name) => Form::Jsonp(name.to_owned()),
                None => Form::Json,
            },
            _ => Form::Xml,
        }
    }
}

/// A dotted name: anything else could run as a script of its own.
fn is_function(name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.' | '[' | ']');
    name.len() <= 128 && name.starts_with(|c: char| !c.is_ascii_digit()) && name.chars().all(word)
}

/// Writes an answer: the fields and children of `answer` stand below the envelope. HTTP says 200 even when
/// a call failed, but for too many at once.
pub(crate) fn answer(form: &Form, answer: Result<Node, Failure>) -> Response {
    let status = match &answer {
        Err(Failure::Busy(_)) => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::OK,
    };
    let wait = match &answer {
        Err(Failure::Busy(seconds)) => Some(*seconds),
        _ => None,
    };
    let (media_type, text) = match form {
        Form::Xml => ("application/xml; charset=utf-8", xml(&answer)),
        Form::Json => ("application/json", json(answer)),
        Form::Jsonp(function) => {
            ("application/javascript; charset=utf-8", format!("{function}({});", json(answer)))
        }
    };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Some(seconds) = wait {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

fn envelope(status: &str) -> Node {
    Node::new()
        .text("status", status)
        .text("version", API_VERSION)
        .text("type", "musaic")
        .text("serverVersion", env!("CARGO_PKG_VERSION"))
        .flag("openSubsonic", true)
}

fn whole(answer: &Result<Node, Failure>) -> Node {
    match answer {
        Ok(_) => envelope("ok"),
        Err(failure) => envelope("failed").one("error", failure.node()),
    }
}

fn xml(answer: &Result<Node, Failure>) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let mut node = Node::new().text("xmlns", NAMESPACE).with(whole(answer));
    if let Ok(body) = answer {
        node = node.with(body.clone());
    }
    node.write_xml("subsonic-response", &mut text);
    text
}

fn json(answer: Result<Node, Failure>) -> String {
    let mut node = whole(&answer);
    if let Ok(body) = answer {
        node = node.with(body);
    }
    let envelope = Node::new().one("subsonic-response", node);
    // Its names are texts and its numbers finite: nothing in it cannot be written.
    serde_json::to_string(&envelope).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(query: &str, answered: Result<Node, Failure>, expected: &Expect) {
        let form = Form::of(&Parameters::read(query, b""));
        let response = answer(&form, answered);
        let bytes = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(axum::body::to_bytes(response.into_body(), 1 << 20))
            .unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        expected.assert_eq(&text.replace(env!("CARGO_PKG_VERSION"), "V"));
    }

    #[test]
    fn answers_and_failures() {
        let license = Node::new().one("license", Node::new().flag("valid", true));
        check(
            "",
            Ok(license.clone()),
            &expect![[r#"
            <?xml version="1.0" encoding="UTF-8"?>
            <subsonic-response xmlns="http://subsonic.org/restapi" status="ok" version="1.16.1" type="musaic" serverVersion="V" openSubsonic="true"><license valid="true"/></subsonic-response>"#]],
        );
        check(
            "f=json",
            Ok(license),
            &expect![[
                r#"{"subsonic-response":{"status":"ok","version":"1.16.1","type":"musaic","serverVersion":"V","openSubsonic":true,"license":{"valid":true}}}"#
            ]],
        );
        check(
            "f=jsonp&callback=a.b",
            Err(Failure::Missing("id")),
            &expect![[
                r#"a.b({"subsonic-response":{"status":"failed","version":"1.16.1","type":"musaic","serverVersion":"V","openSubsonic":true,"error":{"code":10,"message":"the parameter id is missing"}}});"#
            ]],
        );
        check(
            "f=jsonp&callback=alert(1)//",
            Ok(Node::new()),
            &expect![[
                r#"{"subsonic-response":{"status":"ok","version":"1.16.1","type":"musaic","serverVersion":"V","openSubsonic":true}}"#
            ]],
        );
    }
}
