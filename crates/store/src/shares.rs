//! Shares: links that open some of the music to people without an account.

use data_encoding::BASE64URL_NOPAD;
use library::{Item, ShareId, UserId, limits};

use crate::StoreError;
use crate::engine::{Store, on, reading, run};
use crate::playlists::short;
use crate::secrets::random;
use crate::vault::Place;

/// A share, open or over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Its identity.
    pub id: ShareId,
    /// Who made it.
    pub owner: UserId,
    /// What is shared, in order.
    pub items: Vec<Item>,
    /// A remark for whoever follows the link.
    pub description: String,
    /// Whether a password is asked for.
    pub has_password: bool,
    /// Whether files may be downloaded.
    pub downloads: bool,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: i64,
    /// When it ends, in milliseconds since 1970.
    pub expires_ms: Option<i64>,
    /// How often it was visited.
    pub visits: i64,
    /// When it was visited last, in milliseconds since 1970.
    pub visited_ms: Option<i64>,
}

/// What a new share is to be.
#[derive(Clone, Copy, Debug)]
pub struct NewShare<'a> {
    /// What is shared, in order.
    pub items: &'a [Item],
    /// A remark for whoever follows the link.
    pub description: &'a str,
    /// A password that is asked for beside the link.
    pub password: Option<&'a str>,
    /// Whether files may be downloaded.
    pub downloads: bool,
    /// When it ends, in milliseconds since 1970.
    pub expires_ms: Option<i64>,
}

/// What is changed about a share; what is not told stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShareChange<'a> {
    /// A remark for whoever follows the link.
    pub description: Option<&'a str>,
    /// Another password, or none any more.
    pub password: Option<Option<&'a str>>,
    /// Whether files may be downloaded.
    pub downloads: Option<bool>,
    /// When it ends, in milliseconds since 1970, if ever.
    pub expires_ms: Option<Option<i64>>,
}

type Columns = (i64, i64, String, bool, bool, i64, Option<i64>, i64, Option<i64>);

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, owner, description, password IS NOT NULL, downloads, created_ms, expires_ms, ",
            "visits, visited_ms FROM shares ",
            $rest
        )
    };
}

impl Store {
    /// Makes a share; answers it with the token of its link, 192 random bits as 32 letters, digits, `-`
    /// and `_`.
    ///
    /// # Errors
    /// [`StoreError::TooMany`], [`StoreError::BadPassword`], [`StoreError::Busy`],
    /// [`StoreError::Locked`].
    pub async fn make_share(
        &self,
        owner: UserId,
        new: NewShare<'_>,
        now_ms: i64,
    ) -> Result<(Share, String), StoreError> {
        let limit = limits::MAX_SHARE_ITEMS;
        if new.items.len() > limit {
            return Err(StoreError::TooMany { what: "a share", limit });
        }
        let key = self.data_key(owner).await?;
        let password = match new.password {
            Some(password) => Some(self.doors.hashing.hash(password).await?),
            None => None,
        };
        let token = BASE64URL_NOPAD.encode(&random::<24>()?);
        let hash = hashed(&token);
        let mut writing = self.write_durably().await?;
        let sql = "INSERT INTO shares (owner, token_hash, token, description, password, downloads, \
                   created_ms, expires_ms, visits) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0) RETURNING id";
        let description = short(new.description);
        let empty: &[u8] = &[];
        let id: i64 = on!(&mut writing, |db| {
            let query = sqlx::query_scalar(sql).bind(owner.0).bind(&hash[..]).bind(empty);
            let query = query.bind(&description).bind(&password).bind(new.downloads);
            query.bind(now_ms).bind(new.expires_ms).fetch_one(db).await?
        });
        let sealed = key.seal(&token_place(ShareId(id)), token.as_bytes())?;
        let sql = "UPDATE shares SET token = $1 WHERE id = $2";
        run!(&mut writing, sqlx::query(sql).bind(&sealed).bind(id));
        for (position, item) in (0i64..).zip(new.items) {
            let sql =
                "INSERT INTO share_items (share, position, kind, item) VALUES ($1, $2, $3, $4)";
            run!(&mut writing, {
                sqlx::query(sql).bind(id).bind(position).bind(item.kind()).bind(item.number())
            });
        }
        writing.keep().await?;
        let share = self.share(ShareId(id)).await?.ok_or(StoreError::NoSuchThing("share"))?;
        Ok((share, token))
    }

