-- Accounts and all that lets somebody in. Keep in step with ../postgres/0003_accounts.sql.

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    -- library::name_key: no two accounts look alike.
    name_key TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    disabled BOOLEAN NOT NULL,
    -- Argon2id as a PHC string. Without one, there is no sign-in by password.
    password TEXT
);

-- The master keys themselves are never here, only what they are known by.
CREATE TABLE master_keys (
    number BIGINT PRIMARY KEY,
    fingerprint BLOB NOT NULL UNIQUE
);
-- What seals all that is private to a user, wrapped by a master key.
CREATE TABLE data_keys (
    user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    master BIGINT NOT NULL REFERENCES master_keys (number),
    wrapped BLOB NOT NULL
);
CREATE INDEX data_keys_by_master ON data_keys (master);

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- A hash of the token in the cookie.
    token BLOB NOT NULL UNIQUE,
    -- Browser and address, sealed.
    client BLOB NOT NULL,
    created_ms BIGINT NOT NULL,
    used_ms BIGINT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

-- App passwords (a sealed secret) and API keys (a hash).
CREATE TABLE device_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    scope TEXT NOT NULL,
    secret BLOB NOT NULL UNIQUE,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT,
    used_ms BIGINT
);
CREATE INDEX device_keys_by_user ON device_keys (user_id);

-- One-time links that make an account.
CREATE TABLE invitations (
    token BLOB PRIMARY KEY,
    role TEXT NOT NULL,
    expires_ms BIGINT NOT NULL
);

-- Time-based codes: the sealed secret and the last step that was used, so that no code works twice.
CREATE TABLE authenticators (
    user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    secret BLOB NOT NULL,
    confirmed BOOLEAN NOT NULL,
    used_step BIGINT NOT NULL
);
CREATE TABLE recovery_codes (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- A hash of the code.
    code BLOB NOT NULL,
    PRIMARY KEY (user_id, code)
);

-- Who did what; outlives the accounts it names.
CREATE TABLE audit_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms BIGINT NOT NULL,
    actor BIGINT,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    -- From where, sealed by the actor's data key.
    address BLOB
);
