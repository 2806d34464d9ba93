"""Bytes to `SignedClaims`: JSON Web Tokens verified by a written list of algorithms. No vendor's words."""