    /// What somebody shares, the last made first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shares(&self, owner: UserId) -> Result<Vec<Share>, StoreError> {
        let sql = columns!("WHERE owner = $1 ORDER BY id DESC");
        let rows: Vec<Columns> =
            reading!(self, |db| sqlx::query_as(sql).bind(owner.0).fetch_all(db).await?);
        let mut shares = Vec::with_capacity(rows.len());
        for row in rows {
            shares.push(self.with_items(row).await?);
        }
        Ok(shares)
    }

    /// One share, open or over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn share(&self, id: ShareId) -> Result<Option<Share>, StoreError> {
        let sql = columns!("WHERE id = $1");
        let row: Option<Columns> =
            reading!(self, |db| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await?);
        match row {
            Some(row) => Ok(Some(self.with_items(row).await?)),
            None => Ok(None),
        }
    }

    /// The share that a link's token opens, if it is not over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_share(&self, token: &str, now_ms: i64) -> Result<Option<Share>, StoreError> {
        let sql = columns!("WHERE token_hash = $1 AND (expires_ms IS NULL OR expires_ms > $2)");
        let hash = hashed(token);
        let row: Option<Columns> = reading!(self, |db| {
            sqlx::query_as(sql).bind(&hash[..]).bind(now_ms).fetch_optional(db).await?
        });
        match row {
            Some(row) => Ok(Some(self.with_items(row).await?)),
            None => Ok(None),
        }
    }

    /// The token of a share's link, for its owner.
    ///
    /// # Errors
    /// [`StoreError::NoSuchThing`], [`StoreError::Locked`].
    pub async fn share_token(&self, share: &Share) -> Result<String, StoreError> {
        let sql = "SELECT token FROM shares WHERE id = $1";
        let sealed: Option<Vec<u8>> = reading!(self, |db| {
            sqlx::query_scalar(sql).bind(share.id.0).fetch_optional(db).await?
        });
        let sealed = sealed.ok_or(StoreError::NoSuchThing("share"))?;
        let token = self.data_key(share.owner).await?.open(&token_place(share.id), &sealed)?;
        String::from_utf8(token.to_vec()).map_err(|_| StoreError::Sealed)
    }

    /// Counts a visit; nothing is kept of who came.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn visit_share(&self, id: ShareId, now_ms: i64) -> Result<(), StoreError> {
        let sql = "UPDATE shares SET visits = visits + 1, visited_ms = $1 WHERE id = $2";
        let mut writing = self.write().await?;
        run!(&mut writing, sqlx::query(sql).bind(now_ms).bind(id.0));
        writing.keep().await
    }

    /// Changes a share. Whoever came in by its old password must tell the new one.
    ///
    /// # Errors
    /// [`StoreError::NoSuchThing`], [`StoreError::BadPassword`], [`StoreError::Busy`].
    pub async fn change_share(
        &self,
        id: ShareId,
        change: ShareChange<'_>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE shares SET description = COALESCE($1, description), \
                   downloads = COALESCE($2, downloads), \
                   password = CASE WHEN $3 THEN $4 ELSE password END, \
                   expires_ms = CASE WHEN $5 THEN $6 ELSE expires_ms END WHERE id = $7 RETURNING id";
        let description = change.description.map(short);
        let password = match change.password.flatten() {
            Some(password) => Some(self.doors.hashing.hash(password).await?),
            None => None,
        };
        let mut writing = self.write_durably().await?;
        let done: Option<i64> = on!(&mut writing, |db| {
            let query = sqlx::query_scalar(sql).bind(&description).bind(change.downloads);
            let query = query.bind(change.password.is_some()).bind(&password);
            let query = query.bind(change.expires_ms.is_some()).bind(change.expires_ms.flatten());
            query.bind(id.0).fetch_optional(db).await?
        });
        done.ok_or(StoreError::NoSuchThing("share"))?;
        writing.keep().await
    }

    /// Revokes a share: its link opens nothing from now on.
    ///
    /// # Errors
    /// [`StoreError::NoSuchThing`].
    pub async fn revoke_share(&self, id: ShareId) -> Result<(), StoreError> {
        let sql = "DELETE FROM shares WHERE id = $1 RETURNING id";
        let mut writing = self.write_durably().await?;
        let done: Option<i64> = on!(&mut writing, |db| {
            sqlx::query_scalar(sql).bind(id.0).fetch_optional(db).await?
        });
        done.ok_or(StoreError::NoSuchThing("share"))?;
        writing.keep().await
    }

    async fn with_items(&self, row: Columns) -> Result<Share, StoreError> {
        let (id, owner, description, has_password, downloads, created_ms, expires_ms, visits, last) =
            row;
        let sql = "SELECT kind, item FROM share_items WHERE share = $1 ORDER BY position";
        let rows: Vec<(String, i64)> =
            reading!(self, |db| sqlx::query_as(sql).bind(id).fetch_all(db).await?);
        let items = rows.iter().filter_map(|(kind, item)| Item::of(kind, *item)).collect();
        Ok(Share {
            id: ShareId(id),
            owner: UserId(owner),
            items,
            description,
            has_password,
            downloads,
            created_ms,
            expires_ms,
            visits,
            visited_ms: last,
        })
    }
}

fn token_place(id: ShareId) -> Place {
    Place { table: "shares", column: "token", row: id.0 }
}

/// Tokens are random enough that a plain hash tells nothing of them.
fn hashed(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}
