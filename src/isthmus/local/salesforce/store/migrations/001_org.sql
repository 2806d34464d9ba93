CREATE TABLE organization (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at REAL NOT NULL
);
CREATE TABLE signing_key (
    kid TEXT PRIMARY KEY,
    locked_private_key BLOB NOT NULL,
    created_at REAL NOT NULL
);
CREATE TABLE profile (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
);
CREATE TABLE person (
    id TEXT PRIMARY KEY,
    username TEXT NOT NULL UNIQUE COLLATE NOCASE,
    alias TEXT NOT NULL COLLATE NOCASE,
    first_name TEXT,
    last_name TEXT NOT NULL,
    email TEXT NOT NULL COLLATE NOCASE,
    email_verified INTEGER NOT NULL,
    nickname TEXT NOT NULL,
    profile_id TEXT REFERENCES profile (id),
    user_type TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    password_hash TEXT,
    failed_logins INTEGER NOT NULL DEFAULT 0,
    locked_until REAL NOT NULL DEFAULT 0,
    created_at REAL NOT NULL,
    modified_at REAL NOT NULL
);
CREATE INDEX person_alias ON person (alias);
CREATE INDEX person_email ON person (email);
CREATE TABLE permission_set (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    label TEXT NOT NULL
);
CREATE TABLE permission_set_assignment (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    permission_set_id TEXT NOT NULL REFERENCES permission_set (id) ON DELETE CASCADE,
    UNIQUE (person_id, permission_set_id)
);
CREATE TABLE component (
    type TEXT NOT NULL,
    full_name TEXT NOT NULL COLLATE NOCASE,
    file TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (type, full_name)
);
CREATE TABLE app (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    consumer_key TEXT NOT NULL UNIQUE,
    locked_consumer_secret BLOB NOT NULL
);
CREATE TABLE principal (
    external_credential TEXT NOT NULL COLLATE NOCASE,
    name TEXT NOT NULL COLLATE NOCASE,
    client_id TEXT NOT NULL,
    locked_client_secret BLOB NOT NULL,
    locked_token BLOB,
    PRIMARY KEY (external_credential, name)
);
CREATE TABLE session (
    digest BLOB PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    scopes TEXT,
    app TEXT,
    grant_id TEXT,
    created_at REAL NOT NULL,
    expires_at REAL NOT NULL
);
CREATE INDEX session_expiry ON session (expires_at);
CREATE INDEX session_grant ON session (grant_id);
CREATE TABLE authorization_request (
    digest BLOB PRIMARY KEY,
    browser_digest BLOB NOT NULL,
    parameters TEXT NOT NULL,
    person_id TEXT REFERENCES person (id) ON DELETE CASCADE,
    expires_at REAL NOT NULL
);
CREATE TABLE authorization_code (
    digest BLOB PRIMARY KEY,
    grant_id TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    parameters TEXT NOT NULL,
    expires_at REAL NOT NULL,
    used_at REAL
);
CREATE TABLE refresh_token (
    digest BLOB PRIMARY KEY,
    grant_id TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    app TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at REAL NOT NULL,
    used_at REAL NOT NULL
);
