import re

import pytest

from unit.local.cognito.local_pools import Json, LocalPools


def _sign_up(local: LocalPools, client_id: str, username: str) -> None:
    attributes = [{"Name": "email", "Value": f"{username}@example.com"}]
    local.call(
        "SignUp",
        ClientId=client_id,
        Username=username,
        Password="Secret-123",
        UserAttributes=attributes,
    )


@pytest.fixture
def client_id(local: LocalPools, pool_id: str) -> str:
    local.call("UpdateUserPool", UserPoolId=pool_id, AutoVerifiedAttributes=["email"])
    client: Json = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app")
    found: str = client["UserPoolClient"]["ClientId"]
    return found


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:4566"])
def test_refuses_to_show_codes_under_a_foreign_name(local: LocalPools, client_id: str, host: str) -> None:
    _sign_up(local, client_id, "joe")
    response = local.request("GET", "/_isthmus/outbox", headers={"host": host})
    assert response.status_code == 403
    assert "messages" not in response.json()


def test_refuses_to_show_codes_to_scripts_of_other_origins(local: LocalPools) -> None:
    response = local.request("GET", "/_isthmus/outbox", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in response.headers
    assert response.headers["cache-control"] == "no-store"


def test_shows_the_newest_message_first(local: LocalPools, pool_id: str, client_id: str) -> None:
    assert local.pools.outbox() == ()
    _sign_up(local, client_id, "joe")
    local.clock.forward(10)
    _sign_up(local, client_id, "joan")
    newest, oldest = local.pools.outbox()
    assert (newest.username, oldest.username) == ("joan", "joe")
    assert newest.pool_id == pool_id
    assert (newest.medium, newest.destination, newest.purpose) == ("EMAIL", "joan@example.com", "sign_up")
    assert newest.sent_at == oldest.sent_at + 10
    assert re.fullmatch(r"[0-9]{6}", newest.code)
    assert newest.text == f"Your confirmation code is {newest.code}"
    assert newest.code not in repr(newest)


def test_messages_outlive_a_restart_and_are_served_as_json(local: LocalPools, client_id: str) -> None:
    _sign_up(local, client_id, "joe")
    local.restart()
    (message,) = local.pools.outbox()
    response = local.request("GET", "/_isthmus/outbox")
    assert response.json() == {"messages": [message.to_document()]}


def test_a_message_has_the_words_of_the_pool(local: LocalPools, pool_id: str, client_id: str) -> None:
    template = {"EmailSubject": "Welcome", "EmailMessage": "It is {####}."}
    local.call(
        "UpdateUserPool",
        UserPoolId=pool_id,
        AutoVerifiedAttributes=["email"],
        VerificationMessageTemplate=template,
    )
    _sign_up(local, client_id, "joe")
    (message,) = local.pools.outbox()
    assert (message.subject, message.text) == ("Welcome", f"It is {message.code}.")


def test_the_messages_of_a_pool_go_with_it(local: LocalPools, pool_id: str, client_id: str) -> None:
    _sign_up(local, client_id, "joe")
    local.call("DeleteUserPool", UserPoolId=pool_id)
    assert local.pools.outbox() == ()
