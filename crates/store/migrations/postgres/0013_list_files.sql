-- Playlists that lie in music folders as files. Keep in step with ../sqlite/0013_list_files.sql.

CREATE TABLE list_files (
    music_folder BIGINT NOT NULL REFERENCES music_folders (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    size BIGINT NOT NULL,
    modified_ms BIGINT NOT NULL,
    -- A hash of what it holds, by which it is known again elsewhere, or why it could not be read.
    content BYTEA,
    complaint TEXT,
    -- The playlist that was made of it; none once that was deleted here.
    playlist BIGINT REFERENCES playlists (id) ON DELETE SET NULL,
    -- Whether the playlist still changes and goes with the file: no longer once it was changed here.
    follows BOOLEAN NOT NULL,
    -- How many of its entries name tracks that are not here, and whether tracks came since.
    unmatched BIGINT NOT NULL,
    stale BOOLEAN NOT NULL,
    PRIMARY KEY (music_folder, path)
);
CREATE INDEX list_files_of ON list_files (playlist);
