ALTER TABLE identity_pool ADD COLUMN role_mappings TEXT NOT NULL DEFAULT '{}';
UPDATE identity_pool SET settings = json_set(
    settings,
    '$.login_providers', json('{}'),
    '$.saml_provider_arns', json('[]'),
    '$.user_pool_clients', json((
        SELECT json_group_array(json_array(client.value ->> 0, client.value ->> 1, json('false')))
        FROM json_each(identity_pool.settings, '$.user_pool_clients') AS client
    ))
);

-- An identity that ever had a login is no guest again, also when its last login is gone.
ALTER TABLE identity ADD COLUMN was_linked INTEGER NOT NULL DEFAULT 0;
UPDATE identity SET was_linked = 1 WHERE id IN (SELECT identity_id FROM login);

-- Apart from `login`: a developer provider may be named like a public one.
CREATE TABLE developer_login (
    pool_id TEXT NOT NULL,
    user_identifier TEXT NOT NULL,
    identity_id TEXT NOT NULL REFERENCES identity ON DELETE CASCADE,
    PRIMARY KEY (pool_id, user_identifier)
) STRICT, WITHOUT ROWID;
CREATE INDEX developer_login_by_identity ON developer_login (identity_id, user_identifier);

CREATE TABLE principal_tag_map (
    pool_id TEXT NOT NULL REFERENCES identity_pool ON DELETE CASCADE,
    provider TEXT NOT NULL,
    uses_defaults INTEGER NOT NULL,
    tags TEXT NOT NULL,
    PRIMARY KEY (pool_id, provider)
) STRICT, WITHOUT ROWID;
