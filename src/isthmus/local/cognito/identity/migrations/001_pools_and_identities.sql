CREATE TABLE identity_pool (
    id TEXT PRIMARY KEY,
    settings TEXT NOT NULL,
    roles TEXT NOT NULL
) STRICT;

CREATE TABLE identity (
    id TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES identity_pool ON DELETE CASCADE,
    created_at REAL NOT NULL,
    modified_at REAL NOT NULL
) STRICT;
CREATE INDEX identity_by_pool ON identity (pool_id, id);

CREATE TABLE login (
    pool_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    subject TEXT NOT NULL,
    identity_id TEXT NOT NULL REFERENCES identity ON DELETE CASCADE,
    PRIMARY KEY (pool_id, provider, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX login_by_identity ON login (identity_id);

CREATE TABLE token_key (
    kid TEXT PRIMARY KEY,
    private_key BLOB NOT NULL
) STRICT;
