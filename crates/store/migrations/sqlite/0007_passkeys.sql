-- Passkeys. Keep in step with ../postgres/0007_passkeys.sql.

CREATE TABLE passkeys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    -- A hash of what the authenticator calls it.
    credential BLOB NOT NULL UNIQUE,
    -- Public key, counter and flags, sealed.
    payload BLOB NOT NULL,
    created_ms BIGINT NOT NULL,
    used_ms BIGINT
);
CREATE INDEX passkeys_by_user ON passkeys (user_id);
