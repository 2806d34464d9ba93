"""The three stories, decisions only: `m2m`, `web_identity`, `session_sso`. None knows of another."""
