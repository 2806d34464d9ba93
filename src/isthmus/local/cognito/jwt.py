"""JSON Web Tokens as Cognito writes them: RS256, and a header of `kid` and `alg` only."""

import base64
import binascii
import json
from typing import Any

from isthmus.errors import MalformedError
from isthmus.local.cognito.keys import Keys, SigningKey, TokenUse

LONGEST_TOKEN = 131_072


async def sign_token(keys: Keys, *, pool_id: str, token_use: TokenUse, claims: dict[str, Any]) -> str:
    """Sign the claims with the pool's key for this kind of token."""
    body = json.dumps(claims, separators=(",", ":")).encode()
    message = keys.get(pool_id, token_use).header + b"." + _base64url(body)
    signature = await keys.sign(pool_id, token_use, message)
    return f"{message.decode()}.{_base64url(signature).decode()}"


def read_unverified_claims(unverified_token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give header and claims before any check, or raise MalformedError."""
    parts = unverified_token.split(".")
    if len(parts) != 3 or len(unverified_token) > LONGEST_TOKEN:  # noqa: PLR2004  header, claims, signature
        raise MalformedError("not a compact JWS")
    return _object(parts[0]), _object(parts[1])


def is_signed_by(unverified_token: str, *, key: SigningKey) -> bool:
    """Tell whether the key signed this token."""
    message, _, signature = unverified_token.rpartition(".")
    return key.is_signed(message.encode(), signature=_decode(signature))


def _object(part: str) -> dict[str, Any]:
    try:
        value = json.loads(_decode(part))
    except (ValueError, RecursionError) as error:
        raise MalformedError("a part of the token is no JSON") from error
    if not isinstance(value, dict):
        raise MalformedError("a part of the token is no JSON object")
    return value


def _decode(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedError("a part of the token is no base64url") from error


def _base64url(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")
