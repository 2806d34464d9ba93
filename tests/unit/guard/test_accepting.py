"""From ids to callers: nothing is skipped unless None is written."""

from collections.abc import Collection

import pytest

from isthmus.cognito.pool import UserPool
from isthmus.errors import ConfigurationError, MalformedError
from isthmus.flows.m2m.errors import InvalidTokenError
from isthmus.guard import accept, accept_pool
from unit.cognito.pools import CLIENT, POOL, READ, a_machine_token


@pytest.mark.parametrize("pool_id", ["", "EXAMPLE", "https://evil.example/us-east-1_EXAMPLE", "us-east-1_"])
def test_accepts_no_pool_that_is_none(pool_id: str) -> None:
    with pytest.raises(MalformedError):
        accept(pool_id, client_ids={CLIENT}, scopes={READ})


@pytest.mark.parametrize(
    ("client_ids", "scopes"), [(set(), {READ}), (CLIENT, {READ}), ({CLIENT}, set()), ({CLIENT}, READ)]
)
def test_accepts_no_empty_check(client_ids: Collection[str], scopes: Collection[str]) -> None:
    with pytest.raises(ConfigurationError):
        accept(POOL.pool_id, client_ids=client_ids, scopes=scopes)


def test_a_token_of_a_pool_that_is_not_named_is_refused_without_asking_anybody() -> None:
    one = accept("us-east-1_AAAAAAAAA", client_ids=None, scopes=None)
    other = accept_pool(UserPool.of_updated_issuer("us-east-1_BBBBBBBBB"), client_ids={CLIENT}, scopes={READ})
    with pytest.raises(InvalidTokenError) as caught:
        (one + other).verify(a_machine_token())
    assert caught.value.rule == "issuer"
