"""What an AWS service answers instead of a result: a code for SDKs, a message for people, a status."""

from isthmus.errors import IsthmusError


class AwsError(IsthmusError):
    """An error as AWS words it. `message` goes to the caller, `reason` to the log; neither holds a secret."""

    def __init__(self, code: str, message: str, *, status: int = 400, reason: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.reason = reason


class UnsupportedError(AwsError):
    """AWS does this and the local stack does not. It is never mistaken for a denial."""

    def __init__(self, what: str) -> None:
        super().__init__(
            "UnsupportedOperationException",
            f"{what} is not supported by the local stack: refused, so that nothing passes here by a guess.",
        )
