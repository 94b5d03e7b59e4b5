-- Podcasts that the house follows. Keep in step with ../postgres/0010_podcasts.sql.

CREATE TABLE podcasts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The address of the feed.
    url TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    author TEXT NOT NULL,
    -- Where its picture is, and the blob of the one that was fetched from there.
    image_url TEXT,
    image TEXT,
    -- What the server called the feed when it was read last (RFC 9110, 8.8).
    etag TEXT,
    last_modified TEXT,
    added_ms BIGINT NOT NULL,
    -- When the feed was read last, and when it is to be read again.
    fetched_ms BIGINT,
    due_ms BIGINT NOT NULL,
    -- How often it could not be read since, and why not the last time.
    failures BIGINT NOT NULL,
    error TEXT
);
CREATE TABLE episodes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    podcast BIGINT NOT NULL REFERENCES podcasts (id) ON DELETE CASCADE,
    -- What the feed knows it by.
    guid TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    published_ms BIGINT NOT NULL,
    duration_s BIGINT,
    -- Its file: address as the feed writes it, library::FileFormat if it is sound, length in bytes.
    url TEXT NOT NULL,
    format TEXT,
    size BIGINT,
    -- library::podcasts::EpisodeStatus, and why it is an error.
    status TEXT NOT NULL,
    error TEXT,
    -- The blob that the file is kept as.
    file TEXT,
    UNIQUE (podcast, guid)
);
CREATE INDEX episodes_by_time ON episodes (published_ms, id);
CREATE INDEX episodes_of ON episodes (podcast, published_ms, id);
