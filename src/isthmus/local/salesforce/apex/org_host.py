"""The org behind Apex: its schema, and its records and callouts with the running user's rights."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from isthmus.local.salesforce.apex.errors import ThrownError, thrown
from isthmus.local.salesforce.apex.scope import Shape
from isthmus.local.salesforce.apex.types import BOOLEAN, ID, INTEGER, STRING, Kind, Type
from isthmus.local.salesforce.apex.values import HttpRequest, HttpResponse, Record
from isthmus.local.salesforce.errors import CalloutError, RestError
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest import records as writing
from isthmus.local.salesforce.rest.authentication import check_administrator
from isthmus.local.salesforce.rest.objects import find_object
from isthmus.local.salesforce.rest.reading import read_records, run_query
from isthmus.local.salesforce.rest.schema import FieldKind
from isthmus.local.salesforce.rest.values import check_values
from isthmus.local.salesforce.store.users import User

_TYPES = {FieldKind.ID: ID, FieldKind.TEXT: STRING, FieldKind.FLAG: BOOLEAN, FieldKind.NUMBER: INTEGER}
_METHODS = {"insert": "POST", "update": "PATCH", "delete": "DELETE"}
_NAMED = re.compile(r"callout:([A-Za-z0-9_]+)(.*)", re.IGNORECASE | re.DOTALL)
_SHOWN = 255


def find_shape(name: str) -> Shape | None:
    """Find an SObject's shape. Fields of a kind that Apex has no type for here are left out."""
    found = find_object(name)
    if found is None or found.is_tooling:
        return None
    fields = {
        key: (field.name, _TYPES[field.kind]) for key, field in found.fields.items() if field.kind in _TYPES
    }
    return Shape(type=Type(name=found.name, kind=Kind.RECORD), fields=fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgHost:
    """Do for Apex what the running user may do."""

    parts: OrgParts
    user: User
    version: str

    async def query(self, text: str, *, binds: Mapping[str, Any], type_: Type) -> Sequence[Record]:
        """Run a query."""
        base = f"/services/data/v{self.version}"
        try:
            result = run_query(self.parts, text, reader=self.user, binds=binds)
        except RestError as error:
            raise thrown("QueryException", str(error)) from error
        found = read_records(self.parts, result.plan, result.record_ids, base=base)
        return [
            Record(
                type=type_,
                values={name: value for name, value in item.items() if name != "attributes"},
                is_queried=True,
            )
            for item in found
        ]

    def change(self, operation: str, records: Sequence[Record]) -> None:
        """Insert, update or delete records, all or none; raise System.DmlException."""
        database = self.parts.database
        database.execute("SAVEPOINT statement")
        for row, record in enumerate(records):
            try:
                self._change(operation, record)
            except RestError as error:
                database.execute("ROLLBACK TO statement")
                _forget_ids(operation, records[:row])
                _refuse_change(operation, record, row=row, error=error)
        database.execute("RELEASE statement")

    def _change(self, operation: str, record: Record) -> None:
        target = find_object(record.type.name)
        check_administrator(self.user)
        if target is None or _METHODS[operation] not in target.methods:
            message = f"entity type {record.type.name} does not support {operation}"
            raise RestError(message, status=400, error_code="INVALID_TYPE")
        given = {name: value for name, value in record.values.items() if name != "Id"}
        record_id = record.values.get("Id")
        if operation == "insert":
            if record_id is not None:
                message = "cannot specify Id in an insert call"
                raise RestError(
                    message, status=400, error_code="INVALID_FIELD_FOR_INSERT_UPDATE", fields=("Id",)
                )
            values = check_values(target, given)
            record.values["Id"] = writing.create(self.parts, target, values)
            return
        self._check_exists(record.type.name, record_id)
        if operation == "update":
            writing.update(self.parts, target, str(record_id), check_values(target, given))
        else:
            writing.delete(self.parts, target, str(record_id))

    def _check_exists(self, name: str, record_id: str | None) -> None:
        if record_id is None:
            message = "Id not specified in an update call"
            raise RestError(message, status=400, error_code="MISSING_ARGUMENT", fields=("Id",))
        text = f"SELECT Id FROM {name} WHERE Id = :id"  # noqa: S608  SOQL, of a name of ours
        if not run_query(self.parts, text, reader=self.user, binds={"id": record_id}).record_ids:
            message = "invalid cross reference id"
            raise RestError(message, status=400, error_code="INVALID_CROSS_REFERENCE_KEY")

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Make a callout through a named credential; no other address is called."""
        match = _NAMED.fullmatch(request.endpoint or "")
        if match is None:
            raise _refused_endpoint(request.endpoint or "")
        # WIRE: anonymous Apex needs Customize Application for this (Apex guide, Anonymous Blocks).
        if not self.parts.permissions.of(self.user).holds("CustomizeApplication"):
            raise thrown(
                "CalloutException",
                "The callout couldn't access the endpoint. You might not have the required permissions, "
                f'or the named credential "{match[1]}" might not exist.',
            )
        try:
            response = await self.parts.callouts.send(
                self.user,
                match[1],
                method=request.method.upper(),
                path=match[2],
                headers=request.headers,
                body=request.body or None,
                timeout_seconds=request.timeout / 1000,
            )
        except CalloutError as error:
            raise thrown("CalloutException", str(error)) from error
        return HttpResponse(
            status=response.reason,
            status_code=response.status_code,
            headers=dict(response.headers),
            body=response.body,
        )

    def user_info(self, name: str) -> str | None:
        """Give one of System.UserInfo's texts."""
        organization = self.parts.organization
        return {
            "UserId": self.user.id,
            "UserName": self.user.username,
            "Name": self.user.name,
            "FirstName": self.user.first_name,
            "LastName": self.user.last_name,
            "UserEmail": self.user.email,
            "UserType": self.user.user_type,
            "OrganizationId": organization.id,
            "OrganizationName": organization.name,
        }.get(name)


def _refused_endpoint(endpoint: str) -> ThrownError:
    """SECURITY: an address in code is never called: the org has no remote sites."""
    if endpoint.lower().startswith(("http://", "https://")):
        return thrown(
            "CalloutException",
            "Unauthorized endpoint, please check Setup->Security->Remote site settings. "
            f"endpoint = {endpoint[:_SHOWN]}",
        )
    return thrown("CalloutException", f"no protocol: {endpoint[:_SHOWN]}")


def _forget_ids(operation: str, inserted: Sequence[Record]) -> None:
    for record in inserted if operation == "insert" else ():
        record.values.pop("Id", None)


def _refuse_change(operation: str, record: Record, *, row: int, error: RestError) -> NoReturn:
    record_id = record.values.get("Id")
    on_row = f"row {row} with id {record_id}" if operation != "insert" and record_id else f"row {row}"
    fields = ", ".join(error.fields or ())
    raise thrown(
        "DmlException",
        f"{operation.capitalize()} failed. First exception on {on_row}; first error: {error.error_code}, "
        f"{error}: [{fields}]",
    ) from error
