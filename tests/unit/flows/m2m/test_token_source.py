"""The asking side: what is sent, what is kept, and what happens when the endpoint says no or nothing."""

import asyncio
import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

import pytest

from isthmus.cognito.token_requests import ClientAuthentication, TokenEndpoint, TokenRequestError
from isthmus.errors import ConfigurationError, IsthmusError, UnavailableError
from isthmus.flows.m2m.token_source import TokenEvent, TokenSource
from isthmus.origin import Origin
from isthmus.secret import Secret
from unit.answering import WebServer, a_web_server
from unit.jose.issuing import SetClock

CLIENT = "2719ej7ft6qak1p9iauen2ps89"
SECRET = "1a+b/c=d&e f%g"


def an_answer(token: str = "a.b.c", **changes: Any) -> tuple[int, bytes]:
    members = {"access_token": token, "expires_in": 3600, "token_type": "Bearer", **changes}
    return 200, json.dumps({name: value for name, value in members.items() if value is not None}).encode()


def a_refusal(error: str, status: int = 400) -> tuple[int, bytes]:
    return status, json.dumps({"error": error}).encode()


@contextmanager
def a_source(
    *answers: tuple[int, bytes],
    clock: SetClock | None = None,
    client_secret: Callable[[], Secret] = lambda: Secret(SECRET),
    margin_seconds: float | None = None,
    observe: Callable[[TokenEvent], None] | None = None,
    **settings: Any,
) -> Iterator[tuple[TokenSource, WebServer]]:
    with a_web_server(*answers) as server:
        origin = Origin.parse_insecure_http(server.url)
        clock = clock or SetClock()
        issuer = TokenEndpoint(
            origin=origin,
            clock=clock,
            **{
                "client_id": CLIENT,
                "scopes": {"api/read"},
                "authentication": ClientAuthentication.BASIC,
                **settings,
            },
        )
        yield (
            TokenSource(
                issuer=issuer,
                client_secret=client_secret,
                clock=clock,
                margin_seconds=margin_seconds,
                observe=observe,
            ),
            server,
        )
        origin.close()


@pytest.mark.parametrize("error", ["invalid_client", "invalid_grant", "invalid_scope", "unauthorized_client"])
@pytest.mark.parametrize("status", [400, 401])
def test_names_the_error_the_endpoint_gives(error: str, status: int) -> None:
    with a_source(a_refusal(error, status)) as (source, _), pytest.raises(TokenRequestError) as caught:
        source.get_token()
    assert caught.value.oauth_error == error
    assert caught.value.code == "token_request"
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        (500, b'{"error": "invalid_client"}'),
        (503, b""),
        (429, b'{"error": "TooManyRequests"}'),
        (400, b""),
        (400, b"<html>"),
        (400, b"{}"),
        (400, b'{"error": 1}'),
        (400, b'{"error": "<script>"}'),
        (400, b'{"error": ""}'),
        (404, b"not found"),
        (302, b"{}"),
        (200, b""),
        (200, b"[]"),
        (200, b"{}"),
        (200, b'{"error": "invalid_client"}'),
        (200, b"{" + b" " * 70_000 + b"}"),
        an_answer(token_type=None),
        an_answer(token_type="DPoP"),
        an_answer(access_token=None),
        an_answer(access_token=1),
        an_answer(access_token=""),
        an_answer(access_token="a b"),
        an_answer(access_token="a\r\nb"),
        an_answer(access_token="ä"),
        an_answer(access_token="a" * 16_385),
        an_answer(expires_in=None),
        an_answer(expires_in=10**400),
        an_answer(expires_in="3600"),
        an_answer(expires_in=True),
        an_answer(expires_in=0),
        an_answer(expires_in=-1),
        an_answer(expires_in=1.5),
    ],
    ids=range(32),
)
def test_takes_no_answer_that_is_not_a_token(answer: tuple[int, bytes]) -> None:
    with a_source(answer) as (source, _), pytest.raises(UnavailableError):
        source.get_token()


