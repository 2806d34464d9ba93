"""The asking side of `m2m`: an access token by client credentials, kept and renewed.

One token is asked for at a time, whoever waits: threads, tasks, and with `SharedIssuer` other processes. It
is kept until three quarters of its life are over, since Cognito charges for every token and limits their
rate.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from enum import StrEnum
from typing import NamedTuple, Protocol

from isthmus.clock import Clock
from isthmus.cognito.token_requests import IssuedToken
from isthmus.errors import ConfigurationError, IsthmusError, UnavailableError
from isthmus.flows.m2m.backoff import Backoff
from isthmus.flows.m2m.renewal import renewal_of
from isthmus.secret import Secret

_logger = logging.getLogger("isthmus.m2m")


class TokenIssuer(Protocol):
    """Issue a token, as `cognito.token_requests` does."""

    def issue(self, client_secret: Secret, *, refused: Secret | None) -> IssuedToken:
        """Give a token that is not the refused one, or raise `TokenRequestError` or `UnavailableError`."""
        ...


class TokenEvent(StrEnum):
    """What a source did, for those who count. Every call of `get_token` that gives a token is SERVED."""

    SERVED = "served"
    ASKED = "asked"
    FAILED = "failed"
    SHARED = "shared"


class TokenSource:
    """Give an access token that is good for a while yet. Safe to use from several threads and event loops.

    `client_secret` is called for every token that is asked for, so that a rotated secret is picked up. A
    token is renewed after three quarters of its life, or `margin_seconds` before its end where that is
    written. While it is renewed, and through an outage, callers get the old one as long as it lives; without
    one they wait, and fail together. `observe` is called with each event, on the thread that caused it.
    """

    def __init__(
        self,
        *,
        issuer: TokenIssuer,
        client_secret: Callable[[], Secret],
        clock: Clock,
        margin_seconds: float | None = None,
        observe: Callable[[TokenEvent], None] | None = None,
    ) -> None:
        if margin_seconds is not None and margin_seconds < 0:
            raise ConfigurationError("a margin is a number of seconds, or None for a quarter of the life")
        self._issuer = issuer
        self._client_secret = client_secret
        self._clock = clock
        self._margin_seconds = margin_seconds
        self._observe = observe or _ignore
        self._backoff = Backoff(clock=clock)
        self._kept: _Kept | None = None
        self._refused: Secret | None = None
        self._asking: Future[_Kept] | None = None
        self._lock = threading.Lock()

    def get_token(self) -> Secret:
        """Give a token, asking for one if the kept one is old.

        Raises `TokenRequestError` if Cognito says no, and `UnavailableError` if it says nothing usable.
        """
        turn = self._take_turn()
        match turn:
            case _Kept():
                kept = turn
            case _OurTurn():
                kept = self._ask_for_all(turn)
            case _:
                kept = turn.result()
        self._observe(TokenEvent.SERVED)
        return kept.token

    async def get_token_async(self) -> Secret:
        """Do as `get_token`, without blocking the event loop. To cancel one waiter cancels no other."""
        turn = self._take_turn()
        match turn:
            case _Kept():
                kept = turn
            case _OurTurn():
                kept = await asyncio.shield(asyncio.to_thread(self._ask_for_all, turn))
            case _:
                kept = await asyncio.shield(asyncio.wrap_future(turn))
        self._observe(TokenEvent.SERVED)
        return kept.token

    def forget(self, token: Secret) -> None:
        """Drop a token that an API refused, if it is the one that is kept."""
        with self._lock:
            self._refused = token
            if self._kept is not None and self._kept.token == token:
                self._kept = None

    def _take_turn(self) -> "_Kept | _OurTurn | Future[_Kept]":
        """Give the token to take, the right to ask for all, or what to wait for."""
        now = self._clock.now()
        with self._lock:
            kept, asking = self._kept, self._asking
            if kept is not None and now < (kept.renew_at if asking is None else kept.expires_at):
                return kept
            if asking is not None:
                return asking
            fallback = kept if kept is not None and now < kept.expires_at else None
            if fallback is not None and self._backoff.is_pausing():
                return fallback
            self._backoff.check()
            self._asking = Future()
            return _OurTurn(asking=self._asking, fallback=fallback)

    def _ask_for_all(self, turn: "_OurTurn") -> "_Kept":
        kept = turn.fallback
        try:
            kept = self._ask()
            turn.asking.set_result(kept)
        except IsthmusError as error:
            self._observe(TokenEvent.FAILED)
            kept = self._fall_back(turn, error)
        except BaseException:
            turn.asking.set_exception(UnavailableError("whoever asked for the token failed"))
            raise
        finally:
            with self._lock:
                self._kept, self._asking = kept, None
        return kept

    def _fall_back(self, turn: "_OurTurn", error: IsthmusError) -> "_Kept":
        is_alive = turn.fallback is not None and self._clock.now() < turn.fallback.expires_at
        if is_alive or isinstance(error, UnavailableError):
            self._backoff.fail()
        if turn.fallback is None or not is_alive:
            turn.asking.set_exception(error)
            raise error
        _logger.warning("the token is not renewed, the old one is used: code=%s", error.code)
        turn.asking.set_result(turn.fallback)
        return turn.fallback

    def _ask(self) -> "_Kept":
        issued = self._issuer.issue(self._client_secret(), refused=self._refused)
        self._backoff.succeed()
        self._observe(TokenEvent.SHARED if issued.is_shared else TokenEvent.ASKED)
        return _Kept(
            token=issued.token,
            renew_at=renewal_of(issued, margin_seconds=self._margin_seconds),
            expires_at=issued.expires_at,
        )


class _Kept(NamedTuple):
    token: Secret
    renew_at: float
    expires_at: float


class _OurTurn(NamedTuple):
    """The right to ask, for everybody who waits for `asking`. `fallback` is an old token that lives."""

    asking: "Future[_Kept]"
    fallback: _Kept | None


def _ignore(_: TokenEvent) -> None:
    """Observe nothing."""
