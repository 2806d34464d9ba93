CREATE TABLE browser_session (
    digest BLOB PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES user_pool ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user ON DELETE CASCADE,
    auth_time INTEGER NOT NULL,
    expires_at REAL NOT NULL
) STRICT;
CREATE INDEX browser_session_by_user ON browser_session (user_id);
CREATE INDEX browser_session_by_pool ON browser_session (pool_id);
CREATE INDEX browser_session_by_expiry ON browser_session (expires_at);

CREATE TABLE authorization_code (
    digest BLOB PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES app_client ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    nonce TEXT,
    code_challenge TEXT,
    auth_time INTEGER NOT NULL,
    changes TEXT NOT NULL,
    expires_at REAL NOT NULL,
    event_id TEXT
) STRICT;
CREATE INDEX authorization_code_by_client ON authorization_code (client_id);
CREATE INDEX authorization_code_by_user ON authorization_code (user_id);
CREATE INDEX authorization_code_by_expiry ON authorization_code (expires_at);

-- The scopes that managed login granted; NULL for a sign-in through the API.
ALTER TABLE token_family ADD COLUMN scopes TEXT;