@pytest.mark.parametrize("scopes", ["api/read", [], set()])
def test_refuses_scopes_that_are_none(scopes: Any) -> None:
    with pytest.raises(ConfigurationError), a_source(an_answer(), scopes=scopes):
        pass


@pytest.mark.parametrize("margin_seconds", [-1, -0.001])
def test_refuses_a_margin_that_is_none(margin_seconds: float) -> None:
    with pytest.raises(ConfigurationError), a_source(an_answer(), margin_seconds=margin_seconds):
        pass


def test_does_not_keep_a_failure() -> None:
    clock = SetClock()
    with a_source(a_refusal("invalid_client"), (503, b""), an_answer(), clock=clock) as (source, _):
        with pytest.raises(TokenRequestError):
            source.get_token()
        with pytest.raises(UnavailableError):
            source.get_token()
        clock.time += 1
        assert source.get_token().reveal() == "a.b.c"


def test_leaves_an_endpoint_alone_that_fails_for_longer_each_time() -> None:
    clock = SetClock()
    with a_source((503, b""), (429, b""), an_answer(), clock=clock) as (source, server):
        for asked, pause in [(1, 0.49), (1, 0.6), (2, 0.9), (2, 1.2)]:
            with pytest.raises(UnavailableError):
                source.get_token()
            assert len(server.requests) == asked
            clock.time += pause
        assert source.get_token().reveal() == "a.b.c"


def test_does_not_fall_back_on_an_expired_token_when_the_endpoint_says_no() -> None:
    clock = SetClock()
    with a_source(an_answer(), a_refusal("invalid_client"), clock=clock) as (source, _):
        source.get_token()
        clock.time += 3600
        with pytest.raises(TokenRequestError):
            source.get_token()


def test_uses_the_old_token_while_it_lives_when_the_endpoint_says_no() -> None:
    clock = SetClock()
    with a_source(an_answer("old"), a_refusal("invalid_client"), clock=clock) as (source, server):
        source.get_token()
        clock.time += 2700
        assert [source.get_token().reveal(), source.get_token().reveal()] == ["old", "old"]
        assert len(server.requests) == 2


def test_does_not_fall_back_on_an_expired_token_in_an_outage() -> None:
    clock = SetClock()
    with a_source(an_answer(), (503, b""), clock=clock) as (source, _):
        source.get_token()
        clock.time += 3600
        with pytest.raises(UnavailableError):
            source.get_token()


def test_uses_the_old_token_in_an_outage_and_pauses_before_asking_again() -> None:
    clock = SetClock()
    with a_source(an_answer("old"), (503, b""), an_answer("young"), clock=clock) as (source, server):
        source.get_token()
        clock.time += 2700
        assert source.get_token().reveal() == "old"
        assert source.get_token().reveal() == "old"
        assert len(server.requests) == 2
        clock.time += 10
        assert source.get_token().reveal() == "young"


def test_asks_by_basic() -> None:
    with a_source(an_answer()) as (source, server):
        source.get_token()
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/oauth2/token")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    scheme, _, pair = request.headers["authorization"].partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(pair).decode() == f"{CLIENT}:{SECRET}"
    assert parse_qs(request.body.decode(), strict_parsing=True) == {
        "grant_type": ["client_credentials"],
        "client_id": [CLIENT],
        "scope": ["api/read"],
    }


def test_asks_by_body() -> None:
    scopes = ["api/write", "api/read"]
    with a_source(an_answer(), authentication=ClientAuthentication.BODY, scopes=scopes) as (source, server):
        source.get_token()
    (request,) = server.requests
    assert "authorization" not in request.headers
    assert parse_qs(request.body.decode(), strict_parsing=True) == {
        "grant_type": ["client_credentials"],
        "client_id": [CLIENT],
        "client_secret": [SECRET],
        "scope": ["api/read api/write"],
    }


