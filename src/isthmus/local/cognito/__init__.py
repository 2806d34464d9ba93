"""The local Cognito: user pools as strict as the real ones; identity pools are in `identity/`."""
