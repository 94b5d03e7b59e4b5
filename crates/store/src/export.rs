//! All that the house knows of one account, as a ZIP file: to look at, and to take elsewhere.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use library::playlist_files::PlaylistFormat;
use library::{Item, UserId, portable};
use serde_json::{Value, json};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use crate::StoreError;
use crate::engine::{Store, reading};
use crate::listens::opened;

/// Listens and tracks that are in memory at once.
const PIECE: u32 = 1_000;

const README: &str = "\
What this house knows of one account. Times that end in _ms are milliseconds since 1970 (UTC).

account.json      the account; settings.json: its settings
listens.jsonl     what was heard, one listen a line, in ListenBrainz's form
stars.json        stars and ratings
playlists/        own playlists as JSPF; of smart ones the rules as well
queue.json        the play queue; bookmarks.json: places to go on from
shares.json       links that were made
uploads/          files that were brought, as they came; uploads.json: when
devices.json      app passwords and API keys, without their secrets; passkeys.json: passkeys
sessions.json     browsers that are signed in
log.json          what the audit log has of this account
";

struct Archive<W: Write>(ZipWriter<StreamWriter<W>>);

impl<W: Write> Archive<W> {
    fn begin(&mut self, name: &str) -> Result<(), StoreError> {
        // Large enough for any history, which is not known before it is written.
        let options = SimpleFileOptions::default().large_file(true);
        self.0.start_file(name, options).map_err(io::Error::from)?;
        Ok(())
    }

    /// A file as it is: music is packed already.
    fn copy(&mut self, name: &str, file: &Path) -> Result<(), StoreError> {
        let options = SimpleFileOptions::default()
            .large_file(true)
            .compression_method(CompressionMethod::Stored);
        self.0.start_file(name, options).map_err(io::Error::from)?;
        io::copy(&mut File::open(file)?, &mut self.0)?;
        Ok(())
    }

    fn add(&mut self, name: &str, value: &Value) -> Result<(), StoreError> {
        self.begin(name)?;
        serde_json::to_writer_pretty(&mut self.0, value)?;
        Ok(self.0.write_all(b"\n")?)
    }
}

impl Store {
    /// Writes all that the house knows of an account, piece by piece, as a ZIP file.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`], [`StoreError::Io`].
    pub async fn export_account(
        &self,
        user: UserId,
        to: impl Write,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let account = self.account(user).await?;
        let mut archive = Archive(ZipWriter::new_stream(to));
        archive.begin("README.txt")?;
        archive.0.write_all(README.as_bytes())?;
        let second_step = self.second_step(user).await?.is_some();
        let account =
            json!({ "account": account, "second_step": second_step, "exported_ms": now_ms });
        archive.add("account.json", &account)?;
        // Asked for the end of time, when no private session is left.
        let history = self.keeps_history(user, i64::MAX).await?;
        archive.add("settings.json", &json!({ "history": history }))?;
        self.export_listens(user, &mut archive).await?;
        archive.add("stars.json", &self.stars_to_export(user).await?)?;
        self.export_playlists(user, &mut archive, now_ms).await?;
        let queue = self.play_queue(user).await?;
        archive.add("queue.json", &serde_json::to_value(queue)?)?;
        archive.add("bookmarks.json", &self.bookmarks_to_export(user).await?)?;
        archive.add("shares.json", &self.shares_to_export(user).await?)?;
        self.export_uploads(user, &mut archive).await?;
        archive.add("devices.json", &self.devices_to_export(user).await?)?;
        archive.add("passkeys.json", &self.passkeys_to_export(user).await?)?;
        archive.add("sessions.json", &self.sessions_to_export(user, now_ms).await?)?;
        archive.add("log.json", &self.log_to_export(user).await?)?;
        archive.0.finish().map_err(io::Error::from)?;
        Ok(())
    }

    async fn export_listens(
        &self,
        user: UserId,
        archive: &mut Archive<impl Write>,
    ) -> Result<(), StoreError> {
        archive.begin("listens.jsonl")?;
        let key = self.data_key(user).await?;
        let sql = "SELECT number, listened_ms, payload FROM listens \
                   WHERE user_id = $1 AND number > $2 ORDER BY number LIMIT $3";
        let mut after = 0;
        loop {
            let rows: Vec<(i64, i64, Vec<u8>)> = reading!(self, |db| {
                let query = sqlx::query_as(sql).bind(user.0).bind(after).bind(i64::from(PIECE));
                query.fetch_all(db).await?
            });
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.0;
            for (_, listened_ms, payload) in &rows {
                let listen = opened(&key, *listened_ms, payload)?;
                writeln!(archive.0, "{}", portable::listenbrainz(&listen))?;
            }
        }
    }

    async fn export_playlists(
        &self,
        user: UserId,
        archive: &mut Archive<impl Write>,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        for playlist in self.playlists(user).await?.iter().filter(|list| list.owner == user) {
            let file = self.playlist_file(playlist, now_ms).await?;
            archive.begin(&format!("playlists/{}.jspf", playlist.id))?;
            archive.0.write_all(file.write(PlaylistFormat::Jspf).as_bytes())?;
            if let Some(rules) = &playlist.rules {
                archive.begin(&format!("playlists/{}.rules.json", playlist.id))?;
                archive.0.write_all(rules.to_json().as_bytes())?;
            }
        }
        Ok(())
    }

