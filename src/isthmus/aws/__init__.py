"""What AWS is told and says: signed calls, identity pools, STS, and a table for what may happen once."""
