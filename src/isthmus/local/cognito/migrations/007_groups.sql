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
