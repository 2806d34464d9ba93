"""How long a sign-in keeps trying: pauses that double, with jitter, a few of them, and an end.

Which call may be made again is for `sign_in` to say.
https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
"""

import logging
import random
from collections.abc import Callable

from isthmus.errors import ThrottledError, UnavailableError

_logger = logging.getLogger("isthmus.session_sso")

MOST_PAUSES = 3
_FIRST_PAUSE_SECONDS = 0.5


class Patience:
    """The patience of one sign-in: no call begins later than `seconds`, more than 0, after it was made.

    `monotonic` is a clock that nobody sets. `wait` takes seconds and says whether the sign-in was given up
    meanwhile, as `threading.Event.wait` does; with 0 it only says so.
    """

    def __init__(
        self, *, seconds: float, monotonic: Callable[[], float], wait: Callable[[float], bool]
    ) -> None:
        self._monotonic = monotonic
        self._wait = wait
        self._ends_at = monotonic() + seconds
        self._pauses = 0

    def check(self) -> None:
        """Raise `UnavailableError` if it is over, or if nobody waits for the tokens any more."""
        if self._wait(0):
            raise UnavailableError("the sign-in was given up")
        if self._monotonic() > self._ends_at:
            raise UnavailableError("the sign-in took too long")

    def pause(self, error: UnavailableError) -> None:
        """Wait before another try; raise `error` if there is none: too many, or too late."""
        longest = _FIRST_PAUSE_SECONDS * 2**self._pauses
        seconds = longest * random.uniform(0.5, 1)  # noqa: S311  spreads load, no secret
        if isinstance(error, ThrottledError):
            seconds = max(seconds, error.retry_after_seconds)
        if self._pauses == MOST_PAUSES or self._monotonic() + seconds > self._ends_at:
            raise error
        self._pauses += 1
        _logger.info("a sign-in tries again in %.1f s: code=%s", seconds, error.code)
        if self._wait(seconds):
            raise error
