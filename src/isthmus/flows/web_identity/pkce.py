"""Proof Key for Code Exchange (RFC 7636): whoever redeems the code is who asked for it. S256 only."""

import hashlib
import secrets
from base64 import urlsafe_b64encode

from isthmus.secret import Secret

_VERIFIER_BYTES = 48


def new_code_verifier() -> Secret:
    """Make a verifier of 64 characters (RFC 7636 section 4.1 wants 43 to 128)."""
    return Secret(secrets.token_urlsafe(_VERIFIER_BYTES))


def code_challenge_of(code_verifier: Secret) -> str:
    """Give the S256 challenge of a verifier (RFC 7636 section 4.2)."""
    digest = hashlib.sha256(code_verifier.reveal().encode("ascii")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
