"""The schema of `cognito.sqlite3`: every lookup on the sign-in path is by a primary key or a unique index.

NOTE: client secrets stand in plain text: SECRET_HASH is an HMAC keyed with them, so a digest would not do;
the same holds for the keys of one-time codes.
The file's mode is 0600. Passwords, sessions, codes and refresh tokens are digests only; a password's SRP
verifier is cheaper to guess against than its scrypt hash (docs/decisions/0005-srp-verifiers.md). The outbox,
which stands for the users' mailboxes, shows codes and temporary passwords.
"""

MIGRATIONS = (
    """
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
    """,
    """
    ALTER TABLE user ADD COLUMN srp_salt TEXT;
    ALTER TABLE user ADD COLUMN srp_verifier BLOB;

    CREATE TABLE decoy_seed (
        pool_id TEXT PRIMARY KEY REFERENCES user_pool ON DELETE CASCADE,
        seed BLOB NOT NULL
    ) STRICT;
    """,
    """
    CREATE TABLE refresh_token (
        digest BLOB PRIMARY KEY,
        event_id TEXT NOT NULL REFERENCES token_family ON DELETE CASCADE,
        replaced_at REAL
    ) STRICT;
    CREATE INDEX refresh_token_by_family ON refresh_token (event_id);
    INSERT INTO refresh_token (digest, event_id) SELECT refresh_digest, event_id FROM token_family;
    """,
    """
    CREATE TABLE software_token (
        user_id INTEGER PRIMARY KEY REFERENCES user ON DELETE CASCADE,
        pending_secret BLOB,
        secret BLOB,
        last_step INTEGER NOT NULL DEFAULT 0,
        is_enabled INTEGER NOT NULL DEFAULT 0,
        is_preferred INTEGER NOT NULL DEFAULT 0,
        failed_attempts INTEGER NOT NULL DEFAULT 0,
        locked_until REAL NOT NULL DEFAULT 0
    ) STRICT;
    """,
    """
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
    """,
    """
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
    """,
    """
    CREATE TABLE user_group (
        pool_id TEXT NOT NULL REFERENCES user_pool ON DELETE CASCADE,
        name TEXT NOT NULL,
        description TEXT,
        role_arn TEXT,
        precedence INTEGER,
        created_at REAL NOT NULL,
        modified_at REAL NOT NULL,
        PRIMARY KEY (pool_id, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE group_member (
        user_id INTEGER NOT NULL REFERENCES user ON DELETE CASCADE,
        pool_id TEXT NOT NULL,
        group_name TEXT NOT NULL,
        PRIMARY KEY (user_id, group_name),
        FOREIGN KEY (pool_id, group_name) REFERENCES user_group (pool_id, name) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX group_member_by_group ON group_member (pool_id, group_name, user_id);
    """,
)
