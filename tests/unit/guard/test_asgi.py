"""The ASGI middleware, driven as a server would."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from isthmus.cognito.tokens import AccessToken
from isthmus.guard.asgi import TOKEN, Message, Receive, RequireTokenMiddleware, Scope, Send
from unit.cognito.pools import CLIENT, NOW, READ, a_machine_token
from unit.guard.callers import outage, some_callers

pytestmark = pytest.mark.anyio
Headers = Sequence[tuple[bytes, bytes]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Application:
    """Say yes to whatever arrives, and keep the scopes."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert receive is not None
        self.scopes.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"yes"})


def bearer(token: str) -> tuple[bytes, bytes]:
    return b"authorization", f"Bearer {token}".encode()


async def serve(
    headers: Headers, *, query: bytes = b"", kind: str = "http", **settings: Any
) -> tuple[list[Message], list[Scope]]:
    application, sent = Application(), list[Message]()
    guard = RequireTokenMiddleware(application, callers=some_callers(**settings), realm="api")

    async def receive() -> Message:
        return {"type": "http.request", "body": b"access_token=in.the.body"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": kind, "query_string": query, "headers": headers, TOKEN: "forged"}
    await guard(scope, receive, send)
    return sent, application.scopes


@pytest.mark.parametrize(
    ("headers", "query", "status", "challenge"),
    [
        ([], b"", 401, 'Bearer realm="api"'),
        ([(b"authorization", b"Basic YTpi")], b"", 401, 'Bearer realm="api"'),
        ([(b"x-authorization", b"Bearer a.b.c")], b"", 401, 'Bearer realm="api"'),
        ([(b"authorization", b"Bearer")], b"", 400, 'Bearer realm="api", error="invalid_request"'),
        ([(b"authorization", b"Bearer \xff")], b"", 400, 'Bearer realm="api", error="invalid_request"'),
        ([bearer("a.b.c"), bearer("a.b.c")], b"", 400, 'Bearer realm="api", error="invalid_request"'),
        ([bearer("a.b.c")], b"access_token=a.b.c", 400, 'Bearer realm="api", error="invalid_request"'),
        ([bearer("a.b.c")], b"", 401, 'Bearer realm="api", error="invalid_token"'),
        ([bearer(a_machine_token(exp=NOW))], b"", 401, 'Bearer realm="api", error="invalid_token"'),
        (
            [bearer(a_machine_token(scope=None))],
            b"",
            403,
            f'Bearer realm="api", error="insufficient_scope", scope="{READ}"',
        ),
    ],
)
async def test_refuses_before_the_application_sees_the_request(
    headers: Headers, query: bytes, status: int, challenge: str
) -> None:
    (start, body), scopes = await serve(headers, query=query)
    assert scopes == []
    assert start["status"] == status
    answered = dict(start["headers"])
    assert answered[b"www-authenticate"].decode() == challenge
    assert answered[b"cache-control"] == b"no-store"
    assert answered[b"content-length"].decode() == str(len(body["body"]))
    assert list(json.loads(body["body"])) == ["detail"]


async def test_answers_unavailable_and_lets_nobody_through_when_the_keys_can_not_be_had() -> None:
    (start, _), scopes = await serve([bearer(a_machine_token())], fetch=outage)
    assert (start["status"], scopes) == (503, [])
    assert b"www-authenticate" not in dict(start["headers"])
    assert dict(start["headers"])[b"retry-after"] == b"5"


@pytest.mark.parametrize("headers", [[], [bearer("a.b.c")]])
async def test_refuses_a_websocket_before_it_is_accepted(headers: Headers) -> None:
    sent, scopes = await serve(headers, kind="websocket")
    assert sent == [{"type": "websocket.close", "code": 1008, "reason": ""}]
    assert scopes == []


async def test_lets_no_unknown_kind_of_connection_through() -> None:
    with pytest.raises(ValueError, match="something-else"):
        await serve([bearer(a_machine_token())], kind="something-else")


@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_lets_an_accepted_caller_through_with_its_token(kind: str) -> None:
    _, (scope,) = await serve([bearer(a_machine_token())], kind=kind)
    token = scope[TOKEN]
    assert isinstance(token, AccessToken)
    assert token.client_id == CLIENT


async def test_lets_the_server_start_and_stop_the_application() -> None:
    _, scopes = await serve([], kind="lifespan")
    assert [scope["type"] for scope in scopes] == ["lifespan"]
