"""Isthmus joins Salesforce and Amazon Cognito: `m2m`, `web_identity`, `session_sso`."""

__version__ = "0.1.0"
