CREATE TABLE refresh_token (
    digest BLOB PRIMARY KEY,
    event_id TEXT NOT NULL REFERENCES token_family ON DELETE CASCADE,
    replaced_at REAL
) STRICT;
CREATE INDEX refresh_token_by_family ON refresh_token (event_id);
INSERT INTO refresh_token (digest, event_id) SELECT refresh_digest, event_id FROM token_family;
