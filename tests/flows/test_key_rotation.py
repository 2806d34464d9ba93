"""`CognitoVerifier` and `isthmus.m2m` against a local user pool whose keys rotate, and that goes away."""

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from flows.driving import Stack
from isthmus.clock import SystemClock
from isthmus.cognito.pool import UserPool
from isthmus.cognito.verifier import CognitoVerifier, keys_of
from isthmus.errors import DeniedError, UnavailableError
from isthmus.m2m import token_source
from isthmus.origin import Origin
from isthmus.secret import Secret

SCOPE = "rotation/read"


class LaterClock:
    """The time, and as much later as a test says."""

    def __init__(self) -> None:
        self.later_seconds = 0.0

    def now(self) -> float:
        return SystemClock().now() + self.later_seconds


@dataclass(slots=True)
class Pool:
    """A user pool of the test's own, whose rotation disturbs nobody."""

    stack: Stack
    pool_id: str
    client_id: str
    client_secret: Secret
    clock: LaterClock

    def ask(self) -> str:
        source = token_source(
            Origin.parse_insecure_http(self.stack["aws_endpoint"]),
            client_id=self.client_id,
            client_secret=self.client_secret,
            scopes={SCOPE},
        )
        return source.get_token().reveal()

    def rotate(self) -> None:
        url = f"{self.stack['aws_endpoint']}/_isthmus/user-pools/{self.pool_id}/rotate-keys"
        assert httpx2.post(url, trust_env=False).status_code == 200

    def verifier(self) -> tuple[CognitoVerifier, Origin]:
        pool = UserPool.at_insecure_issuer(f"{self.stack['aws_endpoint']}/{self.pool_id}")
        verifier = CognitoVerifier(
            pool=pool,
            client_ids={self.client_id},
            keys=keys_of(pool, clock=self.clock),
            clock=self.clock,
        )
        return verifier, pool.origin


def delete(cognito: Any, *, pool_id: str) -> None:
    domain = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]["Domain"]
    cognito.delete_user_pool_domain(UserPoolId=pool_id, Domain=domain)
    cognito.delete_user_pool(UserPoolId=pool_id)


@pytest.fixture
def pool(stack: Stack) -> Iterator[Pool]:
    cognito: Any = stack.client("cognito-idp")
    pool_id = cognito.create_user_pool(PoolName="rotation")["UserPool"]["Id"]
    domain = f"rotation-{secrets.token_hex(6)}"
    cognito.create_user_pool_domain(UserPoolId=pool_id, Domain=domain)
    cognito.create_resource_server(
        UserPoolId=pool_id,
        Identifier="rotation",
        Name="rotation",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "read"}],
    )
    client = cognito.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="machine",
        GenerateSecret=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=[SCOPE],
    )["UserPoolClient"]
    yield Pool(stack, pool_id, client["ClientId"], Secret(client["ClientSecret"]), LaterClock())
    with contextlib.suppress(cognito.exceptions.ResourceNotFoundException):
        delete(cognito, pool_id=pool_id)


def test_a_key_that_the_pool_removed_opens_nothing_after_the_next_refresh(pool: Pool) -> None:
    verifier, origin = pool.verifier()
    old = pool.ask()
    verifier.verify_access_token(old, scopes={SCOPE})
    pool.rotate()
    pool.rotate()  # the first rotation keeps the old key, the second removes it
    young = pool.ask()
    pool.clock.later_seconds = 11  # the cool-down is over: an unknown key refreshes the set
    assert verifier.verify_access_token(young, scopes={SCOPE}).client_id == pool.client_id
    with pytest.raises(DeniedError) as refused:
        verifier.verify_access_token(old, scopes={SCOPE})
    assert refused.value.rule == "key"
    origin.close()


def test_a_verifier_follows_a_rotation_once_its_cool_down_is_over(pool: Pool) -> None:
    verifier, origin = pool.verifier()
    old = pool.ask()
    verifier.verify_access_token(old, scopes={SCOPE})
    pool.rotate()
    young = pool.ask()
    with pytest.raises(DeniedError) as refused:
        verifier.verify_access_token(young, scopes={SCOPE})
    assert refused.value.rule == "key"
    pool.clock.later_seconds = 11
    assert verifier.verify_access_token(young, scopes={SCOPE}).client_id == pool.client_id
    assert verifier.verify_access_token(old, scopes={SCOPE}).client_id == pool.client_id
    origin.close()


def test_without_its_pool_a_verifier_says_unavailable_and_keeps_what_it_has(pool: Pool, stack: Stack) -> None:
    verifier, origin = pool.verifier()
    late, late_origin = pool.verifier()
    token = pool.ask()
    verifier.verify_access_token(token, scopes={SCOPE})
    delete(stack.client("cognito-idp"), pool_id=pool.pool_id)
    with pytest.raises(UnavailableError):
        late.verify_access_token(token, scopes={SCOPE})
    pool.clock.later_seconds = 3500
    assert verifier.verify_access_token(token, scopes={SCOPE}).client_id == pool.client_id
    origin.close()
    late_origin.close()
