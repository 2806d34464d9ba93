"""The sample API's doors: the guard's own rules, with the keys that the stack has at the moment."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from isthmus.clock import Clock
from isthmus.cognito.pool import UserPool
from isthmus.cognito.verifier import CognitoVerifier
from isthmus.flows.m2m.callers import Caller, Callers
from isthmus.jose.keys import StaticKeys, VerificationKey
from isthmus.local.ready import Demo
from isthmus.local.tracing.doors.door import Door

FindKeys = Callable[[str], Mapping[str, Any] | None]
"""Give the JWKS of an issuer, None if it is none of the stack."""


class LiveKeys:
    """The keys of one issuer as they are at the moment. A key source of `isthmus.jose`."""

    def __init__(self, issuer: str, *, find_keys: FindKeys) -> None:
        self._issuer = issuer
        self._find_keys = find_keys

    def find_key(self, kid: str) -> VerificationKey | None:
        """Give the key, or None."""
        jwks = self._find_keys(self._issuer)
        return None if jwks is None else StaticKeys.parse(json.dumps(jwks).encode()).find_key(kid)

    def needs_fetch(self, kid: str) -> bool:  # noqa: ARG002  the port asks by key
        """Never: they are in this process."""
        return False


def api_doors(demo: Demo, *, aws_endpoint: str, find_keys: FindKeys, clock: Clock) -> tuple[Door, ...]:
    """Give the API's doors for machines and for people, which take what the API takes."""

    def callers(user_pool_id: str, client_id: str, *, scopes: tuple[str, ...] | None) -> Callers:
        pool = UserPool.at_insecure_issuer(f"{aws_endpoint}/{user_pool_id}")
        keys = LiveKeys(pool.issuer, find_keys=find_keys)
        verifier = CognitoVerifier(
            pool=pool, client_ids=(client_id,), keys=keys, clock=clock, remembered_tokens=0
        )
        return Callers(Caller(verifier=verifier, scopes=scopes))

    machines = callers(demo.m2m.user_pool_id, demo.m2m.client_id, scopes=demo.m2m.scopes[:1])
    people = callers(demo.session_sso.user_pool_id, demo.session_sso.client_id, scopes=None)

    async def check_machine(unverified_token: str) -> str:
        token = machines.verify(unverified_token)
        return (
            f"It is a machine's, of the client {token.client_id}, and holds the scope {demo.m2m.scopes[0]}."
        )

    async def check_person(unverified_token: str) -> str:
        token = people.verify(unverified_token)
        return f"It is a person's, signed in to the client {token.client_id}."

    return (
        Door(name="Sample API, for machines", check=check_machine),
        Door(name="Sample API, for people", check=check_person),
    )
