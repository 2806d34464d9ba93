import json
import re

import pytest

from isthmus.local.cognito.outbox_file import LARGEST_FILE
from unit.local.cognito.local_pools import Json, LocalPools, RefusedError


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


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:4566", "evil.example@127.0.0.1", ""],
)
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


def test_a_message_whose_transaction_fails_is_not_written(
    local: LocalPools, client_id: str, pool_id: str
) -> None:
    _sign_up(local, client_id, "joe")
    lines = (local.folder / "outbox.jsonl").read_text()
    with pytest.raises(RefusedError):
        _sign_up(local, client_id, "joe")
    assert (local.folder / "outbox.jsonl").read_text() == lines
    assert pool_id in lines


def test_messages_stand_in_a_file_that_only_its_owner_reads(local: LocalPools, client_id: str) -> None:
    _sign_up(local, client_id, "joe")
    _sign_up(local, client_id, "joan")
    path = local.folder / "outbox.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["username"] for line in lines] == ["joe", "joan"]
    assert lines[1] == local.pools.outbox()[0].to_document()
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_file_starts_anew_when_it_is_large(local: LocalPools, client_id: str) -> None:
    path = local.folder / "outbox.jsonl"
    path.write_bytes(b"x" * (LARGEST_FILE + 1))
    _sign_up(local, client_id, "joe")
    (line,) = path.read_text().splitlines()
    assert json.loads(line)["username"] == "joe"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_can_not_be_written_stops_nobody(
    local: LocalPools, client_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    (local.folder / "outbox.jsonl").mkdir()
    _sign_up(local, client_id, "joe")
    assert "outbox.jsonl can't be written" in caplog.text
    assert local.pools.outbox()[0].code not in caplog.text
