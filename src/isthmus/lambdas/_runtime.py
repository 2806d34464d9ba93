"""The edge of the deployed functions: opened once per process, and silent about its failures.

WIRE: Cognito shows the message of a trigger's error to whoever signs in: "VerifyAuthChallengeResponse failed
with error <message>." So the message is always the same one, and the log has the code.
"""

import functools

from isthmus.errors import IsthmusError
from isthmus.lambdas._log import describe_unexpected, write_log

TYPE_CHECKING = False  # NOTE: `typing` costs 5 ms at a trigger's cold start; checkers know the name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    _Answer = TypeVar("_Answer")

once = functools.cache
"""Open something at its first use and keep it for the life of the process.

Not at import, so that a snapshot of the initialised process (SnapStart) holds no credentials.
"""


class TriggerFailedError(Exception):
    """A trigger could not do its work. Nobody is signed in by it."""


def run_trigger(function: str, answer: "Callable[[], dict[str, object]]") -> "dict[str, object]":
    """Give the response of a trigger, or raise an error that tells nothing."""
    response = run_guarded(function, answer)
    if response is None:
        # NOTE: raised out here, so that the error drags no other along as its context.
        raise TriggerFailedError("the sign-in is not possible at the moment")
    return response


def run_guarded(function: str, answer: "Callable[[], _Answer]") -> "_Answer | None":
    """Give the answer, or None after logging why there is none."""
    try:
        return answer()
    except IsthmusError as error:
        write_log(function, code=error.code, reason=str(error))
    except Exception as error:  # noqa: BLE001  the edge: whatever it is, its text stays inside
        write_log(function, code="unexpected", reason=describe_unexpected(error))
    return None
