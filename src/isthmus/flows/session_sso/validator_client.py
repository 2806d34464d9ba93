"""Ask the token validator over HTTP."""

from typing import Self
from urllib.parse import urlsplit

from isthmus.errors import DeniedError, MalformedError, ThrottledError, UnavailableError
from isthmus.json_answer import JsonAnswer
from isthmus.origin import Origin, Reply
from isthmus.salesforce.session_id import SessionId

TIMEOUT_SECONDS = 10.0
"""Longer than the validator's own calls to Salesforce and Cognito together, its cold start included."""
MAX_BYTES = 65_536

_OK = 200
_REFUSED = frozenset({400, 401})
_BUSY = frozenset({429, 503})


class ValidatorClient:
    """The token validator at one address."""

    __slots__ = ("_path", "origin")

    def __init__(self, *, origin: Origin, path: str) -> None:
        self.origin = origin
        self._path = path

    @classmethod
    def parse(cls, url: str) -> Self:
        """Take `https://host[:port]/path` and nothing more; raise `MalformedError` else."""
        origin, path = _split(url)
        return cls(origin=Origin.parse(origin), path=path)

    @classmethod
    def parse_insecure_http(cls, url: str) -> Self:
        """Do the same, and take `http://` as well: for a local stack."""
        origin, path = _split(url)
        return cls(origin=Origin.parse_insecure_http(origin), path=path)

    def get_username(self, session_id: SessionId) -> str:
        """Give the username.

        Raises `DeniedError` if the session is refused, `ThrottledError` if the validator is too busy,
        `UnavailableError` else. Asking again changes nothing: the user is made once.
        """
        reply = self.origin.send(
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
        if reply.status in _BUSY:
            raise ThrottledError(
                f"the token validator answered {reply.status}", retry_after_seconds=_read_retry_after(reply)
            )
        if reply.status != _OK:
            raise UnavailableError(f"the token validator answered {reply.status}")
        return JsonAnswer.parse(reply.body, source="the token validator").get_text("username")


def _split(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        # SECURITY: the text is not quoted, it could hold a password.
        raise MalformedError("not a URL") from None
    # SECURITY: a validator's address has no room for a session id.
    if "?" in url or "#" in url or "@" in parts.netloc:
        raise MalformedError("the validator's address has no query, fragment or user")
    return f"{parts.scheme}://{parts.netloc}", parts.path or "/"


def _read_retry_after(reply: Reply) -> float:
    # RFC 9110 section 10.2.3; a date is passed over, since it takes a clock that agrees.
    text = reply.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) <= len("86400") else 0.0
