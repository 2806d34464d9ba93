"""Whose tokens an API accepts: one or more callers, each a verifier and the scopes it needs.

A yes comes from one place, `Caller.verify`; everything else ends in one of the two errors of `errors`.
"""

import re
from collections.abc import Callable, Collection
from typing import Protocol

from isthmus.cognito.pool import UserPool
from isthmus.cognito.tokens import AccessToken
from isthmus.errors import ConfigurationError, DeniedError, MalformedError
from isthmus.flows.m2m.errors import InsufficientScopeError, InvalidTokenError
from isthmus.jose.compact import read_unverified_issuer

_SCOPE = re.compile(r"[\x21\x23-\x5B\x5D-\x7E]+")  # RFC 6749 section 3.3; keeps quotes out of the challenge


class AccessTokenVerifier(Protocol):
    """Verify the access tokens of one pool, as `CognitoVerifier` does."""

    @property
    def pool(self) -> UserPool:
        """The pool whose tokens it verifies."""
        ...

    def verify_access_token(self, unverified_token: str, *, scopes: None) -> AccessToken:
        """Give the token, or raise `DeniedError`, `MalformedError` or `UnavailableError`."""
        ...

    def needs_fetch(self, unverified_token: str) -> bool:
        """Whether verifying would go out to the issuer."""
        ...


class Caller:
    """Accept the tokens that `verifier` verifies, if they hold all of `scopes`.

    Only a written None accepts a token whatever its scopes. `also` is a check beside these: it raises
    `DeniedError` to refuse a token, and is asked for a token seen before as for any other.
    """

    def __init__(
        self,
        *,
        verifier: AccessTokenVerifier,
        scopes: Collection[str] | None,
        also: Callable[[AccessToken], None] | None = None,
    ) -> None:
        self.verifier = verifier
        self._also = also
        self.scopes = None if scopes is None else _as_scopes(scopes)

    def verify(self, unverified_token: str) -> AccessToken:
        """Give the token, or raise `InvalidTokenError` or `InsufficientScopeError`."""
        # (1) It is an access token of a client of this pool, whatever it may do.
        try:
            token = self.verifier.verify_access_token(unverified_token, scopes=None)
        except (DeniedError, MalformedError) as error:
            raise _as_invalid(error) from error
        # (2) It may do what is asked.
        if self.scopes is not None and not self.scopes <= token.scopes:
            raise InsufficientScopeError("a scope is missing", required_scopes=self.scopes)
        # (3) Whatever else the API wants of it.
        if self._also is not None:
            _check_also(self._also, token)
        return token


class Callers:
    """Accept a token if one of the callers does; a token is only shown to callers of the issuer it claims."""

    def __init__(self, *accepted: Caller) -> None:
        if not accepted:
            raise ConfigurationError("an API that accepts no caller")
        self._accepted = accepted
        self._by_issuer: dict[str, list[Caller]] = {}
        for caller in accepted:
            self._by_issuer.setdefault(caller.verifier.pool.issuer, []).append(caller)

    def __add__(self, other: "Callers") -> "Callers":
        """Accept whom either accepts."""
        return Callers(*self._accepted, *other._accepted)

    def verify(self, unverified_token: str) -> AccessToken:
        """Give the token of an accepted caller.

        Raises `InsufficientScopeError` if only scopes stand in the way, `InvalidTokenError` on every other
        no, and `UnavailableError` if it can't be decided because an issuer's keys can't be had.
        """
        denial: DeniedError = InvalidTokenError("no accepted caller has this issuer", rule="issuer")
        for caller in self._get_candidates(unverified_token):
            try:
                return caller.verify(unverified_token)
            except InsufficientScopeError as error:
                denial = error
            except InvalidTokenError as error:
                denial = denial if isinstance(denial, InsufficientScopeError) else error
        raise denial

    def needs_fetch(self, unverified_token: str) -> bool:
        """Whether `verify` would go out to an issuer, and so belongs on a thread; raises as it does."""
        try:
            return any(
                caller.verifier.needs_fetch(unverified_token)
                for caller in self._get_candidates(unverified_token)
            )
        except (DeniedError, MalformedError) as error:
            raise _as_invalid(error) from error

    def _get_candidates(self, unverified_token: str) -> list[Caller]:
        # SECURITY: the issuer a token claims chooses who looks at it, by the whole text and among ours only.
        # Whoever looks verifies all of it, the issuer included.
        if len(self._by_issuer) == 1:
            return next(iter(self._by_issuer.values()))
        try:
            return self._by_issuer.get(read_unverified_issuer(unverified_token), [])
        except (DeniedError, MalformedError) as error:
            raise _as_invalid(error) from error


def require_group(*groups: str) -> Callable[[AccessToken], None]:
    """Give a check for `Caller` that wants the token's person in one of these groups of the pool."""
    if not groups or not all(groups):
        raise ConfigurationError("name the groups, one of which the person has to be in")

    def check_group(token: AccessToken) -> None:
        if token.groups.isdisjoint(groups):
            raise DeniedError("the person is in none of the groups", rule="groups")

    return check_group


def _check_also(check: Callable[[AccessToken], None], token: AccessToken) -> None:
    try:
        check(token)
    except (DeniedError, MalformedError) as error:
        raise _as_invalid(error) from error


def _as_invalid(error: DeniedError | MalformedError) -> InvalidTokenError:
    if isinstance(error, DeniedError):
        return InvalidTokenError(str(error.args[0]), rule=error.rule)
    return InvalidTokenError(str(error), rule="form")


def _as_scopes(scopes: Collection[str]) -> frozenset[str]:
    if isinstance(scopes, str) or not scopes or not all(_SCOPE.fullmatch(scope) for scope in scopes):
        raise ConfigurationError("scopes is a collection of scopes, or None to ask for none")
    return frozenset(scopes)
