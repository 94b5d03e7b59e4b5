//! The sign-in of people: name, password and, where one is set up, a code.

use std::net::IpAddr;

use library::policy::Actor;
use library::{Account, KeyId, Scope, SessionId, UserId, name_key};

use super::{Deed, Event, account};
use crate::StoreError;
use crate::engine::{Store, reading};
use crate::secrets::Secret;

/// Somebody who is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub account: Account,
    /// How much of the account they may use.
    pub scope: Scope,
    /// By what they came in.
    pub by: Credential,
}

/// What lets somebody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A browser's session.
    Session(SessionId),
    /// An app password or API key.
    Key(KeyId),
}

impl SignedIn {
    /// Who asks, as the policy wants to know it.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Account { user: self.account.id, role: self.account.role, scope: self.scope }
    }
}

/// Why somebody is not let in. None of these tells a stranger whether there is an account of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// Name, password, code, token or key is wrong.
    #[error("the name or the password is wrong")]
    Wrong,
    /// The password is right; the account wants a code from its authenticator as well.
    #[error("a code from the authenticator is needed as well")]
    CodeNeeded,
    /// The account's own password, or a token that no app password makes: players need an app password.
    #[error(
        "the account's own password does not work in players: make an app password for this device"
    )]
    AppPasswordNeeded,
    /// Too many attempts failed.
    #[error("too many attempts failed: wait {} s", ms.div_euclid(1_000) + 1)]
    Wait {
        /// How long, in milliseconds.
        ms: i64,
    },
    /// The session, app password or key was good once.
    #[error("this has expired: sign in again, or make a new app password or key")]
    Expired,
    /// The account is disabled.
    #[error("this account is disabled: an owner of the house can enable it")]
    Disabled,
}

type Columns = (i64, String, String, i64, bool, Option<String>);

impl Store {
    /// Signs a browser in. `code` is one of the authenticator or a recovery code; `from` is the address
    /// and `agent` what the browser calls itself. The secret is for a cookie.
    ///
    /// # Errors
    /// [`StoreError::Refused`], [`StoreError::Busy`].
    pub async fn sign_in(
        &self,
        (name, password, code): (&str, &str, Option<&str>),
        (from, agent): (IpAddr, &str),
        now_ms: i64,
    ) -> Result<(Secret, SignedIn), StoreError> {
        let account = self.password_sign_in((name, password), from, now_ms).await?;
        match self.check_code(account.id, code, now_ms).await {
            Err(StoreError::Refused(Refused::Wrong)) => {
                return Err(self.refused(Some(account.id), from, now_ms).await?);
            }
            other => other?,
        }
        self.doors.attempts.succeeded(&name_key(name), from);
        self.enter(account, (from, agent), now_ms).await
    }

    /// Lets somebody in who proved who they are.
    pub(super) async fn enter(
        &self,
        account: Account,
        (from, agent): (IpAddr, &str),
        now_ms: i64,
    ) -> Result<(Secret, SignedIn), StoreError> {
        if account.disabled {
            return Err(Refused::Disabled.into());
        }
        let event =
            Event { actor: Some(account.id), deed: Deed::SignIn, object: "", from: Some(from) };
        let entered = self.begin_session(account, (from, agent), now_ms).await?;
        self.audit(&event, now_ms).await?;
        Ok(entered)
    }

    /// The account of a name and its own password. The attempt counts as failed until the caller is
    /// satisfied.
    pub(super) async fn password_sign_in(
        &self,
        (name, password): (&str, &str),
        from: IpAddr,
        now_ms: i64,
    ) -> Result<Account, StoreError> {
        let key = name_key(name);
        self.doors.attempts.begin(&key, from, now_ms)?;
        let sql = "SELECT id, name, role, created_ms, disabled, password FROM users \
                   WHERE name_key = $1";
        let row: Option<Columns> =
            reading!(self, |db| sqlx::query_as(sql).bind(&key).fetch_optional(db).await?);
        // The same work is done for a name that nobody has.
        let hash = row.as_ref().and_then(|row| row.5.clone());
        let right = self.doors.hashing.verify(password, hash).await?;
        match row {
            Some((id, name, role, created_ms, disabled, _)) if right => {
                Ok(account((id, name, role, created_ms, disabled)))
            }
            row => {
                let user = row.map(|row| UserId(row.0));
                Err(self.refused(user, from, now_ms).await?)
            }
        }
    }

    /// Has the log tell of a refusal, for a name that nobody has too, so that both take the same time. What
    /// was typed as a name is not kept: now and then it is a password.
    pub(super) async fn refused(
        &self,
        actor: Option<UserId>,
        from: IpAddr,
        now_ms: i64,
    ) -> Result<StoreError, StoreError> {
        let event = Event { actor, deed: Deed::SignInRefused, object: "", from: Some(from) };
        self.audit(&event, now_ms).await?;
        Ok(Refused::Wrong.into())
    }
}
