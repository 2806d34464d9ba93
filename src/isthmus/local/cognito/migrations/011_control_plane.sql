-- The value that an address to be verified takes the place of; NULL where the user has the address already.
ALTER TABLE one_time_code ADD COLUMN replaces TEXT;

-- Risk configurations, of a pool or of one client; `client_id` is ALL for the pool's own.
CREATE TABLE risk_configuration (
    pool_id TEXT NOT NULL REFERENCES user_pool ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    settings TEXT NOT NULL,
    modified_at REAL NOT NULL,
    PRIMARY KEY (pool_id, client_id)
) STRICT, WITHOUT ROWID;

-- Where a pool's logs would go.
CREATE TABLE log_delivery (
    pool_id TEXT PRIMARY KEY REFERENCES user_pool ON DELETE CASCADE,
    configurations TEXT NOT NULL
) STRICT, WITHOUT ROWID;
