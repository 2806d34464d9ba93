"""Ask the token validator over HTTP."""

from isthmus.errors import DeniedError, UnavailableError
from isthmus.json_answer import JsonAnswer
from isthmus.origin import Origin
from isthmus.salesforce.session_id import SessionId

TIMEOUT_SECONDS = 10.0
"""Longer than the validator's own calls to Salesforce and Cognito together, its cold start included."""
MAX_BYTES = 65_536

_OK = 200
_REFUSED = frozenset({400, 401})


class ValidatorClient:
    """The token validator at one address."""

    __slots__ = ("_origin", "_path")

    def __init__(self, *, origin: Origin, path: str) -> None:
        self._origin = origin
        self._path = path

    def get_username(self, session_id: SessionId) -> str:
        """Give the username; raise `DeniedError` if the session is refused, `UnavailableError` else."""
        reply = self._origin.send(
            "POST",
            self._path,
            headers={
                "Accept": "application/json",
                "Authorization": f"Bearer {session_id.secret.reveal()}",
            },
            body=b"",
            timeout_seconds=TIMEOUT_SECONDS,
            max_bytes=MAX_BYTES,
        )
        if reply.status in _REFUSED:
            raise DeniedError(f"the token validator answered {reply.status}", rule="validator")
        if reply.status != _OK:
            raise UnavailableError(f"the token validator answered {reply.status}")
        return JsonAnswer.parse(reply.body, source="the token validator").get_text("username")
