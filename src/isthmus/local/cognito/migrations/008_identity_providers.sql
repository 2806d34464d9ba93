CREATE TABLE identity_provider (
    pool_id TEXT NOT NULL REFERENCES user_pool ON DELETE CASCADE,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    details TEXT NOT NULL,
    mapping TEXT NOT NULL,
    created_at REAL NOT NULL,
    modified_at REAL NOT NULL,
    PRIMARY KEY (pool_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE identity_provider_identifier (
    pool_id TEXT NOT NULL,
    identifier TEXT NOT NULL,
    provider_name TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (pool_id, identifier),
    FOREIGN KEY (pool_id, provider_name) REFERENCES identity_provider (pool_id, name) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_provider_identifier_by_provider
    ON identity_provider_identifier (pool_id, provider_name);

-- Whom a provider signs in as whom: by the provider's `sub`, or by an attribute until the first sign-in.
CREATE TABLE external_identity (
    pool_id TEXT NOT NULL,
    provider_name TEXT NOT NULL,
    attribute TEXT NOT NULL,
    value TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES user ON DELETE CASCADE,
    is_primary INTEGER NOT NULL,
    created_at REAL NOT NULL,
    PRIMARY KEY (pool_id, provider_name, attribute, value),
    FOREIGN KEY (pool_id, provider_name) REFERENCES identity_provider (pool_id, name) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX external_identity_by_user ON external_identity (user_id);

-- A browser that was sent to a provider and is to come back once.
CREATE TABLE external_attempt (
    digest BLOB PRIMARY KEY,
    browser BLOB NOT NULL,
    client_id TEXT NOT NULL REFERENCES app_client ON DELETE CASCADE,
    pool_id TEXT NOT NULL,
    provider_name TEXT NOT NULL,
    query BLOB NOT NULL,
    host TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    nonce TEXT NOT NULL,
    expires_at REAL NOT NULL,
    FOREIGN KEY (pool_id, provider_name) REFERENCES identity_provider (pool_id, name) ON DELETE CASCADE
) STRICT;
CREATE INDEX external_attempt_by_client ON external_attempt (client_id);
CREATE INDEX external_attempt_by_provider ON external_attempt (pool_id, provider_name);
CREATE INDEX external_attempt_by_expiry ON external_attempt (expires_at);

-- Who proved the user: COGNITO, or the name of an identity provider.
ALTER TABLE browser_session ADD COLUMN provider_name TEXT NOT NULL DEFAULT 'COGNITO';
