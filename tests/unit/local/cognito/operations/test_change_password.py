import asyncio

import pytest

from unit.local.cognito.local_pools import RefusedError
from unit.local.cognito.sample_app import PASSWORD, App

NEW_PASSWORD = "Another-123"


@pytest.fixture
def joe(app: App) -> App:
    app.sign_up_confirmed("joe")
    return app


def _refusal(app: App, **request: str) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        app.local.call("ChangePassword", ProposedPassword=NEW_PASSWORD, **request)
    return refused.value.code, refused.value.message


def test_refuses_without_the_token_or_the_password_before(joe: App) -> None:
    token = joe.sign_in()["AccessToken"]
    assert _refusal(joe, AccessToken=f"{token}x", PreviousPassword=PASSWORD)[0] == "NotAuthorizedException"
    assert _refusal(joe, AccessToken=token, PreviousPassword="Wrong-pass-1") == (
        "NotAuthorizedException",
        "Incorrect username or password.",
    )
    assert _refusal(joe, AccessToken=token)[0] == "InvalidParameterException"
    assert "AccessToken" in joe.sign_in()


def test_refuses_a_new_password_that_breaks_the_policy(joe: App) -> None:
    token = joe.sign_in()["AccessToken"]
    with pytest.raises(RefusedError, match="Password not long enough"):
        joe.local.call(
            "ChangePassword", AccessToken=token, PreviousPassword=PASSWORD, ProposedPassword="Aa1!"
        )


def test_refuses_to_guess_the_password_before(joe: App) -> None:
    token = joe.sign_in()["AccessToken"]
    for _ in range(5):
        assert (
            _refusal(joe, AccessToken=token, PreviousPassword="Wrong-pass-1")[0] == "NotAuthorizedException"
        )
    assert _refusal(joe, AccessToken=token, PreviousPassword=PASSWORD) == (
        "LimitExceededException",
        "Attempt limit exceeded, please try after some time.",
    )


def test_refuses_after_the_tokens_were_revoked(joe: App) -> None:
    token = joe.sign_in()["AccessToken"]
    joe.local.call("GlobalSignOut", AccessToken=token)
    assert _refusal(joe, AccessToken=token, PreviousPassword=PASSWORD) == (
        "NotAuthorizedException",
        "Access Token has been revoked",
    )


def test_refuses_once_an_administrator_reset_the_password(joe: App) -> None:
    token = joe.sign_in()["AccessToken"]
    change = {"AccessToken": token, "PreviousPassword": PASSWORD, "ProposedPassword": NEW_PASSWORD}
    reset = {"UserPoolId": joe.pool_id, "Username": "joe"}

    async def both() -> list[object]:
        calls = [
            joe.local.answer("ChangePassword", change),
            joe.local.answer("AdminResetUserPassword", reset),
        ]
        return list(await asyncio.gather(*calls, return_exceptions=True))

    refused, _ = joe.local.run(both())
    assert isinstance(refused, RefusedError)
    assert refused.code == "PasswordResetRequiredException"
    assert joe.user()["UserStatus"] == "RESET_REQUIRED"


def test_the_new_password_replaces_the_one_before(joe: App) -> None:
    token = joe.sign_in()["AccessToken"]
    joe.local.call(
        "ChangePassword", AccessToken=token, PreviousPassword=PASSWORD, ProposedPassword=NEW_PASSWORD
    )
    assert "AccessToken" in joe.sign_in(password=NEW_PASSWORD)
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        joe.sign_in()
