CREATE TABLE external_credential (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    label TEXT NOT NULL
);
CREATE TABLE external_credential_parameter (
    id TEXT PRIMARY KEY,
    external_credential_id TEXT NOT NULL REFERENCES external_credential (id) ON DELETE CASCADE,
    name TEXT NOT NULL COLLATE NOCASE,
    sequence_number INTEGER NOT NULL,
    UNIQUE (external_credential_id, name)
);
CREATE TABLE setup_entity_access (
    id TEXT PRIMARY KEY,
    permission_set_id TEXT NOT NULL REFERENCES permission_set (id) ON DELETE CASCADE,
    setup_entity_id TEXT NOT NULL REFERENCES external_credential_parameter (id) ON DELETE CASCADE,
    modified_at REAL NOT NULL,
    UNIQUE (permission_set_id, setup_entity_id)
);
CREATE TRIGGER external_credential_gone AFTER DELETE ON component WHEN OLD.type = 'ExternalCredential'
BEGIN
    DELETE FROM external_credential WHERE name = OLD.full_name;
END;
