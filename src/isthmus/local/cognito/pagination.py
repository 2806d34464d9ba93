"""Tokens that continue a list: opaque to callers, bound to the request they came from, good for an hour."""

import base64
import binascii
import hmac
import json
import secrets
from typing import Any

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.errors import invalid_parameter

LIFETIME_SECONDS = 3600
# SECURITY: without this, callers could write their own. It ends with the process: lists start anew.
_KEY = secrets.token_bytes(32)
_SEAL_LENGTH = 32


def next_token(after: str | int, *, request: tuple[object, ...], clock: Clock) -> str:
    """Give the token for the page after `after`."""
    content = json.dumps([after, int(clock.now())]).encode()
    return base64.urlsafe_b64encode(_seal(content, request=request) + content).decode()


def read_token(unverified_token: str, *, request: tuple[object, ...], clock: Clock) -> Any:
    """Give where the page starts, or raise InvalidParameterException."""
    try:
        sealed = base64.urlsafe_b64decode(unverified_token)
    except (ValueError, binascii.Error) as error:
        raise _refusal() from error
    content = sealed[_SEAL_LENGTH:]
    if not hmac.compare_digest(sealed[:_SEAL_LENGTH], _seal(content, request=request)):
        raise _refusal()
    after, issued_at = json.loads(content)
    if issued_at < clock.now() - LIFETIME_SECONDS:
        raise _refusal()
    return after


def _seal(content: bytes, *, request: tuple[object, ...]) -> bytes:
    """Bind a token to its list, pool and filter."""
    return hmac.digest(_KEY, json.dumps(request).encode() + b"\n" + content, "sha256")


def _refusal() -> AwsError:
    return invalid_parameter("Invalid pagination token provided.")
