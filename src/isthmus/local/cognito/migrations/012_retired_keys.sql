-- Keys that signed before: published until their tokens have expired.
CREATE TABLE retired_signing_key (
    pool_id TEXT NOT NULL REFERENCES user_pool ON DELETE CASCADE,
    token_use TEXT NOT NULL,
    kid TEXT NOT NULL,
    private_key BLOB NOT NULL,
    retired_at REAL NOT NULL,
    PRIMARY KEY (pool_id, token_use)
) STRICT, WITHOUT ROWID;
