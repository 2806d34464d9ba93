ALTER TABLE component ADD COLUMN created_by TEXT;
ALTER TABLE component ADD COLUMN created_at REAL NOT NULL DEFAULT 0;
ALTER TABLE component ADD COLUMN modified_by TEXT;
ALTER TABLE component ADD COLUMN modified_at REAL NOT NULL DEFAULT 0;
CREATE TABLE metadata_request (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    options TEXT NOT NULL,
    payload BLOB,
    result TEXT,
    created_at REAL NOT NULL,
    started_at REAL,
    completed_at REAL
);
CREATE INDEX metadata_request_state ON metadata_request (state);
