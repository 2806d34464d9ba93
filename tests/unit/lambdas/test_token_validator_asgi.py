"""The token validator as an ASGI application."""

import json
from typing import Any

import anyio
import pytest

from isthmus.lambdas.token_validator_asgi import app
from unit.flows.session_sso.fakes import USERNAME
from unit.lambdas.surroundings import Surroundings
from unit.salesforce.fake_org import a_session_text


def run(scope: dict[str, Any], *received: dict[str, Any]) -> list[Any]:
    sent: list[Any] = []
    waiting = list(received)

    async def receive() -> Any:
        await anyio.lowlevel.checkpoint()
        return waiting.pop(0)

    async def send(message: Any) -> None:
        await anyio.lowlevel.checkpoint()
        sent.append(message)

    anyio.run(app, scope, receive, send)
    return sent


def a_scope(
    *authorization: str, method: str = "POST", query: bytes = b"", path: str = "/token-validator"
) -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [
            (b"host", b"x"),
            *((b"authorization", value.encode("latin-1")) for value in authorization),
        ],
    }


def ask(scope: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
    start, body = run(scope)
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    assert headers["content-length"] == str(len(body["body"]))
    return start["status"], headers, json.loads(body["body"])


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        (a_scope(f"Bearer {a_session_text()}", method="GET"), 405),
        (a_scope(f"Bearer {a_session_text()}", query=b"session_id=x"), 400),
        (a_scope(f"Bearer {a_session_text()}", f"Bearer {a_session_text()}"), 400),
        (a_scope("Bearer \xff"), 400),
        (a_scope(), 401),
        (a_scope("Bearer garbage"), 401),
    ],
    ids=str,
)
def test_refuses(scope: dict[str, Any], status: int, surroundings: Surroundings) -> None:
    assert ask(scope)[0] == status
    assert surroundings.pool.users == {}


def test_has_no_web_sockets() -> None:
    assert run({"type": "websocket"}) == [{"type": "websocket.close"}]


LIFE = ({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})


def test_refuses_to_start_without_usable_settings(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert surroundings.environ
    monkeypatch.delenv("ISTHMUS_SALESFORCE_ORGS")
    [sent] = run({"type": "lifespan"}, *LIFE)
    assert sent["type"] == "lifespan.startup.failed"
    assert "set ISTHMUS_SALESFORCE_ORGS" in sent["message"]


@pytest.mark.usefixtures("surroundings")
def test_starts_and_stops() -> None:
    sent = run({"type": "lifespan"}, *LIFE)
    assert [message["type"] for message in sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]


def test_answers_with_the_username(surroundings: Surroundings) -> None:
    status, headers, body = ask(a_scope(f"Bearer {a_session_text()}"))
    assert (status, body) == (200, {"username": USERNAME})
    assert headers["cache-control"] == "no-store"
    assert list(surroundings.pool.users) == [USERNAME]
