"""The fetched key set: what a stranger, an outage and time can do to it, and what they can't."""

import logging
import threading
from collections.abc import Callable

import pytest

from isthmus.errors import ConfigurationError, UnavailableError
from isthmus.jose.jwks import JwksKeys
from isthmus.jose.keys import VerificationKey
from unit.jose.issuing import KID, SetClock, a_jwk, a_jwks, a_private_key

OTHER = a_jwk(a_private_key("two"), kid="other")


class Issuer:
    """Answer with what it is set to, and count."""

    def __init__(self, answer: bytes | Exception) -> None:
        self.answer = answer
        self.fetches = 0

    def fetch(self) -> bytes:
        self.fetches += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def outage() -> UnavailableError:
    return UnavailableError("the issuer is down")


def a_source(answer: bytes | Exception) -> tuple[JwksKeys, Issuer, SetClock]:
    issuer, clock = Issuer(answer), SetClock()
    keys = JwksKeys(
        fetch=issuer.fetch,
        clock=clock,
        cool_down_seconds=10,
        refresh_after_seconds=100,
        distrust_after_seconds=1000,
    )
    return keys, issuer, clock


def run_together(count: int, work: Callable[[], object]) -> list[object]:
    results: list[object] = []

    def collect() -> None:
        try:
            results.append(work())
        except UnavailableError as error:
            results.append(error)

    threads = [threading.Thread(target=collect) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("times", [(-1, 0, 0), (10, 5, 100), (10, 100, 50)])
def test_refuses_times_that_contradict_each_other(times: tuple[float, float, float]) -> None:
    cool_down, refresh, distrust = times
    with pytest.raises(ConfigurationError):
        JwksKeys(
            fetch=a_jwks,
            clock=SetClock(),
            cool_down_seconds=cool_down,
            refresh_after_seconds=refresh,
            distrust_after_seconds=distrust,
        )


@pytest.mark.parametrize(
    "answer", [outage(), b"", b"{}", b'{"keys": []}', b"<html>", a_jwks(a_jwk(kty="EC"))]
)
def test_has_no_key_to_give_when_the_issuer_gave_none(answer: bytes | Exception) -> None:
    keys, _, _ = a_source(answer)
    with pytest.raises(UnavailableError):
        keys.find_key(KID)


def test_asks_an_issuer_that_is_down_again_after_a_second_and_not_before() -> None:
    keys, issuer, clock = a_source(outage())
    for _ in range(5):
        with pytest.raises(UnavailableError):
            keys.find_key(KID)
    assert issuer.fetches == 1
    clock.time += 1
    issuer.answer = a_jwks()
    assert keys.find_key(KID) is not None
    assert issuer.fetches == 2


def test_unknown_names_cost_one_fetch_per_cool_down() -> None:
    keys, issuer, clock = a_source(a_jwks())
    keys.find_key(KID)
    for number in range(1000):
        assert keys.find_key(f"stranger-{number}") is None
    assert issuer.fetches == 1
    clock.time += 10
    for number in range(1000):
        assert keys.find_key(f"stranger-{number}") is None
    assert issuer.fetches == 2


def test_a_fetch_that_fails_for_an_unknown_name_starts_the_cool_down_too() -> None:
    keys, issuer, clock = a_source(a_jwks())
    keys.find_key(KID)
    clock.time += 10
    issuer.answer = outage()
    for number in range(1000):
        assert keys.find_key(f"stranger-{number}") is None
    assert issuer.fetches == 2
    assert keys.find_key(KID) is not None


@pytest.mark.parametrize(
    "answer", [outage(), b"", b'{"keys": []}', b"<html>", a_jwks(a_jwk(n="AQAB")), a_jwks(a_jwk(), a_jwk())]
)
def test_a_failed_empty_or_poisoned_refresh_leaves_the_good_keys(answer: bytes | Exception) -> None:
    keys, issuer, clock = a_source(a_jwks())
    good = keys.find_key(KID)
    issuer.answer = answer
    for _ in range(9):
        clock.time += 100
        assert keys.find_key(KID) is good
    assert issuer.fetches == 10


def test_stops_trusting_keys_that_could_not_be_refreshed_for_too_long() -> None:
    keys, issuer, clock = a_source(a_jwks())
    keys.find_key(KID)
    issuer.answer = outage()
    clock.time += 1000
    with pytest.raises(UnavailableError):
        keys.find_key(KID)


def test_a_removed_key_is_not_found_after_the_next_refresh() -> None:
    keys, issuer, clock = a_source(a_jwks(a_jwk(), OTHER))
    assert keys.find_key(KID) is not None
    issuer.answer = a_jwks(OTHER)
    clock.time += 99
    assert keys.find_key(KID) is not None
    clock.time += 1
    assert keys.find_key(KID) is None
    assert keys.find_key("other") is not None


def test_a_clock_set_back_does_not_make_old_keys_young() -> None:
    keys, issuer, clock = a_source(a_jwks())
    keys.find_key(KID)
    issuer.answer = outage()
    clock.time -= 1_000_000
    with pytest.raises(UnavailableError):
        keys.find_key(KID)
    issuer.answer = a_jwks()
    clock.time += 1
    assert keys.find_key(KID) is not None


def test_a_fault_of_the_fetch_itself_is_not_hidden_and_locks_nobody_out() -> None:
    keys, issuer, clock = a_source(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        keys.find_key(KID)
    issuer.answer = a_jwks()
    clock.time += 1
    assert keys.find_key(KID) is not None


def test_the_log_tells_of_a_failed_refresh(caplog: pytest.LogCaptureFixture) -> None:
    keys, _, _ = a_source(outage())
    with caplog.at_level(logging.WARNING, logger="isthmus.jose"), pytest.raises(UnavailableError):
        keys.find_key(KID)
    assert caplog.messages == ["key set not refreshed: code=unavailable"]


@pytest.mark.timeout(20)
def test_fifty_threads_without_keys_make_one_fetch() -> None:
    entered = threading.Semaphore(0)
    fetches: list[int] = []

    def fetch() -> bytes:
        fetches.append(1)
        for _ in range(50):
            entered.acquire()
        return a_jwks()

    keys = JwksKeys(fetch=fetch, clock=SetClock())

    def find() -> VerificationKey | None:
        entered.release()
        return keys.find_key(KID)

    results = run_together(50, find)
    assert len(fetches) == 1
    assert len({id(result) for result in results}) == 1
    assert isinstance(results[0], VerificationKey)


@pytest.mark.timeout(20)
def test_fifty_threads_share_one_failed_fetch() -> None:
    keys, issuer, _ = a_source(outage())
    results = run_together(50, lambda: keys.find_key(KID))
    assert issuer.fetches == 1
    assert all(isinstance(result, UnavailableError) for result in results)


@pytest.mark.timeout(20)
def test_who_has_a_key_at_hand_does_not_wait_for_the_refresh() -> None:
    is_fetching, may_end = threading.Event(), threading.Event()
    clock = SetClock()

    def fetch() -> bytes:
        if clock.time > SetClock().time:
            is_fetching.set()
            may_end.wait()
        return a_jwks()

    keys = JwksKeys(fetch=fetch, clock=clock)
    good = keys.find_key(KID)
    clock.time += 3600
    refresher = threading.Thread(target=lambda: keys.find_key(KID))
    refresher.start()
    is_fetching.wait()
    assert keys.needs_fetch(KID)
    assert keys.find_key(KID) is good
    may_end.set()
    refresher.join()
    assert not keys.needs_fetch(KID)


def test_finds_a_key_and_fetches_no_second_time_while_it_is_fresh() -> None:
    keys, issuer, clock = a_source(a_jwks(a_jwk(), OTHER))
    assert keys.needs_fetch(KID)
    found = keys.find_key(KID)
    assert found is not None
    assert found.kid == KID
    clock.time += 99
    assert not keys.needs_fetch(KID)
    assert not keys.needs_fetch("other")
    assert keys.find_key(KID) is found
    assert issuer.fetches == 1


def test_finds_a_key_the_issuer_has_added() -> None:
    keys, issuer, clock = a_source(a_jwks())
    keys.find_key(KID)
    issuer.answer = a_jwks(a_jwk(), OTHER)
    assert keys.find_key("other") is None
    assert not keys.needs_fetch("other")
    clock.time += 10
    assert keys.needs_fetch("other")
    assert keys.find_key("other") is not None


def test_an_unchanged_key_stays_the_same_object() -> None:
    keys, issuer, clock = a_source(a_jwks())
    found = keys.find_key(KID)
    clock.time += 100
    assert keys.find_key(KID) is found
    assert issuer.fetches == 2


def test_a_warm_up_says_when_there_are_no_keys() -> None:
    def fetch() -> bytes:
        raise UnavailableError("down")

    with pytest.raises(UnavailableError):
        JwksKeys(fetch=fetch, clock=SetClock()).warm_up()


def test_a_warm_up_fetches_once_and_spares_the_first_token_the_wait() -> None:
    answers = iter([a_jwks()])
    keys = JwksKeys(fetch=answers.__next__, clock=SetClock())
    keys.warm_up()
    keys.warm_up()
    assert not keys.needs_fetch(KID)
    assert keys.find_key(KID) is not None
