CREATE TABLE software_token (
    user_id INTEGER PRIMARY KEY REFERENCES user ON DELETE CASCADE,
    pending_secret BLOB,
    secret BLOB,
    last_step INTEGER NOT NULL DEFAULT 0,
    is_enabled INTEGER NOT NULL DEFAULT 0,
    is_preferred INTEGER NOT NULL DEFAULT 0,
    failed_attempts INTEGER NOT NULL DEFAULT 0,
    locked_until REAL NOT NULL DEFAULT 0
) STRICT;
