"""Signing users in: the flows of InitiateAuth and RespondToAuthChallenge."""
