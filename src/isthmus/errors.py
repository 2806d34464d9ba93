"""The error tree of Isthmus.

    IsthmusError                 code "error"
    ├── MalformedError           "malformed"     text or JSON that is not what it says it is
    ├── DeniedError              "denied"        a check said no; `rule` names it for the log
    │   └── ExpiredError         "expired"       the same, because time ran out: asking anew may help
    ├── UnavailableError         "unavailable"   a party we need gave no usable answer
    │   └── ThrottledError       "throttled"     the same, because it is too busy: it did nothing
    └── ConfigurationError       "configuration" a setting is missing, unknown or contradicts another

`code` is public and stable. The reason (`str(error)`) is for the log and never holds a secret; what the
outside is told is decided at the edge, which knows the protocol.
"""


class IsthmusError(Exception):
    """Anything Isthmus raises on purpose."""

    code = "error"


class MalformedError(IsthmusError):
    """Text, JSON or a token does not have the form its name promises."""

    code = "malformed"


class DeniedError(IsthmusError):
    """A check said no. `rule` is the name of the check, for the log and never for the caller."""

    code = "denied"

    def __init__(self, reason: str, *, rule: str) -> None:
        super().__init__(reason)
        self.rule = rule

    def __str__(self) -> str:
        return f"{self.rule}: {self.args[0]}"


class ExpiredError(DeniedError):
    """A check said no because time ran out."""

    code = "expired"


class UnavailableError(IsthmusError):
    """A party that had to be asked gave no usable answer: time-out, outage, an answer too large."""

    code = "unavailable"


class ThrottledError(UnavailableError):
    """A party said that it is too busy, and did not do what it was asked.

    `retry_after_seconds` is how long it wants to be left alone; 0 if it does not say.
    """

    code = "throttled"

    def __init__(self, reason: str, *, retry_after_seconds: float = 0) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds


class ConfigurationError(IsthmusError):
    """A setting is missing, unknown, or contradicts another."""

    code = "configuration"