def test_asks_for_all_scopes_only_where_none_is_written() -> None:
    with a_source(an_answer(), scopes=None) as (source, server):
        source.get_token()
    assert b"scope" not in server.requests[0].body


def test_keeps_a_token_for_three_quarters_of_its_life() -> None:
    clock = SetClock()
    with a_source(an_answer("one"), an_answer("two"), clock=clock) as (source, server):
        assert source.get_token().reveal() == "one"
        clock.time += 2699
        assert source.get_token().reveal() == "one"
        assert len(server.requests) == 1
        clock.time += 1
        assert source.get_token().reveal() == "two"


def test_forgets_a_token_that_was_refused_and_no_other() -> None:
    with a_source(an_answer("one"), an_answer("two")) as (source, server):
        first = source.get_token()
        source.forget(Secret("other"))
        assert source.get_token() is first
        source.forget(first)
        assert source.get_token().reveal() == "two"
        source.forget(first)
        assert source.get_token().reveal() == "two"
        assert len(server.requests) == 2


def test_forgets_nothing_when_it_has_nothing() -> None:
    with a_source(an_answer()) as (source, _):
        source.forget(Secret("other"))
        assert source.get_token().reveal() == "a.b.c"


def get_together(source: TokenSource, server: WebServer, *, count: int) -> list[str]:
    """Call from `count` threads at once; the endpoint answers when all of them are on their way."""
    server.may_answer.clear()
    entered = threading.Semaphore(0)
    results: list[str] = []

    def get() -> None:
        entered.release()
        try:
            results.append(source.get_token().reveal())
        except IsthmusError as error:
            results.append(error.code)

    threads = [threading.Thread(target=get) for _ in range(count)]
    for thread in threads:
        thread.start()
    for _ in threads:
        entered.acquire()
    server.may_answer.set()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.timeout(20)
def test_fifty_threads_make_one_request() -> None:
    with a_source(an_answer()) as (source, server):
        assert get_together(source, server, count=50) == ["a.b.c"] * 50
        assert len(server.requests) == 1


@pytest.mark.timeout(20)
def test_threads_that_wait_get_the_failure_of_the_one_that_asked() -> None:
    with a_source(a_refusal("invalid_client")) as (source, server):
        results = get_together(source, server, count=10)
    assert results == ["token_request"] * 10


@pytest.mark.timeout(20)
def test_who_has_a_living_token_does_not_wait_for_its_renewal() -> None:
    clock = SetClock()
    with a_source(an_answer("old"), an_answer("young"), clock=clock) as (source, server):
        source.get_token()
        clock.time += 2700
        server.may_answer.clear()
        renewer = threading.Thread(target=source.get_token)
        renewer.start()
        while len(server.requests) < 2:
            renewer.join(0.001)
        assert source.get_token().reveal() == "old"
        server.may_answer.set()
        renewer.join()
        assert source.get_token().reveal() == "young"


def test_a_fault_of_ours_leaves_nobody_waiting() -> None:
    class Broken(SetClock):
        def now(self) -> float:
            self.time += 1
            if self.time == SetClock().time + 2:
                raise ZeroDivisionError
            return self.time

    with a_source(an_answer(), clock=Broken()) as (source, _):
        with pytest.raises(ZeroDivisionError):
            source.get_token()
        assert source.get_token().reveal() == "a.b.c"


def test_gives_threads_that_wait_an_error_when_whoever_asks_breaks() -> None:
    def broken() -> Secret:
        broken_may_go_on.wait()
        raise ZeroDivisionError

    broken_may_go_on = threading.Event()
    with a_source(an_answer(), client_secret=broken) as (source, _):
        results: list[str] = []

        def get() -> None:
            try:
                results.append(source.get_token().reveal())
            except (IsthmusError, ZeroDivisionError) as error:
                results.append(type(error).__name__)

        threads = [threading.Thread(target=get) for _ in range(3)]
        for thread in threads:
            thread.start()
        broken_may_go_on.set()
        for thread in threads:
            thread.join()
    assert set(results) <= {"UnavailableError", "ZeroDivisionError"}


