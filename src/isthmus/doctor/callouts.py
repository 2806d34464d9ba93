"""Test callouts of an org: by anonymous Apex, or by the door that a local org has for tests."""

import json

from isthmus.errors import UnavailableError
from isthmus.flows.m2m.connect import write_callout
from isthmus.json_answer import JsonAnswer
from isthmus.origin import Origin
from isthmus.salesforce.org_api import OrgApi
from isthmus.secret import Secret

_TIMEOUT_SECONDS = 130.0  # Salesforce waits 120 s for a callout
_MAX_BYTES = 4 * 1024 * 1024
_OK = 200
_REFUSED = 400
NOT_OK = "the API answered"
"""How the words begin when the callout went out and was not answered 200."""


class ApexCallouts:
    """Call in the name of the session's user, by anonymous Apex."""

    def __init__(self, org: OrgApi) -> None:
        self._org = org

    def call(self, named_credential: str, *, path: str) -> str | None:
        """Call, and give what the Apex compiler or the exception said, or None for 200."""
        result = self._org.run_apex(write_callout(f"callout:{named_credential}{path}"))
        if result["success"]:
            return None
        said = str(result.get("compileProblem") or result.get("exceptionMessage") or "no reason given")
        return f"{NOT_OK} another status: {said}" if "Assertion Failed" in said else said


class LocalCallouts:
    """Call in the name of `username`, by `POST /_local/callouts` of a local org."""

    def __init__(self, org: Origin, *, session: Secret, username: str) -> None:
        self._org = org
        self._session = session
        self._username = username

    def call(self, named_credential: str, *, path: str) -> str | None:
        """Call, and give Apex's words for what went wrong, or None for 200."""
        body = {
            "username": self._username,
            "named_credential": named_credential,
            "method": "GET",
            "path": path,
        }
        reply = self._org.send(
            "POST",
            "/_local/callouts",
            headers={
                "Authorization": f"Bearer {self._session.reveal()}",
                "Content-Type": "application/json",
            },
            body=json.dumps(body).encode("utf-8"),
            timeout_seconds=_TIMEOUT_SECONDS,
            max_bytes=_MAX_BYTES,
        )
        answer = JsonAnswer.parse(reply.body, source="the local org")
        if reply.status == _REFUSED:
            return answer.get_text("message")
        if reply.status != _OK:
            raise UnavailableError(f"the local org answered {reply.status} to a callout")
        status = answer.get_number("status_code")
        return None if status == _OK else f"{NOT_OK} {status:.0f}"
