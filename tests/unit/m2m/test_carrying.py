"""The token in front of a request, by httpx2, requests and aiohttp, against a real server on the loopback."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import httpx2
import pytest
import requests

from isthmus.errors import ConfigurationError
from isthmus.flows.m2m.token_source import TokenSource
from isthmus.m2m.aiohttp import token_middleware
from isthmus.m2m.counting import TokenCounts
from isthmus.m2m.httpx2 import TokenAuth as Httpx2Auth
from isthmus.m2m.requests import TokenAuth as RequestsAuth
from isthmus.origin import Origin
from isthmus.secret import Secret
from unit.answering import WebServer, a_web_server
from unit.flows.m2m.test_shared_issuer import Issuer
from unit.jose.issuing import SetClock

Send = Callable[[TokenSource, Origin, str], int]


def send_by_httpx2(source: TokenSource, api: Origin, url: str) -> int:
    with httpx2.Client(auth=Httpx2Auth(source, api=api), follow_redirects=True) as client:
        return client.post(url, content=b"a body").status_code


def send_by_httpx2_async(source: TokenSource, api: Origin, url: str) -> int:
    async def send() -> int:
        async with httpx2.AsyncClient(auth=Httpx2Auth(source, api=api), follow_redirects=True) as client:
            return (await client.post(url, content=b"a body")).status_code

    return asyncio.run(send())


def send_by_requests(source: TokenSource, api: Origin, url: str) -> int:
    with requests.Session() as session:
        session.auth = RequestsAuth(source, api=api)
        return session.post(url, data=b"a body", timeout=5).status_code


def send_by_aiohttp(source: TokenSource, api: Origin, url: str) -> int:
    async def send() -> int:
        carry = token_middleware(source, api=api)
        async with (
            aiohttp.ClientSession(middlewares=[carry]) as session,
            session.post(url, data=b"a body") as answer,
        ):
            return answer.status

    return asyncio.run(send())


every_client = pytest.mark.parametrize(
    "send", [send_by_httpx2, send_by_httpx2_async, send_by_requests, send_by_aiohttp]
)


@contextmanager
def an_api(*statuses: int) -> Iterator[tuple[TokenSource, Origin, WebServer, TokenCounts]]:
    clock, counts = SetClock(1000), TokenCounts()
    source = TokenSource(
        issuer=Issuer(clock), client_secret=lambda: Secret("sample"), clock=clock, observe=counts
    )
    with a_web_server(*((status, b"") for status in statuses)) as server:
        yield source, Origin.parse_insecure_http(server.url), server, counts


def tokens_of(server: WebServer) -> list[str]:
    return [request.headers["authorization"] for request in server.requests]


@every_client
@pytest.mark.parametrize("where", ["other-port", "https", "userinfo", "longer-host"])
def test_sends_the_token_to_no_other_host(send: Send, where: str) -> None:
    with an_api(200) as (source, api, server, counts):
        host = server.url.removeprefix("http://")
        url = {
            "other-port": "http://127.0.0.1:9/orders",
            "https": f"https://{host}/orders",
            "userinfo": f"http://{host}@localhost/orders",
            "longer-host": f"http://{host}.example.com/orders".replace(":", ".").replace("http.", "http:"),
        }[where]
        with pytest.raises(ConfigurationError):
            send(source, api, url)
        assert (server.requests, counts.asked) == ([], 0)


@every_client
def test_sends_a_refused_request_once_more_and_no_more(send: Send) -> None:
    with an_api(401) as (source, api, server, counts):
        assert send(source, api, f"{server.url}/orders") == 401
        assert tokens_of(server) == ["Bearer token-0", "Bearer token-1"]
        assert [request.body for request in server.requests] == [b"a body", b"a body"]
        assert counts.asked == 2


@every_client
@pytest.mark.parametrize("status", [200, 403, 500])
def test_keeps_the_token_whatever_else_the_api_answers(send: Send, status: int) -> None:
    with an_api(status) as (source, api, server, counts):
        for _ in range(3):
            assert send(source, api, f"{server.url}/orders") == status
        assert tokens_of(server) == ["Bearer token-0"] * 3
        assert (counts.served, counts.asked, counts.saved, counts.failed, counts.shared) == (3, 1, 2, 0, 0)


@every_client
def test_gets_another_token_when_the_api_refuses_the_first(send: Send) -> None:
    with an_api(401, 200) as (source, api, server, _):
        assert send(source, api, f"{server.url}/orders") == 200
        assert send(source, api, f"{server.url}/orders") == 200
        assert tokens_of(server) == ["Bearer token-0", "Bearer token-1", "Bearer token-1"]


def test_does_not_send_a_stream_twice() -> None:
    def stream() -> Iterator[bytes]:
        yield b"once"

    with an_api(401) as (source, api, server, _):
        answer: Any = requests.post(server.url, data=stream(), auth=RequestsAuth(source, api=api), timeout=5)
        assert answer.status_code == 401
        assert len(server.requests) == 1
