"""One token for several processes: when one is taken, when one is asked for, and what an outage costs."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from isthmus.cognito.token_requests import IssuedToken
from isthmus.errors import UnavailableError
from isthmus.flows.m2m.shared_issuer import SharedIssuer
from isthmus.secret import Secret
from unit.jose.issuing import SetClock

NOW = 10_000.0
SECRET = Secret("first-sample-secret")


class Issuer:
    def __init__(self, clock: SetClock) -> None:
        self.issued: list[IssuedToken] = []
        self._clock = clock

    def issue(self, client_secret: Secret, *, refused: Secret | None) -> IssuedToken:
        assert client_secret.reveal()
        assert refused is None or refused.reveal()
        now = self._clock.now()
        token = IssuedToken(token=Secret(f"token-{len(self.issued)}"), asked_at=now, expires_at=now + 3600)
        self.issued.append(token)
        return token


class Place:
    """A shared place in memory, which can be put out of order."""

    def __init__(self) -> None:
        self.tokens: dict[str, IssuedToken] = {}
        self.reserved: list[str] = []
        self.broken: set[str] = set()

    @contextmanager
    def reserve(self, key: str) -> Iterator[None]:
        self._check("reserve")
        self.reserved.append(key)
        yield
        self.reserved.remove(key)

    def find(self, key: str) -> IssuedToken | None:
        self._check("find")
        assert key in self.reserved
        return self.tokens.get(key)

    def keep(self, key: str, issued: IssuedToken) -> None:
        self._check("keep")
        assert key in self.reserved
        self.tokens[key] = issued

    def _check(self, name: str) -> None:
        if name in self.broken:
            raise UnavailableError("out of order")


class Process:
    """What one process has: an issuer of its own, and the shared place."""

    def __init__(
        self, place: Place, *, clock: SetClock, identity: tuple[str, ...] = ("endpoint", "client")
    ) -> None:
        self.issuer = Issuer(clock)
        self.shared = SharedIssuer(self.issuer, identity=identity, shared=place, clock=clock)

    def issue(self, secret: Secret = SECRET, *, refused: Secret | None = None) -> IssuedToken:
        return self.shared.issue(secret, refused=refused)


def two_processes() -> tuple[Process, Process, Place, SetClock]:
    place, clock = Place(), SetClock(NOW)
    return Process(place, clock=clock), Process(place, clock=clock), place, clock


def test_two_clients_never_share_a_token() -> None:
    place, clock = Place(), SetClock(NOW)
    one = Process(place, clock=clock, identity=("endpoint", "client", "a"))
    other = Process(place, clock=clock, identity=("endpoint", "client", "b"))
    one.issue()
    assert other.issue().is_shared is False
    assert one.issue(Secret("another-sample-secret")).is_shared is False
    assert len(place.tokens) == 3
    assert not any(SECRET.reveal() in key or "client" in key for key in place.tokens)


@pytest.mark.parametrize("age_seconds", [2700, 3600, 9999, -1])
def test_takes_no_token_that_is_old_or_from_the_future(age_seconds: int) -> None:
    one, other, _, clock = two_processes()
    one.issue()
    clock.time += age_seconds
    assert other.issue().is_shared is False


def test_does_not_take_the_token_that_an_api_refused() -> None:
    one, other, place, _ = two_processes()
    bad = one.issue().token
    again = other.issue(refused=bad)
    assert again.is_shared is False
    assert [kept.token for kept in place.tokens.values()] == [again.token]


@pytest.mark.parametrize("broken", [{"reserve"}, {"find"}, {"keep"}, {"reserve", "find", "keep"}])
def test_an_outage_of_the_shared_place_costs_tokens_and_no_call(
    broken: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    one, other, place, _ = two_processes()
    place.broken = broken
    if "reserve" in broken:
        place.broken = {*broken, "keep"}
    assert (one.issue().is_shared, other.issue().is_shared) == (False, False)
    assert place.reserved == []
    assert SECRET.reveal() not in caplog.text


def test_takes_the_token_that_another_process_asked_for() -> None:
    one, other, place, clock = two_processes()
    first = one.issue()
    clock.time += 2699
    assert other.issue() == first._replace(is_shared=True)
    assert other.issuer.issued == []
    assert place.reserved == []
