"""A Salesforce org on one machine: sign-in, sessions, REST, metadata and callouts, as strict as the real one.

Shares no code with what it tests. What it does not do, it refuses and says so.
"""
