"""The path through every guard: what it logs, and on which thread it works."""

import logging
import threading

import pytest

from isthmus.errors import ConfigurationError, DeniedError, MalformedError, UnavailableError
from isthmus.guard.bearer import NoCredentialsError
from isthmus.guard.gate import Gate
from unit.cognito.pools import CLIENT, NOW, a_machine_token
from unit.guard.callers import outage, some_callers
from unit.jose.issuing import a_jwks

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_refuses_a_realm_that_could_change_the_challenge() -> None:
    with pytest.raises(ConfigurationError):
        Gate(callers=some_callers(), realm='"')


async def test_refuses_a_request_without_a_token() -> None:
    with pytest.raises(NoCredentialsError):
        await Gate(callers=some_callers(), realm="api").admit_async([], unverified_query="")


async def test_refuses_when_the_keys_can_not_be_had() -> None:
    gate = Gate(callers=some_callers(fetch=outage), realm="api")
    for _ in range(2):
        with pytest.raises(UnavailableError):
            await gate.admit_async([f"Bearer {a_machine_token()}"], unverified_query="")


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (DeniedError("because", rule="issuer"), "refused: status=401 code=denied rule=issuer"),
        (MalformedError("because"), "refused: status=401 code=malformed rule=-"),
        (UnavailableError("because"), "refused: status=503 code=unavailable rule=-"),
    ],
)
async def test_logs_code_and_rule_and_nothing_else(
    error: DeniedError | MalformedError | UnavailableError, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        Gate(callers=some_callers(), realm="api").refuse(error)
    assert [(record.name, record.getMessage()) for record in caplog.records] == [("isthmus.guard", line)]


async def test_no_token_is_logged_whatever_becomes_of_it(caplog: pytest.LogCaptureFixture) -> None:
    gate = Gate(callers=some_callers(), realm="api")
    good, expired = a_machine_token(), a_machine_token(exp=NOW)
    with caplog.at_level(logging.DEBUG):
        await gate.admit_async([f"Bearer {good}"], unverified_query="")
        with pytest.raises(DeniedError) as caught:
            await gate.admit_async([f"Bearer {expired}"], unverified_query="")
        gate.refuse(caught.value)
    for part in (*good.split("."), *expired.split(".")):
        assert part not in caplog.text
        assert part not in str(caught.value)


async def test_fetches_keys_on_another_thread_and_verifies_on_this_one_after_that() -> None:
    threads: list[int] = []

    def fetch() -> bytes:
        threads.append(threading.get_ident())
        return a_jwks()

    gate = Gate(callers=some_callers(fetch=fetch), realm="api")
    before = threading.active_count()
    first = await gate.admit_async([f"Bearer {a_machine_token()}"], unverified_query="")
    workers = threading.active_count()
    second = await gate.admit_async([f"Bearer {a_machine_token(jti='second')}"], unverified_query="")
    assert (first.client_id, second.client_id) == (CLIENT, CLIENT)
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()
    assert (workers, threading.active_count()) == (before + 1, before + 1)
