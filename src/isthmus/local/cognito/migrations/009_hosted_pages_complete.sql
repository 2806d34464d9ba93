-- What a browser session was proven by; sessions from before have neither, and end.
ALTER TABLE browser_session ADD COLUMN has_second_factor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE browser_session ADD COLUMN password_digest BLOB NOT NULL DEFAULT x'';

-- Where a challenge was asked: an answer comes by the same door.
ALTER TABLE challenge_session ADD COLUMN door TEXT NOT NULL DEFAULT 'api';

-- Domains: a pool can have a prefix domain and a custom one.
CREATE TABLE domain_of_pool (
    domain TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES user_pool ON DELETE CASCADE,
    is_custom INTEGER NOT NULL DEFAULT 0,
    managed_login_version INTEGER NOT NULL,
    version TEXT NOT NULL,
    custom_config TEXT,
    UNIQUE (pool_id, is_custom)
) STRICT;
INSERT INTO domain_of_pool (domain, pool_id, managed_login_version, version)
    SELECT domain, pool_id, managed_login_version, version FROM domain;
DROP TABLE domain;
ALTER TABLE domain_of_pool RENAME TO domain;

-- The style of the classic pages; `client_id` is ALL for clients without one of their own.
CREATE TABLE ui_customization (
    pool_id TEXT NOT NULL REFERENCES user_pool ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    css TEXT,
    image BLOB,
    version TEXT NOT NULL,
    created_at REAL NOT NULL,
    modified_at REAL NOT NULL,
    PRIMARY KEY (pool_id, client_id)
) STRICT;

CREATE TABLE managed_login_branding (
    id TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES user_pool ON DELETE CASCADE,
    client_id TEXT NOT NULL UNIQUE REFERENCES app_client ON DELETE CASCADE,
    uses_provided_values INTEGER NOT NULL,
    settings TEXT,
    assets TEXT NOT NULL,
    created_at REAL NOT NULL,
    modified_at REAL NOT NULL
) STRICT;
CREATE INDEX managed_login_branding_by_pool ON managed_login_branding (pool_id);
