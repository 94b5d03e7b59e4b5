//! The audit log: who did what, to what, from where, when. Entries are only added, and outlive the
//! accounts they name.

use std::net::IpAddr;

use library::UserId;

use crate::StoreError;
use crate::engine::{Store, reading, run};
use crate::track_row::stored;
use crate::vault::Place;

const MAX_OBJECT: usize = 256;

macro_rules! deeds {
    ($($(#[$doc:meta])* $name:ident $word:literal,)*) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Deed {
            $($(#[$doc])* $name,)*
        }

        impl Deed {
            /// All there are.
            pub const ALL: &'static [Deed] = &[$(Deed::$name),*];

            /// The words for it, as they are stored and shown.
            #[must_use]
            pub fn words(self) -> &'static str {
                match self { $(Deed::$name => $word,)* }
            }
        }
    };
}

deeds! {
    /// Signed in on the web.
    SignIn "signed in",
    /// Tried to, with a wrong password or code.
    SignInRefused "was not let in",
    /// Made an account.
    AddAccount "made an account",
    /// Invited somebody.
    Invite "invited",
    /// Changed an account's name.
    Rename "renamed",
    /// Changed an account's role.
    SetRole "changed the role of",
    /// Disabled an account.
    Disable "disabled",
    /// Enabled an account again.
    Enable "enabled",
    /// Changed a password.
    SetPassword "changed the password of",
    /// Made an app password or API key.
    AddKey "made a key",
    /// Revoked one.
    RevokeKey "revoked a key",
    /// Ended sessions.
    EndSessions "ended sessions",
    /// Set up an authenticator or passkey.
    SetSecondStep "set up a second step",
    /// Removed it.
    RemoveSecondStep "removed the second step",
    /// Took all that the house knows of an account.
    Export "exported",
    /// Erased an account.
    Erase "erased",
    /// Brought a new master key.
    RotateMasterKey "rotated the master key",
    /// Changed the house's settings.
    Configure "configured",
    /// Scanned the music folders.
    Scan "scanned",
    /// Brought a file.
    Upload "brought",
    /// Took one back.
    RemoveUpload "took back",
}

/// Something that is about to stand in the log.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// Who did it; nobody for the command line and for what the house does by itself.
    pub actor: Option<UserId>,
    /// What was done.
    pub deed: Deed,
    /// To what: a name, a label. Never a secret.
    pub object: &'a str,
    /// From where.
    pub from: Option<IpAddr>,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number.
    pub id: i64,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// Who.
    pub actor: Option<UserId>,
    /// Their name, while they have an account.
    pub actor_name: Option<String>,
    /// What was done, in the words of [`Deed::words`].
    pub deed: String,
    /// To what.
    pub object: String,
    /// From where; nothing for accounts that were erased, whose key is gone.
    pub address: Option<String>,
}

type Columns = (i64, i64, Option<i64>, Option<String>, String, String, Option<Vec<u8>>);

fn place(at_ms: i64) -> Place {
    Place { table: "audit_log", column: "address", row: at_ms }
}

impl Store {
    /// Adds a line to the audit log.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(&self, event: &Event<'_>, now_ms: i64) -> Result<(), StoreError> {
        let address = match (event.actor, event.from) {
            (Some(actor), Some(from)) => {
                let key = self.data_key(actor).await?;
                Some(key.seal(&place(now_ms), from.to_canonical().to_string().as_bytes())?)
            }
            // Whose address it is must be known to seal it for them.
            _ => None,
        };
        let object: String = stored(event.object).chars().take(MAX_OBJECT).collect();
        let mut writing = self.write_durably().await?;
        let sql = "INSERT INTO audit_log (at_ms, actor, action, object, address) \
                   VALUES ($1, $2, $3, $4, $5)";
        run!(&mut writing, {
            let insert = sqlx::query(sql).bind(now_ms).bind(event.actor.map(|actor| actor.0));
            insert.bind(event.deed.words()).bind(&object).bind(&address)
        });
        writing.keep().await
    }

    /// The audit log from before a number on, the last line first, at most `limit`; of one account or of all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_log(
        &self,
        of: Option<UserId>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let sql = "SELECT audit_log.id, at_ms, actor, name, action, object, address FROM audit_log \
                   LEFT JOIN users ON users.id = actor WHERE audit_log.id < $1 \
                   AND ($2 = 0 OR actor = $2) ORDER BY audit_log.id DESC LIMIT $3";
        let rows: Vec<Columns> = reading!(self, |db| {
            let query = sqlx::query_as(sql).bind(before.unwrap_or(i64::MAX));
            query.bind(of.map_or(0, |of| of.0)).bind(i64::from(limit)).fetch_all(db).await?
        });
        let mut entries = Vec::new();
        for (id, at_ms, actor, actor_name, deed, object, sealed) in rows {
            let actor = actor.map(UserId);
            let address = match (actor, sealed) {
                (Some(actor), Some(sealed)) if actor_name.is_some() => {
                    let address = self.data_key(actor).await?.open(&place(at_ms), &sealed)?;
                    Some(String::from_utf8_lossy(&address).into_owned())
                }
                _ => None,
            };
            entries.push(AuditEntry { id, at_ms, actor, actor_name, deed, object, address });
        }
        Ok(entries)
    }
}
