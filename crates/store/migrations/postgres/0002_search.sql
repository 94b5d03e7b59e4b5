-- Words as library::search_words cuts them; no dictionary of PostgreSQL has a say.

CREATE TABLE track_search (
    rowid BIGINT PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,
    words TSVECTOR NOT NULL
);
CREATE INDEX track_search_words ON track_search USING GIN (words);
CREATE TABLE album_search (
    rowid BIGINT PRIMARY KEY REFERENCES albums (id) ON DELETE CASCADE,
    words TSVECTOR NOT NULL
);
CREATE INDEX album_search_words ON album_search USING GIN (words);
CREATE TABLE artist_search (
    rowid BIGINT PRIMARY KEY REFERENCES artists (id) ON DELETE CASCADE,
    words TSVECTOR NOT NULL
);
CREATE INDEX artist_search_words ON artist_search USING GIN (words);
