"""One token for several processes: `SharedIssuer` looks where they share tokens before it asks for one.

Who can read that place can act as the client until the token ends: it is as secret as the client's secret.
"""

import hashlib
import hmac
import json
import logging
from contextlib import AbstractContextManager, ExitStack
from typing import Protocol

from isthmus.clock import Clock
from isthmus.cognito.token_requests import IssuedToken
from isthmus.errors import UnavailableError
from isthmus.flows.m2m.renewal import renewal_of
from isthmus.flows.m2m.token_source import TokenIssuer
from isthmus.secret import Secret

_logger = logging.getLogger("isthmus.m2m")


class SharedTokens(Protocol):
    """Keep tokens where other processes find them. Each call may raise `UnavailableError`."""

    def reserve(self, key: str) -> AbstractContextManager[None]:
        """Keep others from asking for a token of this key meanwhile, as far as that can be had."""
        ...

    def find(self, key: str) -> IssuedToken | None:
        """Give the token that is kept, or None."""
        ...

    def keep(self, key: str, issued: IssuedToken) -> None:
        """Keep a token in the place of any other."""
        ...


class SharedIssuer:
    """Give a token that another process asked for, or ask and share it.

    `identity` names what the tokens are good for: endpoint, client and scopes. Where sharing fails, a token
    is asked for as without it: an outage of the shared place costs tokens, and no call.
    """

    def __init__(
        self,
        issuer: TokenIssuer,
        *,
        identity: tuple[str, ...],
        shared: SharedTokens,
        clock: Clock,
        margin_seconds: float | None = None,
    ) -> None:
        self._issuer = issuer
        self._identity = identity
        self._shared = shared
        self._clock = clock
        self._margin_seconds = margin_seconds

    def issue(self, client_secret: Secret, *, refused: Secret | None) -> IssuedToken:
        """Give a token; raise as the issuer does."""
        key = _make_key(self._identity, client_secret=client_secret)
        with ExitStack() as reservation:
            found = self._find(key, reservation)
            if found is not None and found.token != refused and self._is_young(found):
                return found._replace(is_shared=True)
            issued = self._issuer.issue(client_secret, refused=refused)
            self._keep(key, issued)
            return issued

    def _find(self, key: str, reservation: ExitStack) -> IssuedToken | None:
        try:
            reservation.enter_context(self._shared.reserve(key))
            return self._shared.find(key)
        except UnavailableError as error:
            _logger.warning("no shared token: %s", error)
            return None

    def _keep(self, key: str, issued: IssuedToken) -> None:
        try:
            self._shared.keep(key, issued)
        except UnavailableError as error:
            _logger.warning("the token is not shared: %s", error)

    def _is_young(self, found: IssuedToken) -> bool:
        renew_at = renewal_of(found, margin_seconds=self._margin_seconds)
        # A token from the future was kept by a clock that is wrong: it is not ours to judge.
        return found.asked_at <= self._clock.now() < renew_at


def _make_key(identity: tuple[str, ...], *, client_secret: Secret) -> str:
    # SECURITY: keyed with the secret, so that two clients never share a token, whatever they call themselves,
    # and whoever does not know the secret can't name the place.
    named = json.dumps(identity).encode("utf-8")
    return hmac.new(client_secret.reveal().encode("utf-8"), named, hashlib.sha256).hexdigest()
