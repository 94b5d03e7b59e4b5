-- The words by which something is found stand beside it, and are searched in memory (library::WordIndex).

ALTER TABLE tracks ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE albums ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE artists ADD COLUMN words TEXT NOT NULL DEFAULT '';

UPDATE tracks SET words = array_to_string(tsvector_to_array(known.words), ' ')
    FROM track_search AS known WHERE rowid = id;
UPDATE albums SET words = array_to_string(tsvector_to_array(known.words), ' ')
    FROM album_search AS known WHERE rowid = id;
UPDATE artists SET words = array_to_string(tsvector_to_array(known.words), ' ')
    FROM artist_search AS known WHERE rowid = id;

DROP TABLE track_search;
DROP TABLE album_search;
DROP TABLE artist_search;
