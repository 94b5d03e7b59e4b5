-- What listeners do with the library. Keep in step with ../postgres/0004_listening.sql.

-- For rules: the year of the track's first release, and its title as library::fold makes it. The next
-- scan reads every file again, and fills them in.
ALTER TABLE tracks ADD COLUMN year BIGINT;
ALTER TABLE tracks ADD COLUMN title_key TEXT NOT NULL DEFAULT '';
UPDATE tracks SET modified_ms = 0;

-- One row for who has listened: how many listens there are, and whether more are wanted.
CREATE TABLE listeners (
    user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    listens BIGINT NOT NULL,
    history BOOLEAN NOT NULL,
    private_until_ms BIGINT NOT NULL
);
-- Rows are only added. What was heard is sealed by the listener's data key.
CREATE TABLE listens (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Counted for each listener, in the order in which rows are kept.
    number BIGINT NOT NULL,
    listened_ms BIGINT NOT NULL,
    -- A keyed hash of what was heard, so that it is kept once.
    mark BLOB NOT NULL,
    -- library::Listen as JSON, sealed.
    payload BLOB NOT NULL,
    PRIMARY KEY (user_id, number),
    UNIQUE (user_id, listened_ms, mark)
);

-- Stars and ratings of tracks, albums, artists and playlists.
CREATE TABLE marks (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    item BIGINT NOT NULL,
    starred_ms BIGINT,
    rating BIGINT,
    PRIMARY KEY (user_id, kind, item)
);

CREATE TABLE playlists (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    comment TEXT NOT NULL,
    public BOOLEAN NOT NULL,
    -- library::Rules as JSON; without rules it has the tracks below.
    rules TEXT,
    created_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL
);
CREATE INDEX playlists_by_owner ON playlists (owner);
CREATE TABLE playlist_tracks (
    playlist BIGINT NOT NULL REFERENCES playlists (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    track BIGINT NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    PRIMARY KEY (playlist, position)
);
CREATE INDEX playlist_tracks_of ON playlist_tracks (track);

-- library::PlayQueue as JSON, sealed.
CREATE TABLE play_queues (
    user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    payload BLOB NOT NULL
);

CREATE TABLE bookmarks (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    track BIGINT NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    position_ms BIGINT NOT NULL,
    comment TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, track)
);
CREATE INDEX bookmarks_of ON bookmarks (track);

CREATE TABLE shares (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- A hash of the token in the link, by which it is found, and the token, sealed, for its owner.
    token_hash BLOB NOT NULL UNIQUE,
    token BLOB NOT NULL,
    description TEXT NOT NULL,
    -- Argon2id as a PHC string, if the link alone is not enough.
    password TEXT,
    downloads BOOLEAN NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT,
    visits BIGINT NOT NULL,
    visited_ms BIGINT
);
CREATE INDEX shares_by_owner ON shares (owner);
CREATE TABLE share_items (
    share BIGINT NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    item BIGINT NOT NULL,
    PRIMARY KEY (share, position)
);
