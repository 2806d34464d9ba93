"""Callers for the guards' tests: one pool, one client, the scope to read."""

from collections.abc import Callable

from isthmus.errors import UnavailableError
from isthmus.flows.m2m.callers import Caller, Callers
from isthmus.jose.jwks import JwksKeys
from unit.cognito.pools import NOW, READ, a_verifier
from unit.jose.issuing import SetClock, a_jwks


def some_callers(*, fetch: Callable[[], bytes] = a_jwks) -> Callers:
    keys = JwksKeys(fetch=fetch, clock=SetClock(NOW))
    return Callers(Caller(verifier=a_verifier(keys=keys), scopes={READ}))


def outage() -> bytes:
    raise UnavailableError("down")