def test_asks_with_the_secret_of_the_moment() -> None:
    clock = SetClock()
    young = iter([Secret("first-secret"), Secret("second-secret")])
    with a_source(an_answer(), an_answer(), clock=clock, client_secret=lambda: next(young)) as (
        source,
        server,
    ):
        source.get_token()
        clock.time += 2700
        source.get_token()
    pairs = [base64.b64decode(r.headers["authorization"].split()[1]).decode() for r in server.requests]
    assert pairs == [f"{CLIENT}:first-secret", f"{CLIENT}:second-secret"]


@pytest.mark.parametrize(
    ("margin_seconds", "renewed_after"), [(60, 3540), (0, 3600), (3600, 2700), (9e9, 2700)]
)
def test_keeps_a_token_until_its_margin(margin_seconds: float, renewed_after: int) -> None:
    clock = SetClock()
    answers = (an_answer("one"), an_answer("two"))
    with a_source(*answers, clock=clock, margin_seconds=margin_seconds) as (source, _):
        source.get_token()
        clock.time += renewed_after - 1
        assert source.get_token().reveal() == "one"
        clock.time += 1
        assert source.get_token().reveal() == "two"


def test_tells_what_it_does_to_whoever_counts() -> None:
    events: list[TokenEvent] = []
    with a_source(a_refusal("invalid_client"), an_answer(), observe=events.append) as (source, _):
        with pytest.raises(TokenRequestError):
            source.get_token()
        source.get_token()
        source.get_token()
    assert events == ["failed", "asked", "served", "served"]


@pytest.mark.timeout(20)
def test_a_thousand_tasks_and_some_threads_make_one_request_and_block_no_loop() -> None:
    with a_source(an_answer()) as (source, server):
        server.may_answer.clear()
        got: list[str] = []
        threads = [threading.Thread(target=lambda: got.append(source.get_token().reveal())) for _ in range(8)]

        async def ask_with_a_thousand() -> set[Secret]:
            tasks = [asyncio.create_task(source.get_token_async()) for _ in range(1000)]
            await asyncio.sleep(0)  # each has its turn; the loop goes on
            tasks[7].cancel()
            server.may_answer.set()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            assert isinstance(results[7], asyncio.CancelledError)
            return {result for result in results if isinstance(result, Secret)}

        for thread in threads:
            thread.start()
        assert asyncio.run(ask_with_a_thousand()) == {Secret("a.b.c")}
        for thread in threads:
            thread.join()
        assert got == ["a.b.c"] * 8
        assert len(server.requests) == 1


@pytest.mark.timeout(20)
def test_cancelling_the_task_that_asks_cancels_nobody_else() -> None:
    with a_source(an_answer()) as (source, server):
        server.may_answer.clear()

        async def cancel_the_first() -> str:
            first = asyncio.create_task(source.get_token_async())
            await asyncio.sleep(0)
            second = asyncio.create_task(source.get_token_async())
            await asyncio.sleep(0)
            first.cancel()
            server.may_answer.set()
            return (await second).reveal()

        assert asyncio.run(cancel_the_first()) == "a.b.c"
        assert len(server.requests) == 1


@pytest.mark.timeout(20)
def test_tasks_that_wait_get_the_failure_of_the_one_that_asked() -> None:
    with a_source(a_refusal("invalid_client")) as (source, _):

        async def ask_with_ten() -> list[str]:
            asking = (source.get_token_async() for _ in range(10))
            results = await asyncio.gather(*asking, return_exceptions=True)
            return [result.code for result in results if isinstance(result, IsthmusError)]

        assert asyncio.run(ask_with_ten()) == ["token_request"] * 10


def test_a_task_gets_the_kept_token_at_once() -> None:
    with a_source(an_answer()) as (source, server):
        first = source.get_token()
        assert asyncio.run(source.get_token_async()) is first
        assert len(server.requests) == 1
