import pytest

from unit.local.cognito.local_pools import LocalPools, RefusedError
from unit.local.cognito.sample_app import App, attribute_list, make_app

VERIFIED_FIRST = {
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    "AutoVerifiedAttributes": ["email"],
}


@pytest.fixture
def joe(local: LocalPools, pool_id: str) -> App:
    """An app of a pool whose addresses change only when verified, and its user joe."""
    app = make_app(local, pool_id)
    app.change_pool(**VERIFIED_FIRST)
    app.sign_up_confirmed("joe")
    return app


def _update(app: App, **attributes: str) -> None:
    app.local.call(
        "UpdateUserAttributes",
        AccessToken=app.sign_in()["AccessToken"],
        UserAttributes=attribute_list(attributes),
    )


def _update_as_admin(app: App, **attributes: str) -> None:
    app.local.call(
        "AdminUpdateUserAttributes",
        UserPoolId=app.pool_id,
        Username="joe",
        UserAttributes=attribute_list(attributes),
    )


def _verify(app: App, code: str) -> None:
    token = app.sign_in()["AccessToken"]
    app.local.call("VerifyUserAttribute", AccessToken=token, AttributeName="email", Code=code)


def _email(app: App) -> tuple[str, str]:
    attributes = app.attributes_of()
    return attributes["email"], attributes["email_verified"]


def test_refuses_to_verify_first_what_the_pool_does_not_verify(local: LocalPools) -> None:
    settings = VERIFIED_FIRST | {"AutoVerifiedAttributes": []}
    with pytest.raises(RefusedError, match="must be among the AutoVerifiedAttributes"):
        local.call("CreateUserPool", PoolName="p", **settings)


def test_refuses_the_code_of_a_change_that_an_administrator_overtook(joe: App) -> None:
    _update(joe, email="new@example.com")
    code = joe.newest_code()
    _update_as_admin(joe, email="other@example.com", email_verified="true")
    with pytest.raises(RefusedError) as refused:
        _verify(joe, code)
    assert refused.value.code == "ExpiredCodeException"
    assert _email(joe) == ("other@example.com", "true")


@pytest.mark.parametrize("update", [_update, _update_as_admin])
def test_an_address_changes_when_its_code_comes_back(joe: App, update: type[object]) -> None:
    update(joe, email="new@example.com", name="Joe")  # type: ignore[call-arg]  # either of two functions
    assert _email(joe) == ("joe@example.com", "true")
    assert joe.attributes_of()["name"] == "Joe"
    message = joe.local.pools.outbox()[0]
    assert message.destination == "new@example.com"
    _verify(joe, message.code)
    assert _email(joe) == ("new@example.com", "true")


def test_a_code_asked_for_again_goes_to_the_address_that_waits(joe: App) -> None:
    _update(joe, email="new@example.com")
    token = joe.sign_in()["AccessToken"]
    joe.local.call("GetUserAttributeVerificationCode", AccessToken=token, AttributeName="email")
    message = joe.local.pools.outbox()[0]
    assert message.destination == "new@example.com"
    _verify(joe, message.code)
    assert _email(joe) == ("new@example.com", "true")


def test_an_address_that_waited_too_long_is_forgotten(joe: App) -> None:
    _update(joe, email="new@example.com")
    joe.local.clock.forward(86_401)
    token = joe.sign_in()["AccessToken"]
    joe.local.call("GetUserAttributeVerificationCode", AccessToken=token, AttributeName="email")
    assert joe.local.pools.outbox()[0].destination == "joe@example.com"


def test_what_an_administrator_calls_verified_is_written_at_once(joe: App) -> None:
    sent = len(joe.local.pools.outbox())
    _update_as_admin(joe, email="new@example.com", email_verified="true")
    assert _email(joe) == ("new@example.com", "true")
    assert len(joe.local.pools.outbox()) == sent


def test_administrators_change_addresses_as_often_as_they_like(joe: App) -> None:
    for number in range(8):
        _update_as_admin(joe, email=f"{number}@example.com")
    assert joe.local.pools.outbox()[0].destination == "7@example.com"


def test_a_waiting_address_opens_no_account(local: LocalPools) -> None:
    pool = local.call("CreateUserPool", PoolName="p", AliasAttributes=["email"], **VERIFIED_FIRST)["UserPool"]
    app = make_app(local, pool["Id"])
    app.sign_up_confirmed("joe")
    _update(app, email="new@example.com")
    with pytest.raises(RefusedError, match="User does not exist"):
        app.sign_in("new@example.com")
    app.sign_in("joe@example.com")
    _verify(app, app.newest_code())
    app.sign_in("new@example.com")
