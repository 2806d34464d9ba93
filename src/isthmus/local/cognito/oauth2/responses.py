"""Answers of the OAuth endpoints, with the headers that AWS sends (captured from a user pool's domain)."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from isthmus.errors import IsthmusError
from isthmus.local.cognito.identifiers import new_uuid

_HEADERS = {
    "Content-Type": "application/json;charset=UTF-8",
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "no-cache, no-store, max-age=0, must-revalidate",
    "Pragma": "no-cache",
    "Expires": "0",
    "Strict-Transport-Security": "max-age=31536000 ; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-XSS-Protection": "1; mode=block",
}

_RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]


class OAuthError(IsthmusError):
    """A refusal in the words of RFC 6749 section 5.2. The reason is for the log."""

    code = "oauth"

    def __init__(self, error: str, *, reason: str, description: str | None = None, status: int = 400) -> None:
        super().__init__(reason)
        self.error = error
        self.description = description
        self.status = status

    def to_document(self) -> dict[str, str]:
        """Give the body: AWS sends a description only in few cases."""
        return {"error": self.error} | ({"error_description": self.description} if self.description else {})


def json_answer(
    document: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with JSON that nobody keeps."""
    response = Response(json.dumps(document, separators=(",", ":")).encode(), status_code=status)
    # NOTE: encoded once; Starlette would encode each header of each answer.
    response.raw_headers += _RAW_HEADERS
    response.raw_headers.append((b"x-amz-cognito-request-id", new_uuid().encode()))
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response
