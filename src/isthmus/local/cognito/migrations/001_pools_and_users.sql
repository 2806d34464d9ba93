CREATE TABLE user_pool (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    created_at REAL NOT NULL,
    modified_at REAL NOT NULL
) STRICT;

CREATE TABLE signing_key (
    pool_id TEXT NOT NULL REFERENCES user_pool ON DELETE CASCADE,
    token_use TEXT NOT NULL,
    kid TEXT NOT NULL,
    private_key BLOB NOT NULL,
    PRIMARY KEY (pool_id, token_use)
) STRICT;

CREATE TABLE domain (
    domain TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL UNIQUE REFERENCES user_pool ON DELETE CASCADE,
    managed_login_version INTEGER NOT NULL,
    version TEXT NOT NULL
) STRICT;

CREATE TABLE resource_server (
    pool_id TEXT NOT NULL REFERENCES user_pool ON DELETE CASCADE,
    identifier TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    PRIMARY KEY (pool_id, identifier)
) STRICT;

CREATE TABLE app_client (
    id TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES user_pool ON DELETE CASCADE,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    created_at REAL NOT NULL,
    modified_at REAL NOT NULL
) STRICT;
CREATE INDEX app_client_by_pool ON app_client (pool_id, id);

CREATE TABLE client_secret (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES app_client ON DELETE CASCADE,
    secret TEXT NOT NULL,
    created_at REAL NOT NULL
) STRICT;
CREATE INDEX client_secret_by_client ON client_secret (client_id);

CREATE TABLE user (
    id INTEGER PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES user_pool ON DELETE CASCADE,
    username TEXT NOT NULL,
    sub TEXT NOT NULL,
    status TEXT NOT NULL,
    is_enabled INTEGER NOT NULL,
    password TEXT,
    password_expires_at REAL,
    failed_attempts INTEGER NOT NULL DEFAULT 0,
    locked_until REAL NOT NULL DEFAULT 0,
    created_at REAL NOT NULL,
    modified_at REAL NOT NULL,
    UNIQUE (pool_id, username),
    UNIQUE (pool_id, sub)
) STRICT;
CREATE INDEX user_by_pool ON user (pool_id, id);

CREATE TABLE user_attribute (
    user_id INTEGER NOT NULL REFERENCES user ON DELETE CASCADE,
    pool_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (user_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_attribute_by_value ON user_attribute (pool_id, name, value, user_id);

CREATE TABLE sign_in_alias (
    pool_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES user ON DELETE CASCADE,
    PRIMARY KEY (pool_id, name, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_alias_by_user ON sign_in_alias (user_id);

CREATE TABLE challenge_session (
    digest BLOB PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES user_pool ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    username TEXT NOT NULL,
    sub TEXT,
    challenge TEXT NOT NULL,
    state TEXT NOT NULL,
    expires_at REAL NOT NULL,
    used_at REAL
) STRICT;
CREATE INDEX challenge_session_by_expiry ON challenge_session (expires_at);
CREATE INDEX challenge_session_by_pool ON challenge_session (pool_id);

CREATE TABLE token_family (
    event_id TEXT PRIMARY KEY,
    origin_jti TEXT NOT NULL,
    pool_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES user ON DELETE CASCADE,
    refresh_digest BLOB NOT NULL UNIQUE,
    auth_time INTEGER NOT NULL,
    expires_at REAL NOT NULL,
    revoked_at REAL
) STRICT;
CREATE INDEX token_family_by_user ON token_family (user_id);
CREATE INDEX token_family_by_expiry ON token_family (expires_at);
