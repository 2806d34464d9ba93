"""Whose tokens an API accepts, from the ids that one has at hand: `accept`, the first line of every guard."""

from collections.abc import Callable, Collection

from isthmus.clock import SystemClock
from isthmus.cognito.pool import UserPool
from isthmus.cognito.tokens import AccessToken
from isthmus.cognito.verifier import CognitoVerifier, keys_of
from isthmus.flows.m2m.callers import Caller, Callers

Check = Callable[[AccessToken], None]


def accept(
    pool_id: str,
    *,
    client_ids: Collection[str] | None,
    scopes: Collection[str] | None,
    also: Check | None = None,
) -> Callers:
    """Accept access tokens of a pool on AWS that were issued to one of `client_ids` and hold all of `scopes`.

    Only a written None accepts every client of the pool, or a token whatever its scopes. The keys are fetched
    at first need. `also` is one more check, such as `require_group("admins")`: it raises `DeniedError`.
    Raises `MalformedError` if `pool_id` is none, `ConfigurationError` on an empty collection.
    """
    return accept_pool(UserPool.of(pool_id), client_ids=client_ids, scopes=scopes, also=also)


def accept_pool(
    pool: UserPool,
    *,
    client_ids: Collection[str] | None,
    scopes: Collection[str] | None,
    also: Check | None = None,
) -> Callers:
    """Do as `accept`, for a pool with another issuer: AWS's updated one, or a local stack's."""
    clock = SystemClock()
    verifier = CognitoVerifier(pool=pool, client_ids=client_ids, keys=keys_of(pool, clock=clock), clock=clock)
    return Callers(Caller(verifier=verifier, scopes=scopes, also=also))
