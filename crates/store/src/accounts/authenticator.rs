//! The second step of a sign-in: a code from an authenticator, or one of ten recovery codes.

use library::UserId;

use super::{Refused, totp};
use crate::StoreError;
use crate::engine::{Store, Writing, on, reading, run};
use crate::secrets::{Secret, random, token_hash};
use crate::vault::Place;

const RECOVERY_CODES: usize = 10;
const SECRET: Place = Place { table: "authenticators", column: "secret", row: 0 };

/// A secret for an authenticator, shown once.
#[derive(Clone, Debug)]
pub struct NewAuthenticator {
    /// The secret to be typed, in letters and digits.
    pub secret: Secret,
    /// The same as an `otpauth:` address, to be shown as a QR code.
    pub uri: Secret,
}

impl Store {
    /// Begins to set up an authenticator; it counts once [`Store::confirm_authenticator`] has seen a code.
    ///
    /// # Errors
    /// [`StoreError::HasAuthenticator`], [`StoreError::NoSuchAccount`].
    pub async fn begin_authenticator(&self, user: UserId) -> Result<NewAuthenticator, StoreError> {
        let name = self.account(user).await?.name;
        let secret: [u8; 20] = random()?;
        let sealed = self.data_key(user).await?.seal(&SECRET, &secret)?;
        let mut writing = self.write_durably().await?;
        let sql = "INSERT INTO authenticators (user_id, secret, confirmed, used_step) \
                   VALUES ($1, $2, FALSE, 0) ON CONFLICT (user_id) DO UPDATE \
                   SET secret = excluded.secret WHERE NOT authenticators.confirmed RETURNING user_id";
        let begun: Option<i64> = on!(&mut writing, |db| {
            sqlx::query_scalar(sql).bind(user.0).bind(&sealed).fetch_optional(db).await?
        });
        begun.ok_or(StoreError::HasAuthenticator)?;
        writing.keep().await?;
        let (typed, uri) = (totp::typed(&secret), totp::uri(&name, &secret));
        Ok(NewAuthenticator { secret: Secret::of(typed), uri: Secret::of(uri) })
    }

    /// Has an authenticator count from now on: its owner showed a code of it. Answers recovery codes, each of
    /// which stands for one code of a lost authenticator.
    ///
    /// # Errors
    /// [`Refused::Wrong`] when it is not its code.
    pub async fn confirm_authenticator(
        &self,
        user: UserId,
        code: &str,
        now_ms: i64,
    ) -> Result<Vec<Secret>, StoreError> {
        let row = self.authenticator(user).await?.filter(|(_, confirmed)| !confirmed);
        let (sealed, _) = row.ok_or(Refused::Wrong)?;
        let secret = self.data_key(user).await?.open(&SECRET, &sealed)?;
        let step = totp::step_of(&secret, &plain(code), now_ms).ok_or(Refused::Wrong)?;
        let mut writing = self.write_durably().await?;
        let sql = "UPDATE authenticators SET confirmed = TRUE, used_step = $1 WHERE user_id = $2";
        run!(&mut writing, sqlx::query(sql).bind(step).bind(user.0));
        let codes = renew(&mut writing, user).await?;
        writing.keep().await?;
        Ok(codes)
    }

    /// Whether an account asks for a code, and how many recovery codes it has left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn second_step(&self, user: UserId) -> Result<Option<usize>, StoreError> {
        let sql = "SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1";
        let left: i64 =
            reading!(self, |db| sqlx::query_scalar(sql).bind(user.0).fetch_one(db).await?);
        let confirmed = self.authenticator(user).await?.is_some_and(|(_, confirmed)| confirmed);
        Ok(confirmed.then(|| usize::try_from(left).unwrap_or(0)))
    }

    /// Gives an account new recovery codes; the ones before are good no more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_recovery_codes(&self, user: UserId) -> Result<Vec<Secret>, StoreError> {
        let mut writing = self.write_durably().await?;
        let codes = renew(&mut writing, user).await?;
        writing.keep().await?;
        Ok(codes)
    }

    /// Has an account ask for no code any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_authenticator(&self, user: UserId) -> Result<(), StoreError> {
        let mut writing = self.write_durably().await?;
        for sql in [
            "DELETE FROM authenticators WHERE user_id = $1",
            "DELETE FROM recovery_codes WHERE user_id = $1",
        ] {
            run!(&mut writing, sqlx::query(sql).bind(user.0));
        }
        writing.keep().await
    }

    /// Checks the second step, where there is one. No code is good twice.
    pub(super) async fn check_code(
        &self,
        user: UserId,
        code: Option<&str>,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let Some((sealed, true)) = self.authenticator(user).await? else { return Ok(()) };
        let code = plain(code.ok_or(Refused::CodeNeeded)?);
        let used: Option<i64>;
        let mut writing;
        if totp::is_code(&code) {
            let secret = self.data_key(user).await?.open(&SECRET, &sealed)?;
            let step = totp::step_of(&secret, &code, now_ms).ok_or(Refused::Wrong)?;
            // Whoever looked over a shoulder comes too late.
            let sql = "UPDATE authenticators SET used_step = $1 \
                       WHERE user_id = $2 AND used_step < $1 RETURNING user_id";
            writing = self.write_durably().await?;
            used = on!(&mut writing, |db| {
                sqlx::query_scalar(sql).bind(step).bind(user.0).fetch_optional(db).await?
            });
        } else {
            let hash = token_hash(&code);
            let sql =
                "DELETE FROM recovery_codes WHERE user_id = $1 AND code = $2 RETURNING user_id";
            writing = self.write_durably().await?;
            used = on!(&mut writing, |db| {
                let delete = sqlx::query_scalar(sql).bind(user.0).bind(&hash.as_bytes()[..]);
                delete.fetch_optional(db).await?
            });
        }
        used.ok_or(Refused::Wrong)?;
        writing.keep().await
    }

    async fn authenticator(&self, user: UserId) -> Result<Option<(Vec<u8>, bool)>, StoreError> {
        let sql = "SELECT secret, confirmed FROM authenticators WHERE user_id = $1";
        Ok(reading!(self, |db| sqlx::query_as(sql).bind(user.0).fetch_optional(db).await?))
    }
}

async fn renew(writing: &mut Writing, user: UserId) -> Result<Vec<Secret>, StoreError> {
    let sql = "DELETE FROM recovery_codes WHERE user_id = $1";
    run!(writing, sqlx::query(sql).bind(user.0));
    let mut codes = Vec::new();
    for _ in 0..RECOVERY_CODES {
        let code = Secret::recovery_code()?;
        let hash = token_hash(&plain(code.expose()));
        let sql = "INSERT INTO recovery_codes (user_id, code) VALUES ($1, $2)";
        run!(writing, sqlx::query(sql).bind(user.0).bind(&hash.as_bytes()[..]));
        codes.push(code);
    }
    Ok(codes)
}

/// A code without what people put between its signs.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_lowercase()).collect()
}
