"""The one challenge of this flow: how Cognito names it, and how we do."""

CUSTOM_CHALLENGE = "CUSTOM_CHALLENGE"
"""Cognito's name for a challenge of our own making."""

SALESFORCE_SESSION = "SALESFORCE_SESSION"
"""Our challenge: give a live Salesforce session of the user who signs in."""
