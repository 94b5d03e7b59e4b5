-- Times are milliseconds since 1970 in UTC. Keep in step with ../postgres/0001_library.sql.

CREATE TABLE music_folders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE
);

CREATE TABLE artists (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sort_text TEXT NOT NULL
);
CREATE INDEX artists_by_name ON artists (sort_text, id);

CREATE TABLE albums (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    sort_text TEXT NOT NULL,
    artist_text TEXT NOT NULL,
    year BIGINT,
    compilation BOOLEAN NOT NULL,
    track_count BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    added_ms BIGINT NOT NULL,
    -- Its tracks changed since the columns above were gathered from them.
    stale BOOLEAN NOT NULL
);
CREATE INDEX albums_by_name ON albums (sort_text, id) WHERE track_count > 0;
CREATE INDEX albums_by_time ON albums (added_ms, id) WHERE track_count > 0;
CREATE INDEX albums_stale ON albums (id) WHERE stale;

CREATE TABLE tracks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    music_folder BIGINT NOT NULL REFERENCES music_folders (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    size BIGINT NOT NULL,
    modified_ms BIGINT NOT NULL,
    format TEXT NOT NULL,
    content BLOB NOT NULL,
    title TEXT NOT NULL,
    disc BIGINT NOT NULL,
    number BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    -- library::Tags and library::Properties as JSON.
    tags TEXT NOT NULL,
    properties TEXT NOT NULL,
    has_cover BOOLEAN NOT NULL,
    album BIGINT REFERENCES albums (id),
    -- Whether its album, artists, genres and search words are those of its tags.
    grouped BOOLEAN NOT NULL,
    missing BOOLEAN NOT NULL,
    added_ms BIGINT NOT NULL,
    UNIQUE (music_folder, path)
);
CREATE INDEX tracks_present ON tracks (id) WHERE NOT missing;
CREATE INDEX tracks_missing ON tracks (content) WHERE missing;
CREATE INDEX tracks_ungrouped ON tracks (id) WHERE NOT grouped;
CREATE INDEX tracks_of_album ON tracks (album, disc, number, id);

CREATE TABLE bad_files (
    music_folder BIGINT NOT NULL REFERENCES music_folders (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    size BIGINT NOT NULL,
    modified_ms BIGINT NOT NULL,
    complaint TEXT NOT NULL,
    PRIMARY KEY (music_folder, path)
);

CREATE TABLE folder_covers (
    music_folder BIGINT NOT NULL REFERENCES music_folders (id) ON DELETE CASCADE,
    folder TEXT NOT NULL,
    file TEXT NOT NULL,
    PRIMARY KEY (music_folder, folder)
);

CREATE TABLE track_artists (
    track BIGINT NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    position BIGINT NOT NULL,
    artist BIGINT NOT NULL REFERENCES artists (id),
    PRIMARY KEY (track, role, position)
);
CREATE INDEX track_artists_of ON track_artists (artist, track);

CREATE TABLE album_artists (
    album BIGINT NOT NULL REFERENCES albums (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    artist BIGINT NOT NULL REFERENCES artists (id),
    PRIMARY KEY (album, position)
);
CREATE INDEX album_artists_of ON album_artists (artist, album);

CREATE TABLE track_genres (
    track BIGINT NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    genre TEXT NOT NULL,
    PRIMARY KEY (track, genre)
);
CREATE INDEX track_genres_of ON track_genres (genre, track);

-- One row, which counts the scans that changed something.
CREATE TABLE library_state (state BIGINT NOT NULL);
INSERT INTO library_state (state) VALUES (0);
