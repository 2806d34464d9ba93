from typing import Any

import pytest

from isthmus.local.cognito.invitations import new_temporary_password
from isthmus.local.cognito.passwords import check_policy
from unit.local.cognito.local_pools import LocalPools, RefusedError
from unit.local.cognito.sample_app import App, make_app


@pytest.fixture
def app(local: LocalPools, pool_id: str) -> App:
    return make_app(local, pool_id)


def _create(app: App, *, attributes: dict[str, str], **more: Any) -> None:
    app.local.call(
        "AdminCreateUser",
        UserPoolId=app.pool_id,
        Username="joe",
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        **more,
    )


ADDRESS = {"email": "joe@example.com"}
NUMBER = {"phone_number": "+15555550100"}


def test_sends_nothing_where_it_is_suppressed(app: App) -> None:
    _create(app, attributes=ADDRESS, MessageAction="SUPPRESS", TemporaryPassword="Secret-123")
    assert app.local.pools.outbox() == ()


def test_no_made_up_password_opens_a_suppressed_account(app: App) -> None:
    _create(app, attributes=ADDRESS, MessageAction="SUPPRESS")
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        app.sign_in(password="Secret-123")


@pytest.mark.parametrize(
    ("attributes", "media", "sent"),
    [
        (ADDRESS, ["SMS"], []),
        (NUMBER, ["EMAIL"], []),
        ({}, [], []),
        (ADDRESS, [], ["EMAIL"]),
        (ADDRESS | NUMBER, [], ["SMS"]),
        (ADDRESS | NUMBER, ["EMAIL"], ["EMAIL"]),
        (ADDRESS | NUMBER, ["EMAIL", "SMS"], ["SMS", "EMAIL"]),
    ],
)
def test_sends_by_the_media_that_were_asked_for(
    app: App, attributes: dict[str, str], media: list[str], sent: list[str]
) -> None:
    _create(app, attributes=attributes, **({"DesiredDeliveryMediums": media} if media else {}))
    assert [message.medium for message in app.local.pools.outbox()] == sent


def test_the_password_of_the_invitation_asks_for_a_new_one(app: App) -> None:
    _create(app, attributes=ADDRESS)
    (message,) = app.local.pools.outbox()
    assert message.purpose == "invitation"
    assert message.text == f"Your username is joe and temporary password is {message.code}."
    parameters = {"USERNAME": "joe", "PASSWORD": message.code}
    started = app.call("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    assert started["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_a_second_invitation_ends_the_first(app: App) -> None:
    _create(app, attributes=ADDRESS)
    _create(app, attributes={}, MessageAction="RESEND")
    newest, first = app.local.pools.outbox()
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        app.sign_in(password=first.code)
    parameters = {"USERNAME": "joe", "PASSWORD": newest.code}
    assert app.call("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)["Session"]


def test_the_invitation_has_the_words_of_the_pool(app: App) -> None:
    template = {"EmailSubject": "Hello", "EmailMessage": "{username}: {####}"}
    config = {"AllowAdminCreateUserOnly": True, "InviteMessageTemplate": template}
    app.change_pool(AdminCreateUserConfig=config)
    _create(app, attributes=ADDRESS, TemporaryPassword="Secret-123")
    (message,) = app.local.pools.outbox()
    assert (message.subject, message.text) == ("Hello", "joe: Secret-123")


@pytest.mark.parametrize("length", [6, 8, 40])
def test_a_made_up_password_conforms_to_the_policy(length: int) -> None:
    password = new_temporary_password({"MinimumLength": length})
    check_policy(
        password,
        policy={
            "MinimumLength": length,
            "RequireUppercase": True,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": True,
        },
    )
    assert password != new_temporary_password({"MinimumLength": length})
