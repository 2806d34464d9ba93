ALTER TABLE session ADD COLUMN id TEXT;
ALTER TABLE session ADD COLUMN locked_address TEXT;
CREATE UNIQUE INDEX session_id ON session (id);
CREATE INDEX session_person ON session (person_id);
ALTER TABLE refresh_token ADD COLUMN rotated_at REAL;
CREATE INDEX refresh_token_grant ON refresh_token (grant_id);
ALTER TABLE signing_key ADD COLUMN purpose TEXT NOT NULL DEFAULT 'id_token';
CREATE TABLE used_assertion (
    digest BLOB PRIMARY KEY,
    expires_at REAL NOT NULL
);
CREATE TABLE one_time_login (
    digest BLOB PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    locked_address TEXT,
    expires_at REAL NOT NULL
);
CREATE TABLE org_setting (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
);
CREATE TABLE connected_app (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    definition TEXT NOT NULL
);
