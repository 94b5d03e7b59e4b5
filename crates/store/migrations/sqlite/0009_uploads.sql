-- Music that listeners brought. Keep in step with ../postgres/0009_uploads.sql.

CREATE TABLE uploads (
    track BIGINT PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- BLAKE3 of the file, by which it lies among the blobs.
    blob BLOB NOT NULL,
    name TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    uploaded_ms BIGINT NOT NULL,
    UNIQUE (user_id, blob)
);
CREATE INDEX uploads_by_blob ON uploads (blob);

-- Blobs that nothing may name any more from a time on: whatever breaks off, none is left behind.
CREATE TABLE doomed_blobs (
    blob BLOB PRIMARY KEY,
    from_ms BIGINT NOT NULL
);
