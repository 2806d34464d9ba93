from typing import Any

import pytest

from unit.local.cognito.local_pools import LocalPools, RefusedError, claims_of
from unit.local.cognito.sample_app import App, attribute_list, make_app

SCHEMA: list[Any] = [
    {"Name": "since", "AttributeDataType": "DateTime", "Mutable": True},
    {"Name": "inside", "AttributeDataType": "String", "Mutable": True, "DeveloperOnlyAttribute": True},
]


@pytest.fixture
def joe(local: LocalPools) -> App:
    pool = local.call("CreateUserPool", PoolName="p", Schema=SCHEMA, AutoVerifiedAttributes=["email"])
    app = make_app(local, pool["UserPool"]["Id"], WriteAttributes=["email", "custom:since"])
    app.sign_up_confirmed("joe")
    return app


def _update(app: App, **attributes: str) -> None:
    token = app.sign_in()["AccessToken"]
    app.local.call("UpdateUserAttributes", AccessToken=token, UserAttributes=attribute_list(attributes))


def _update_as_admin(app: App, **attributes: str) -> None:
    app.local.call(
        "AdminUpdateUserAttributes",
        UserPoolId=app.pool_id,
        Username="joe",
        UserAttributes=attribute_list(attributes),
    )


@pytest.mark.parametrize("value", ["yesterday", "2026-13-01", "12:00", "2026-11-21T25:00:00Z"])
def test_refuses_what_is_no_date_and_time(joe: App, value: str) -> None:
    with pytest.raises(RefusedError, match="custom:since: The attribute value is not a date and time"):
        _update(joe, **{"custom:since": value})


@pytest.mark.parametrize("value", ["2026-11-21T13:00:00Z", "2026-11-21", "1700000000"])
def test_keeps_a_date_and_time(joe: App, value: str) -> None:
    _update(joe, **{"custom:since": value})
    assert joe.attributes_of()["custom:since"] == value


def test_refuses_users_the_attributes_of_administrators(joe: App) -> None:
    name = "dev:custom:inside"
    _update_as_admin(joe, **{name: "known"})
    with pytest.raises(RefusedError, match="A client attempted to write unauthorized attribute"):
        _update(joe, **{name: "other"})
    with pytest.raises(RefusedError, match="Invalid write attributes specified"):
        joe.change_client(WriteAttributes=[name])
    assert joe.attributes_of()[name] == "known"
    assert name not in claims_of(joe.sign_in()["IdToken"])


def test_refuses_more_than_fifty_attributes(local: LocalPools) -> None:
    fifty: list[Any] = [{"Name": f"a{number}", "AttributeDataType": "String"} for number in range(50)]
    pool = local.call("CreateUserPool", PoolName="p", Schema=fifty)["UserPool"]
    one_more = [{"Name": "one_more", "AttributeDataType": "String"}]
    with pytest.raises(RefusedError):
        local.call("CreateUserPool", PoolName="p", Schema=[*fifty, *one_more])
    with pytest.raises(RefusedError, match="at most 50 custom attributes"):
        local.call("AddCustomAttributes", UserPoolId=pool["Id"], CustomAttributes=one_more)
