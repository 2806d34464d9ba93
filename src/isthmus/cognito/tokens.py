"""The two tokens of a user pool that are verified: `AccessToken` for an API, `IdToken` for a sign-in.

Each is of a type of its own, so that one can't stand where the other belongs. Only `verifier` makes them from
claims; what it has checked by then is written there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """What a verified access token says. Times are epoch seconds.

    A token of a machine has no `username`, and its `sub` is its `client_id`.
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    """

    sub: str
    client_id: str
    scopes: frozenset[str]
    username: str | None
    groups: frozenset[str]
    issuer: str
    issued_at: float
    expires_at: float
    claims: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdToken:
    """What a verified ID token says of the person who signed in. Times are epoch seconds.

    `client_id` is its audience.
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
    """

    sub: str
    client_id: str
    username: str | None
    groups: frozenset[str]
    issuer: str
    issued_at: float
    expires_at: float
    claims: Mapping[str, Any] = field(repr=False)
