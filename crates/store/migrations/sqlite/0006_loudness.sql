-- How loud tracks are. Keep in step with ../postgres/0006_loudness.sql.

CREATE TABLE loudness (
    track BIGINT PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,
    -- What was measured: another file at the same place is measured again.
    content BLOB NOT NULL,
    -- All NULL where there is nothing to measure: silence, damage, or the file tells it itself.
    track_gain_db DOUBLE PRECISION,
    track_peak DOUBLE PRECISION,
    album_gain_db DOUBLE PRECISION,
    album_peak DOUBLE PRECISION
);
