"""Random bearer values, and the digests under which the database keeps them."""

import base64
import hashlib
import secrets

_BODY_BYTES = 72  # 96 characters of base64


def digest_of(unverified_value: str) -> bytes:
    """Digest a session id, code or token, so that the database holds no value that opens anything."""
    return hashlib.sha256(unverified_value.encode("utf-8", "surrogatepass")).digest()


def new_session_id(short_org_id: str) -> str:
    """WIRE: the org's 15 characters, `!`, and 96 of `A-Z a-z 0-9 . _`."""
    body = base64.b64encode(secrets.token_bytes(_BODY_BYTES), altchars=b"._").decode()
    return f"{short_org_id}!{body}"
