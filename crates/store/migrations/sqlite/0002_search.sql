-- Words as library::search_words cuts them, so the tokenizer has nothing to do but part them at spaces.

CREATE VIRTUAL TABLE track_search USING fts5 (
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'unicode61 remove_diacritics 0'
);
CREATE VIRTUAL TABLE album_search USING fts5 (
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'unicode61 remove_diacritics 0'
);
CREATE VIRTUAL TABLE artist_search USING fts5 (
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'unicode61 remove_diacritics 0'
);
