-- The id of a deleted user is never another's: what is under way for one must not end with the other.
CREATE TABLE last_user (id INTEGER NOT NULL) STRICT;
INSERT INTO last_user SELECT COALESCE(MAX(id), 0) FROM user;

-- The user's epoch when the code was granted; codes from before have none, and are good for nothing.
ALTER TABLE authorization_code ADD COLUMN epoch INTEGER;
