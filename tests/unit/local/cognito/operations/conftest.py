import pytest

from unit.local.cognito.local_pools import LocalPools
from unit.local.cognito.sample_app import App, make_app


@pytest.fixture
def app(local: LocalPools, pool_id: str) -> App:
    """An app of a pool that verifies e-mail addresses."""
    local.call("UpdateUserPool", UserPoolId=pool_id, AutoVerifiedAttributes=["email"])
    return make_app(local, pool_id)


@pytest.fixture
def alias_app(local: LocalPools) -> App:
    """An app of a pool where a verified e-mail address names its user."""
    pool = local.call(
        "CreateUserPool", PoolName="p", AliasAttributes=["email"], AutoVerifiedAttributes=["email"]
    )["UserPool"]
    return make_app(local, pool["Id"])
