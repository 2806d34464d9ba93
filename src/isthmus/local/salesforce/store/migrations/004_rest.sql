CREATE TABLE component_record (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    full_name TEXT NOT NULL COLLATE NOCASE,
    UNIQUE (type, full_name)
);
CREATE TABLE query_cursor (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    soql TEXT NOT NULL,
    is_tooling INTEGER NOT NULL,
    record_ids TEXT NOT NULL,
    batch_size INTEGER NOT NULL,
    used_at REAL NOT NULL
);
CREATE INDEX query_cursor_person ON query_cursor (person_id, used_at);
CREATE TABLE debug_level (
    id TEXT PRIMARY KEY,
    developer_name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    label TEXT NOT NULL,
    apexcode TEXT NOT NULL,
    apexprofiling TEXT NOT NULL,
    callout TEXT NOT NULL,
    database TEXT NOT NULL,
    nba TEXT NOT NULL,
    system TEXT NOT NULL,
    validation TEXT NOT NULL,
    visualforce TEXT NOT NULL,
    wave TEXT NOT NULL,
    workflow TEXT NOT NULL
);
CREATE TABLE trace_flag (
    id TEXT PRIMARY KEY,
    traced_entity_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    debug_level_id TEXT NOT NULL REFERENCES debug_level (id) ON DELETE CASCADE,
    log_type TEXT NOT NULL,
    starts_at REAL,
    expires_at REAL NOT NULL,
    created_at REAL NOT NULL
);
CREATE TABLE apex_log (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    application TEXT NOT NULL,
    operation TEXT NOT NULL,
    status TEXT NOT NULL,
    duration_milliseconds INTEGER NOT NULL,
    started_at REAL NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX apex_log_start ON apex_log (started_at);
