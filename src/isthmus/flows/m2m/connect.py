"""What no deployment can do for `m2m`: the principal's secret, who may use it, and a first call.

Each step looks before it acts, so that a second run changes nothing but the secret, which can't be read.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from isthmus.errors import ConfigurationError, UnavailableError
from isthmus.salesforce.org_api import OrgRefusedError, quote_soql
from isthmus.secret import Secret

# SECURITY: the alias alone is anybody's: people change their own. The type comes with the license.
_AUTOMATED_PROCESS = {"Alias": "autoproc", "UserType": "AutomatedProcess"}


class Org(Protocol):
    """An org to set up, as `salesforce.org_api` gives it."""

    def query(self, soql: str) -> list[Mapping[str, Any]]:
        """Give records."""
        ...

    def create(self, object_name: str, fields: Mapping[str, object]) -> str:
        """Make a record and give its id."""
        ...

    def find_credential(self, principal: Mapping[str, str]) -> Mapping[str, Any] | None:
        """Show the credential of a principal, or give None."""
        ...

    def put_credential(self, credential: Mapping[str, object], *, is_set: bool) -> None:
        """Set the credential of a principal."""
        ...

    def run_apex(self, source: str) -> Mapping[str, Any]:
        """Run anonymous Apex and give its result."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """What is connected: names of the org's metadata, and who gets the permission set.

    `test_path` is called through the Named Credential at the end; None makes no call.
    """

    external_credential: str
    principal: str
    variant: str
    permission_set: str
    named_credential: str
    client_id: str
    usernames: Collection[str]
    has_automated_process: bool
    test_path: str | None


class Outcome(StrEnum):
    """What became of a step."""

    DONE = "done"
    ALREADY = "already there"
    WOULD = "would be done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step and what became of it."""

    what: str
    outcome: Outcome
    detail: str = ""


def connect(org: Org, *, connection: Connection, client_secret: Secret, is_dry_run: bool) -> Iterator[Step]:
    """Take the steps, one by one; a dry run looks and changes nothing.

    Raises `ConfigurationError` if something that was deployed is missing, and as the org's calls do.
    """
    # (1) What was deployed is there: nothing is changed in an org that lacks it.
    permission_set_id = _get_permission_set(org, connection.permission_set)
    # (2) The principal has the client's id and secret.
    yield _set_credential(org, connection, client_secret=client_secret, is_dry_run=is_dry_run)
    # (3) Whoever calls has the permission set.
    for name, fields in _assignees(connection):
        yield _assign(
            org, name=name, fields=fields, permission_set_id=permission_set_id, is_dry_run=is_dry_run
        )
    # (4) A callout works, in the name of whoever runs this.
    if connection.test_path is not None:
        yield _call_out(org, connection, path=connection.test_path, is_dry_run=is_dry_run)


def _get_permission_set(org: Org, name: str) -> str:
    try:
        found = _find_ids(org, "PermissionSet", Name=name)
    except OrgRefusedError as error:
        if error.error_code != "INVALID_SESSION_ID":
            raise
        reason = "the org does not take the session: it has expired, or is another org's"
        raise ConfigurationError(f"{reason}; sf org auth show-access-token gives one") from error
    if not found:
        raise ConfigurationError(f"the org has no permission set {name}: deploy infra/salesforce first")
    return found[0]


def _set_credential(org: Org, connection: Connection, *, client_secret: Secret, is_dry_run: bool) -> Step:
    principal = {
        "externalCredential": connection.external_credential,
        "principalName": connection.principal,
        "principalType": "NamedPrincipal",
    }
    what = f"client id and secret of {connection.external_credential}/{connection.principal}"
    is_set = bool((org.find_credential(principal) or {}).get("credentials"))
    if is_dry_run:
        return Step(what=what, outcome=Outcome.WOULD, detail="replaced" if is_set else "set")
    credential = principal | {
        "authenticationProtocol": "OAuth",  # WIRE: `Oauth` in metadata, `OAuth` here
        "authenticationProtocolVariant": connection.variant,
        "credentials": {
            "clientId": {"value": connection.client_id, "encrypted": False},
            "clientSecret": {"value": client_secret.reveal(), "encrypted": True},
        },
    }
    org.put_credential(credential, is_set=is_set)
    return Step(what=what, outcome=Outcome.DONE, detail="replaced" if is_set else "set")


def _assignees(connection: Connection) -> Iterator[tuple[str, dict[str, str]]]:
    for username in connection.usernames:
        yield username, {"Username": username}
    if connection.has_automated_process:
        yield "Automated Process", _AUTOMATED_PROCESS


def _assign(
    org: Org, *, name: str, fields: Mapping[str, str], permission_set_id: str, is_dry_run: bool
) -> Step:
    what = f"permission set of {name}"
    users = _find_ids(org, "User", **fields)
    if len(users) != 1:
        detail = "the org has several of them" if users else "the org has no such user"
        return Step(what=what, outcome=Outcome.FAILED, detail=detail)
    assignment = {"AssigneeId": users[0], "PermissionSetId": permission_set_id}
    if _find_ids(org, "PermissionSetAssignment", **assignment):
        return Step(what=what, outcome=Outcome.ALREADY)
    if is_dry_run:
        return Step(what=what, outcome=Outcome.WOULD, detail="assigned")
    org.create("PermissionSetAssignment", assignment)
    return Step(what=what, outcome=Outcome.DONE, detail="assigned")


def _find_ids(org: Org, object_name: str, **fields: str) -> list[str]:
    conditions = " AND ".join(f"{name} = {quote_soql(value)}" for name, value in fields.items())
    found = org.query(f"SELECT Id FROM {object_name} WHERE {conditions}")  # noqa: S608  SOQL, and quoted
    ids = [record.get("Id") for record in found]
    if not all(isinstance(each, str) for each in ids):
        raise UnavailableError(f"the org gave a {object_name} without an id")
    return [str(each) for each in ids]


def _call_out(org: Org, connection: Connection, *, path: str, is_dry_run: bool) -> Step:
    endpoint = f"callout:{connection.named_credential}{path}"
    what = f"GET {endpoint}"
    if is_dry_run:
        return Step(what=what, outcome=Outcome.WOULD, detail="called")
    result = org.run_apex(write_callout(endpoint))
    if result["success"]:
        return Step(what=what, outcome=Outcome.DONE, detail="200")
    problem = result.get("compileProblem") or result.get("exceptionMessage") or "no reason given"
    return Step(what=what, outcome=Outcome.FAILED, detail=str(problem))


def write_callout(endpoint: str) -> str:
    """Write anonymous Apex that calls `callout:<named credential>/<path>` and fails unless it answers 200."""
    return (
        "HttpRequest request = new HttpRequest();\n"
        f"request.setEndpoint({quote_soql(endpoint)});\n"
        "request.setMethod('GET');\n"
        "HttpResponse response = new Http().send(request);\n"
        "System.assertEquals(200, response.getStatusCode());\n"
    )
