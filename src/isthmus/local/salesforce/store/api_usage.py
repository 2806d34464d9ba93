"""How often the API was called, against limits that a test may set low. A restart forgets it."""

from collections import Counter
from dataclasses import dataclass

from isthmus.clock import Clock

_HOUR = 3600.0
_DAY_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiLimits:
    """Calls in 24 hours of the whole org, and Chatter calls in an hour of one bucket."""

    daily_requests: int = 15_000
    chatter_requests_per_hour: int = 200


class ApiUsage:
    """Count calls by the hour."""

    def __init__(self, *, clock: Clock, limits: ApiLimits) -> None:
        self.limits = limits
        self._clock = clock
        self._requests: Counter[int] = Counter()
        self._chatter: Counter[tuple[int, str]] = Counter()

    def set_limits(self, limits: ApiLimits) -> None:
        """Replace the limits; what was counted stays counted."""
        self.limits = limits

    @property
    def used(self) -> int:
        """Calls of the last 24 hours."""
        oldest = self._hour() - _DAY_HOURS
        self._requests = Counter({hour: count for hour, count in self._requests.items() if hour > oldest})
        return self._requests.total()

    def claim_request(self) -> bool:
        """Count a call; False, uncounted, if the org has none left."""
        if self.used >= self.limits.daily_requests:
            return False
        self._requests[self._hour()] += 1
        return True

    def claim_chatter_request(self, bucket: str) -> bool:
        """Count a Chatter call; False if the bucket has none left in this hour."""
        key = (self._hour(), bucket)
        if self._chatter[key] >= self.limits.chatter_requests_per_hour:
            return False
        self._chatter = Counter({item: count for item, count in self._chatter.items() if item[0] == key[0]})
        self._chatter[key] += 1
        return True

    def _hour(self) -> int:
        return int(self._clock.now() // _HOUR)
