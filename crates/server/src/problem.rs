//! Why the web API did not do what was asked, as RFC 9457 writes it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use library::policy::Denied;
use serde::Serialize;
use store::{Refused, StoreError};

/// A problem, with what would help in `detail`.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Problem {
    /// What kind it is: `/problems/` and a word.
    #[serde(rename = "type")]
    kind: String,
    /// The kind in words.
    title: String,
    /// The HTTP status once more.
    status: u16,
    /// What happened this time, and what to do.
    detail: String,
    #[serde(skip)]
    retry_after: Option<u64>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, kind: &str, detail: impl Into<String>) -> Problem {
        Problem {
            kind: format!("/problems/{kind}"),
            title: status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            retry_after: None,
        }
    }

    pub(crate) fn bad(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "bad-request", detail)
    }

    pub(crate) fn not_found() -> Problem {
        let detail = "there is no such thing, or it is not yours";
        Problem::new(StatusCode::NOT_FOUND, "not-found", detail)
    }

    pub(crate) fn busy(detail: impl Into<String>, seconds: u64) -> Problem {
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "busy", detail);
        Problem { retry_after: Some(seconds), ..problem }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let media_type = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(header::CONTENT_TYPE, media_type)], body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Problem {
        match denied {
            Denied::SignIn => Problem::new(StatusCode::UNAUTHORIZED, "sign-in", denied.to_string()),
            Denied::NotYours => Problem::not_found(),
            Denied::Role(_) | Denied::Scope(_) => {
                Problem::new(StatusCode::FORBIDDEN, "forbidden", denied.to_string())
            }
        }
    }
}

impl From<StoreError> for Problem {
    /// The reason of what is the house's fault goes to the log: it may name files of the house.
    fn from(error: StoreError) -> Problem {
        use StoreError as E;
        let told = error.to_string();
        match error {
            E::Refused(Refused::Wait { ms }) => Problem::busy(told, ms.unsigned_abs() / 1000 + 1),
            E::Refused(Refused::CodeNeeded) => {
                Problem::new(StatusCode::UNAUTHORIZED, "code-needed", told)
            }
            E::Refused(_) => Problem::new(StatusCode::UNAUTHORIZED, "sign-in", told),
            E::Busy => Problem::busy(told, 1),
            E::NoSuchAccount | E::NoSuchKey | E::NoSuchThing(_) => Problem::not_found(),
            E::NameTaken(_) | E::LastOwner | E::TooManyKeys | E::HasRules | E::HasAuthenticator => {
                Problem::new(StatusCode::CONFLICT, "conflict", told)
            }
            E::QuotaSpent(_) => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "quota-spent", told),
            E::BadName(_)
            | E::BadPassword(_)
            | E::BadLabel
            | E::NoInvitation
            | E::TooMany { .. } => Problem::bad(told),
            _ => {
                tracing::error!("the store failed: {told}");
                let detail = "the house cannot answer now; its log says why";
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
            }
        }
    }
}
