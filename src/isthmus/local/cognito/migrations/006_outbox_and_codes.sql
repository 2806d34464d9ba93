CREATE TABLE outbox_message (
    id INTEGER PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES user_pool ON DELETE CASCADE,
    username TEXT NOT NULL,
    purpose TEXT NOT NULL,
    medium TEXT NOT NULL,
    destination TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    code TEXT NOT NULL,
    sent_at REAL NOT NULL
) STRICT;
CREATE INDEX outbox_message_by_pool ON outbox_message (pool_id);

CREATE TABLE one_time_code (
    user_id INTEGER NOT NULL REFERENCES user ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    attribute TEXT NOT NULL,
    destination TEXT NOT NULL,
    salt BLOB NOT NULL,
    digest BLOB NOT NULL,
    expires_at REAL NOT NULL,
    PRIMARY KEY (user_id, purpose)
) STRICT, WITHOUT ROWID;

CREATE TABLE code_attempt (
    user_id INTEGER NOT NULL REFERENCES user ON DELETE CASCADE,
    kind TEXT NOT NULL,
    attempted_at REAL NOT NULL
) STRICT;
CREATE INDEX code_attempt_by_user ON code_attempt (user_id, kind);
CREATE INDEX code_attempt_by_time ON code_attempt (attempted_at);
