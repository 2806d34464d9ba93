"""Which of many requests a fault meets: an even share of them, the same in every run."""

from isthmus.local.faults.settings import NumberSetting

SHARE = NumberSetting(
    name="share",
    what="The share of requests that is refused: 1 is all of them, 0.5 every second one.",
    lowest=0.01,
    highest=1,
    default=1,
)


class Shares:
    """Count requests, and pick among them."""

    def __init__(self) -> None:
        self._owed = 0.0

    def is_next_met(self, share: float) -> bool:
        """Tell whether the next request is one of the share."""
        # NOTE: a hair more than the share, so that ten times 0.1 makes one.
        self._owed += share + 1e-9
        if self._owed < 1:
            return False
        self._owed -= 1
        return True
