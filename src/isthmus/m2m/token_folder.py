"""Tokens shared by the processes of one user on one machine: `TokenFolder`, a file per key, mode 0600."""

import json
from contextlib import AbstractContextManager
from pathlib import Path

from isthmus.cognito.token_requests import IssuedToken
from isthmus.json_answer import JsonAnswer
from isthmus.private_files import PrivateFolder
from isthmus.secret import Secret


class TokenFolder:
    """Keep tokens in a folder that is ours alone, made if it is not there.

    Raises `ConfigurationError` if others may look into it, or where the system has no file locks (Windows).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = PrivateFolder(folder)

    def reserve(self, key: str) -> AbstractContextManager[None]:
        """Hold the lock of a key."""
        return self._folder.lock(key)

    def find(self, key: str) -> IssuedToken | None:
        """Give the token that is kept, or None."""
        content = self._folder.find(f"{key}.json")
        if content is None:
            return None
        answer = JsonAnswer.parse(content, source="the token folder")
        return IssuedToken(
            token=Secret(answer.get_text("token")),
            asked_at=answer.get_number("asked_at"),
            expires_at=answer.get_number("expires_at"),
        )

    def keep(self, key: str, issued: IssuedToken) -> None:
        """Write the file at once or not at all."""
        fields = {
            "token": issued.token.reveal(),
            "asked_at": issued.asked_at,
            "expires_at": issued.expires_at,
        }
        self._folder.keep(f"{key}.json", json.dumps(fields).encode("ascii"))
