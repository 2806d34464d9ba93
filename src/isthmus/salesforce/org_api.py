"""An org's REST API for administration: records, queries, anonymous Apex, Connect REST, by a session.

What is set up by it is decided by whoever calls. A refusal is given with Salesforce's own code and words:
whoever administers an org may read them.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from isthmus.errors import DeniedError, MalformedError, UnavailableError
from isthmus.origin import Origin, Reply
from isthmus.secret import Secret

_TIMEOUT_SECONDS = 130.0  # anonymous Apex may wait 120 s for a callout
_MAX_BYTES = 4 * 1024 * 1024
_SERVER_ERROR = 500
_ERROR = 400
_VERSION = re.compile(r"v[1-9][0-9]{1,2}\.0", re.ASCII)


class OrgRefusedError(DeniedError):
    """The org said no. `error_code` is Salesforce's, such as INSUFFICIENT_ACCESS."""

    code = "org_refused"

    def __init__(self, *, error_code: str, message: str) -> None:
        super().__init__(f"{error_code}: {message}", rule="org")
        self.error_code = error_code


class OrgApi:
    """The REST API of one org at one version, in the name of a session."""

    def __init__(self, origin: Origin, *, session: Secret, version: str = "v66.0") -> None:
        if not _VERSION.fullmatch(version):
            raise MalformedError("not an API version such as v66.0")
        self._origin = origin
        self._session = session
        self._base = f"/services/data/{version}"

    def query(self, soql: str) -> list[Mapping[str, Any]]:
        """Give the records of one page of a query; raise `OrgRefusedError` or `UnavailableError`."""
        answer = self._call("GET", f"/query?{urlencode({'q': soql})}")
        records = answer.get("records") if isinstance(answer, dict) else None
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            raise UnavailableError("a query was answered without records")
        return records

    def create(self, object_name: str, fields: Mapping[str, object]) -> str:
        """Make a record and give its id."""
        answer = self._call("POST", f"/sobjects/{quote(object_name, safe='')}", body=fields)
        if not isinstance(answer, dict) or not isinstance(answer.get("id"), str):
            raise UnavailableError("a record was made without an id")
        return str(answer["id"])

    def find_credential(self, principal: Mapping[str, str]) -> Mapping[str, Any] | None:
        """Show the credential of a principal, masked, or give None if none is set."""
        return self._find(f"/named-credentials/credential?{urlencode(principal)}")

    def find_external_credential(self, name: str) -> Mapping[str, Any] | None:
        """Show an External Credential with its parameters and principals, or give None if there is none."""
        return self._find(f"/named-credentials/external-credentials/{quote(name, safe='')}")

    def put_credential(self, credential: Mapping[str, object], *, is_set: bool) -> None:
        """Set the credential of a principal, in the place of the one that `is_set`."""
        self._call("PUT" if is_set else "POST", "/named-credentials/credential", body=credential)

    def run_apex(self, source: str) -> Mapping[str, Any]:
        """Run anonymous Apex and give its result, whose `success` says how it ended."""
        answer = self._call("GET", f"/tooling/executeAnonymous/?{urlencode({'anonymousBody': source})}")
        if not isinstance(answer, dict) or not isinstance(answer.get("success"), bool):
            raise UnavailableError("anonymous Apex was answered without a result")
        return answer

    def _find(self, path: str) -> Mapping[str, Any] | None:
        try:
            answer = self._call("GET", path)
        except OrgRefusedError as error:
            if error.error_code == "NOT_FOUND":
                return None
            raise
        return answer if isinstance(answer, dict) else None

    def _call(self, method: str, path: str, *, body: Mapping[str, object] | None = None) -> Any:
        headers = {"Accept": "application/json", "Authorization": f"Bearer {self._session.reveal()}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        reply = self._origin.send(
            method,
            f"{self._base}{path}",
            headers=headers,
            body=None if body is None else json.dumps(body).encode("utf-8"),
            timeout_seconds=_TIMEOUT_SECONDS,
            max_bytes=_MAX_BYTES,
        )
        if reply.status >= _ERROR:
            _raise_refusal(reply)
        return _parse(reply)


def quote_soql(text: str) -> str:
    """Give a text as a literal of SOQL.

    https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
    """
    if not text.isprintable():
        raise MalformedError("a text with control characters in a query")
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _raise_refusal(reply: Reply) -> None:
    problems = _parse(reply)
    first = problems[0] if isinstance(problems, list) and problems else problems
    if reply.status >= _SERVER_ERROR or not isinstance(first, dict):
        raise UnavailableError(f"the org answered {reply.status}")
    error_code = str(first.get("errorCode", reply.status))
    raise OrgRefusedError(error_code=error_code, message=str(first.get("message", ""))[:500])


def _parse(reply: Reply) -> Any:
    if not reply.body:
        return None
    try:
        return json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        raise UnavailableError(f"the org answered {reply.status} and no JSON") from error