    async fn export_uploads(
        &self,
        user: UserId,
        archive: &mut Archive<impl Write>,
    ) -> Result<(), StoreError> {
        let (mut told, mut before) = (Vec::new(), None);
        loop {
            let piece = self.uploads(user, before, PIECE).await?;
            let Some(last) = piece.last() else { break };
            before = Some(last.track);
            for upload in piece {
                // The track's number, for two files may have come by one name.
                let name = format!("uploads/{}-{}", upload.track, upload.name);
                if let Some(near) = self.blobs()?.near(upload.blob).await? {
                    archive.copy(&name, near.as_ref())?;
                }
                told.push(json!({ "file": name, "bytes": upload.bytes,
                                  "uploaded_ms": upload.uploaded_ms }));
            }
        }
        archive.add("uploads.json", &told.into())
    }

    async fn stars_to_export(&self, user: UserId) -> Result<Value, StoreError> {
        let (mut stars, mut ratings) = (Vec::new(), Vec::new());
        for (item, starred_ms) in self.starred(user).await? {
            stars.push(json!({ "of": self.named(item).await?, "starred_ms": starred_ms }));
        }
        for (item, rating) in self.rated(user).await? {
            ratings.push(json!({ "of": self.named(item).await?, "rating": rating.stars() }));
        }
        Ok(json!({ "stars": stars, "ratings": ratings }))
    }

    /// A thing by names that mean something elsewhere.
    async fn named(&self, item: Item) -> Result<Value, StoreError> {
        let names = match item {
            Item::Track(id) => self.track(id).await?.map(|track| {
                let artists: Vec<&str> = track.tags.names(library::Role::Artist).collect();
                json!({ "title": track.title, "artists": artists, "album": track.tags.album,
                        "recording_mbid": track.tags.musicbrainz.recording })
            }),
            Item::Album(id) => self.album(id).await?.map(|album| {
                let artists: Vec<&str> = album.artists.iter().map(|artist| &*artist.name).collect();
                json!({ "title": album.title, "artists": artists, "year": album.year })
            }),
            Item::Artist(id) => self.artist(id).await?.map(|artist| json!({ "name": artist.name })),
            Item::Playlist(id) => {
                self.playlist(id).await?.map(|playlist| json!({ "name": playlist.name }))
            }
        };
        Ok(json!({ "kind": item.kind(), "number": item.number(), "names": names }))
    }

    async fn bookmarks_to_export(&self, user: UserId) -> Result<Value, StoreError> {
        let mut bookmarks = Vec::new();
        for mark in self.bookmarks(user).await? {
            let of = self.named(Item::Track(mark.track)).await?;
            bookmarks
                .push(json!({ "of": of, "position_ms": mark.position_ms, "comment": mark.comment,
                                   "changed_ms": mark.changed_ms }));
        }
        Ok(bookmarks.into())
    }

    async fn shares_to_export(&self, user: UserId) -> Result<Value, StoreError> {
        let mut shares = Vec::new();
        for share in self.shares(user).await? {
            let mut items = Vec::new();
            for item in &share.items {
                items.push(self.named(*item).await?);
            }
            shares.push(json!({ "of": items, "description": share.description,
                                "created_ms": share.created_ms, "expires_ms": share.expires_ms,
                                "visits": share.visits }));
        }
        Ok(shares.into())
    }

    async fn devices_to_export(&self, user: UserId) -> Result<Value, StoreError> {
        let keys = self.device_keys(user).await?.into_iter();
        let keys = keys.map(|key| {
            json!({ "label": key.label, "scope": key.scope, "created_ms": key.created_ms,
                    "expires_ms": key.expires_ms, "used_ms": key.used_ms })
        });
        Ok(keys.collect())
    }

    async fn passkeys_to_export(&self, user: UserId) -> Result<Value, StoreError> {
        let passkeys = self.passkeys(user).await?.into_iter();
        let passkeys = passkeys.map(|passkey| {
            json!({ "label": passkey.label, "created_ms": passkey.created_ms,
                    "used_ms": passkey.used_ms })
        });
        Ok(passkeys.collect())
    }

    async fn sessions_to_export(&self, user: UserId, now_ms: i64) -> Result<Value, StoreError> {
        let sessions = self.sessions(user, now_ms).await?.into_iter();
        let sessions = sessions.map(|session| {
            json!({ "agent": session.agent, "address": session.address,
                    "created_ms": session.created_ms, "used_ms": session.used_ms })
        });
        Ok(sessions.collect())
    }

    async fn log_to_export(&self, user: UserId) -> Result<Value, StoreError> {
        let (mut lines, mut before) = (Vec::new(), None);
        loop {
            let piece = self.audit_log(Some(user), before, PIECE).await?;
            let Some(last) = piece.last() else { return Ok(lines.into()) };
            before = Some(last.id);
            lines.extend(piece.into_iter().map(|line| {
                json!({ "at_ms": line.at_ms, "deed": line.deed, "object": line.object,
                        "address": line.address })
            }));
        }
    }
}
