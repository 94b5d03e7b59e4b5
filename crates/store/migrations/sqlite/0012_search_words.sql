-- The words by which something is found stand beside it, and are searched in memory (library::WordIndex).

ALTER TABLE tracks ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE albums ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE artists ADD COLUMN words TEXT NOT NULL DEFAULT '';

CREATE VIRTUAL TABLE known_words USING fts5vocab (track_search, instance);
UPDATE tracks SET words = known.words
    FROM (SELECT doc, group_concat(term, ' ') AS words FROM known_words GROUP BY doc) AS known WHERE doc = id;
DROP TABLE known_words;
CREATE VIRTUAL TABLE known_words USING fts5vocab (album_search, instance);
UPDATE albums SET words = known.words
    FROM (SELECT doc, group_concat(term, ' ') AS words FROM known_words GROUP BY doc) AS known WHERE doc = id;
DROP TABLE known_words;
CREATE VIRTUAL TABLE known_words USING fts5vocab (artist_search, instance);
UPDATE artists SET words = known.words
    FROM (SELECT doc, group_concat(term, ' ') AS words FROM known_words GROUP BY doc) AS known WHERE doc = id;
DROP TABLE known_words;

DROP TABLE track_search;
DROP TABLE album_search;
DROP TABLE artist_search;
