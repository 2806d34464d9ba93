-- Grows when whatever is pending for the user has to end: sessions of an older epoch lead to no tokens.
ALTER TABLE user ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE challenge_session ADD COLUMN epoch INTEGER;
ALTER TABLE challenge_session ADD COLUMN device_key TEXT;

-- Second factors by message, as the user chose them.
CREATE TABLE message_factor (
    user_id INTEGER NOT NULL REFERENCES user ON DELETE CASCADE,
    name TEXT NOT NULL,
    is_enabled INTEGER NOT NULL,
    is_preferred INTEGER NOT NULL,
    PRIMARY KEY (user_id, name)
) STRICT, WITHOUT ROWID;

-- Wrong codes of second factors by message.
CREATE TABLE code_guess (
    user_id INTEGER PRIMARY KEY REFERENCES user ON DELETE CASCADE,
    failed_attempts INTEGER NOT NULL,
    locked_until REAL NOT NULL
) STRICT;

-- A device without a verifier was offered to the app and is not confirmed.
CREATE TABLE device (
    device_key TEXT PRIMARY KEY,
    group_key TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES user ON DELETE CASCADE,
    name TEXT,
    salt TEXT,
    verifier BLOB,
    is_remembered INTEGER NOT NULL DEFAULT 0,
    created_at REAL NOT NULL,
    modified_at REAL NOT NULL,
    authenticated_at REAL NOT NULL
) STRICT;
CREATE INDEX device_by_user ON device (user_id, device_key);

-- The device that a sign-in came from, in pools that track devices.
ALTER TABLE token_family ADD COLUMN device_key TEXT;
