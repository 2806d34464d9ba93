"""clock-skew: the clock of whoever issues tokens is wrong.

SECURITY: the skewed clock dates tokens and nothing else. What is kept (sessions, codes, refresh tokens)
and what the local systems verify goes by the right clock: nothing wrong is stored, no expired token is taken.
A token dated ahead is good for longer than its client's settings say, so the skew is bounded to a day.
"""

from isthmus.clock import Clock
from isthmus.local.faults.settings import ChoiceSetting, NumberSetting
from isthmus.local.faults.switch import About, FaultId, Switch

DAY_SECONDS = 86_400
OF = ChoiceSetting(name="of", what="Whose clock: the user pools' or the org's.", options=("cognito", "org"))
ABOUT = About(
    fault=FaultId.CLOCK_SKEW,
    title="Clock skew",
    what=(
        "Tokens are dated (iat, nbf, exp) by a clock that is wrong by some seconds, ahead or behind. "
        "The local systems still verify by the right one."
    ),
    settings=(
        NumberSetting(
            name="seconds",
            what="How far ahead the clock is; behind, if less than 0.",
            lowest=-DAY_SECONDS,
            highest=DAY_SECONDS,
            default=-7200,
        ),
        OF,
    ),
)


class SkewedClock:
    """The clock that dates the tokens of `system`: `cognito` or `org`."""

    def __init__(self, clock: Clock, *, switch: Switch, system: str) -> None:
        self._clock = clock
        self._switch = switch
        self._system = system

    def now(self) -> float:
        """Epoch seconds, wrong while the fault is on."""
        now = self._clock.now()
        if not self._switch.is_on or self._switch.text(OF.name) != self._system:
            return now
        self._switch.mark()
        return now + self._switch.number("seconds")
