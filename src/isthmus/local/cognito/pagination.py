"""Tokens that continue a list: opaque to callers, bound to the request they came from, good for an hour."""

import base64
import binascii
import hashlib
import json
from typing import Any

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.errors import invalid_parameter

LIFETIME_SECONDS = 3600


def next_token(after: str | int, *, request: tuple[object, ...], clock: Clock) -> str:
    """Give the token for the page after `after`."""
    content = json.dumps([after, _fingerprint(request), int(clock.now())])
    return base64.urlsafe_b64encode(content.encode()).decode()


def read_token(unverified_token: str, *, request: tuple[object, ...], clock: Clock) -> Any:
    """Give where the page starts, or raise InvalidParameterException."""
    try:
        after, fingerprint, issued_at = json.loads(base64.urlsafe_b64decode(unverified_token))
        is_fresh = clock.now() - LIFETIME_SECONDS <= int(issued_at)
    except (ValueError, TypeError, binascii.Error) as error:
        raise _refusal() from error
    if fingerprint != _fingerprint(request) or not is_fresh or not isinstance(after, str | int):
        raise _refusal()
    return after


def _fingerprint(request: tuple[object, ...]) -> str:
    return hashlib.sha256(json.dumps(request).encode()).hexdigest()[:16]


def _refusal() -> AwsError:
    return invalid_parameter("Invalid pagination token provided.")
