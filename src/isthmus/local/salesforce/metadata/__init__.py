"""Metadata: a Salesforce DX project's files, what they may hold, and what they mean to the running org."""
