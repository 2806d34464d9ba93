"""The two ways an API says no (RFC 6750 section 3.1), by the codes it says it with."""

from collections.abc import Collection

from isthmus.errors import DeniedError


class InvalidTokenError(DeniedError):
    """The token is none, not from an accepted caller, or expired. `rule` says which, for the log."""

    code = "invalid_token"


class InsufficientScopeError(DeniedError):
    """The token is good and its caller accepted, but it lacks one of `required_scopes`."""

    code = "insufficient_scope"

    def __init__(self, reason: str, *, required_scopes: Collection[str]) -> None:
        super().__init__(reason, rule="scope")
        self.required_scopes = frozenset(required_scopes)
