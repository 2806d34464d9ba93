"""An issuer's key set, fetched when needed and kept: the key source of a verifier in production.

It holds three promises. A stranger can't make it fetch: an unknown key name costs at most one fetch per
cool-down. An outage can't take the keys away: a failed, empty or broken answer leaves the last good set in
place. And that set is not trusted for ever: past its greatest age there are no keys.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from isthmus.clock import Clock
from isthmus.errors import ConfigurationError, MalformedError, UnavailableError
from isthmus.jose.keys import VerificationKey, parse_jwks

_logger = logging.getLogger("isthmus.jose")
_NEVER = float("-inf")
_LONGEST_WAIT_WITHOUT_KEYS_SECONDS = 1.0


class JwksKeys:
    """Keys of a JSON Web Key Set that `fetch` gets. Safe to use from several threads: one fetch at a time.

    `fetch` has its own time and size limits and raises `UnavailableError`. A set older than
    `refresh_after_seconds` is fetched anew, and used meanwhile; one older than `distrust_after_seconds`
    is not used at all. A key that a later set lacks is not found any more.
    """

    def __init__(
        self,
        *,
        fetch: Callable[[], bytes],
        clock: Clock,
        cool_down_seconds: float = 10,
        refresh_after_seconds: float = 3600,
        distrust_after_seconds: float = 86_400,
    ) -> None:
        if not 0 <= cool_down_seconds <= refresh_after_seconds <= distrust_after_seconds:
            raise ConfigurationError("cool-down, refresh and distrust come in this order")
        self._fetch = fetch
        self._clock = clock
        self._cool_down_seconds = cool_down_seconds
        self._refresh_after_seconds = refresh_after_seconds
        self._distrust_after_seconds = distrust_after_seconds
        self._set = _KeySet(keys={}, fetched_at=_NEVER)
        self._tried_at = _NEVER
        self._fetching = threading.Lock()

    def find_key(self, kid: str) -> VerificationKey | None:
        """Give the key, or None if the issuer has none of this name; fetch if needed and allowed.

        Raises `UnavailableError` if there is no set that can be trusted.
        """
        # NOTE: as `_find_fresh` has it, without its calls: every remembered token comes by here.
        kept = self._set
        if 0 <= self._clock.now() - kept.fetched_at < self._refresh_after_seconds:
            key = kept.keys.get(kid)
            if key is not None:
                return key
        if self.needs_fetch(kid):
            self._refresh(kid)
        trusted = self._set
        if not _is_within(trusted.fetched_at, self._distrust_after_seconds, now=self._clock.now()):
            raise UnavailableError("there is no key set of the issuer that can be trusted")
        return trusted.keys.get(kid)

    def warm_up(self) -> None:
        """Fetch the set if there is none, so that the first token does not wait for it.

        Raises `UnavailableError` if it can't be had: a process that starts anyway fetches at first need.
        """
        with self._fetching:
            if self._set.fetched_at == _NEVER:
                self._replace()
        if self._set.fetched_at == _NEVER:
            raise UnavailableError("the issuer gave no key set")

    def needs_fetch(self, kid: str) -> bool:
        """Whether `find_key` would fetch: name unknown or set old, and the cool-down is over."""
        if self._find_fresh(kid) is not None:
            return False
        now = self._clock.now()
        return not _is_within(self._tried_at, self._get_cool_down_seconds(now), now=now)

    def _find_fresh(self, kid: str) -> VerificationKey | None:
        kept = self._set
        if _is_within(kept.fetched_at, self._refresh_after_seconds, now=self._clock.now()):
            return kept.keys.get(kid)
        return None

    def _refresh(self, kid: str) -> None:
        # Whoever can answer from the set at hand does not wait for another thread's fetch.
        if not self._fetching.acquire(blocking=not self._has_trusted(kid)):
            return
        try:
            if self.needs_fetch(kid):
                self._replace()
        finally:
            self._fetching.release()

    def _replace(self) -> None:
        asked_at = self._clock.now()
        try:
            self._keep(parse_jwks(self._fetch()), fetched_at=asked_at)
        except (UnavailableError, MalformedError) as error:
            _logger.warning("key set not refreshed: code=%s", error.code)
        finally:
            # After the set is in place: a cool-down seen without it would say that there are no keys.
            self._tried_at = self._clock.now()

    def _keep(self, keys: Iterable[VerificationKey], *, fetched_at: float) -> None:
        # An unchanged key stays the same object: what was remembered by it stays remembered.
        kept = self._set.keys
        self._set = _KeySet(
            keys={key.kid: kept[key.kid] if kept.get(key.kid) == key else key for key in keys},
            fetched_at=fetched_at,
        )

    def _has_trusted(self, kid: str) -> bool:
        kept = self._set
        return kid in kept.keys and _is_within(
            kept.fetched_at, self._distrust_after_seconds, now=self._clock.now()
        )

    def _get_cool_down_seconds(self, now: float) -> float:
        if _is_within(self._set.fetched_at, self._distrust_after_seconds, now=now):
            return self._cool_down_seconds
        return min(self._cool_down_seconds, _LONGEST_WAIT_WITHOUT_KEYS_SECONDS)


class _KeySet(NamedTuple):
    keys: Mapping[str, VerificationKey]
    fetched_at: float


def _is_within(since: float, seconds: float, *, now: float) -> bool:
    # A time ahead of the clock means that the clock was set back: it counts as long ago, not as recent.
    return 0 <= now - since < seconds
