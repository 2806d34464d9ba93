"""/services/data/vNN.0/sobjects/{object}[/{id}]: records one at a time."""

from sqlite3 import Row
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.ids import parse_id
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest import records
from isthmus.local.salesforce.rest.authentication import check_administrator, verify_rest_session
from isthmus.local.salesforce.rest.objects import SObject, SObjectField, find_object
from isthmus.local.salesforce.rest.query import select
from isthmus.local.salesforce.rest.versions import check_version, not_found
from isthmus.local.salesforce.store.users import User
from isthmus.local.salesforce.wire import parse_query, read_json_object
from isthmus.secret import Secret

_MIN_PASSWORD = 8


async def collection(parts: OrgParts, request: Request) -> Response:
    """POST a record."""
    user = verify_rest_session(parts, request).user
    check_version(request)
    target = _get_object(request, user=user)
    _check_method(request, allowed=[method for method in target.methods if method == "POST"])
    check_administrator(user)
    values = records.check_values(target, await _object(request))
    record_id = records.create(parts, target, values)
    return JSONResponse({"id": record_id, "success": True, "errors": []}, status_code=201)


async def record(parts: OrgParts, request: Request) -> Response:
    """GET, PATCH or DELETE a record."""
    user = verify_rest_session(parts, request).user
    version = check_version(request)
    target = _get_object(request, user=user)
    _check_method(request, allowed=[method for method in target.methods if method != "POST"])
    fields = _asked_fields(request, target=target)
    row = _get_row(parts, request, target=target, fields=fields)
    if request.method == "GET":
        return JSONResponse(target.record_of(row, fields=fields, version=version))
    check_administrator(user)
    if request.method == "DELETE":
        records.delete(parts, target, row["__id"])
    else:
        records.update(parts, target, row["__id"], records.check_values(target, await _object(request)))
    return Response(status_code=204)


async def password(parts: OrgParts, request: Request) -> Response:
    """POST {"NewPassword": "…"} to a user."""
    check_administrator(verify_rest_session(parts, request).user)
    check_version(request)
    user = parts.users.find(_id_of(request))
    if user is None or user.is_automated_process:
        raise _no_such_record(request)
    new = (await _object(request)).get("NewPassword")
    if not isinstance(new, str) or len(new) < _MIN_PASSWORD:
        raise RestError(
            "Your password must be at least 8 characters long.", status=400, error_code="INVALID_NEW_PASSWORD"
        )
    parts.users.set_password(user.id, Secret(new))
    return Response(status_code=204)


def _get_object(request: Request, *, user: User) -> SObject:
    target = find_object(request.path_params["object"])
    if target is None or (target.needs_administrator and not user.is_administrator):
        raise not_found()
    return target


def _check_method(request: Request, *, allowed: list[str]) -> None:
    if request.method not in allowed:
        raise RestError(
            f"HTTP Method '{request.method}' not allowed. Allowed are {','.join(allowed)}",
            status=405,
            error_code="METHOD_NOT_ALLOWED",
        )


def _get_row(parts: OrgParts, request: Request, *, target: SObject, fields: list[SObjectField]) -> Row:
    conditions: list[tuple[SObjectField, Any]] = [(target.fields["id"], _id_of(request))]
    rows = select(parts, target, fields=fields, conditions=conditions, limit=1)
    if not rows:
        raise _no_such_record(request)
    return rows[0]


def _id_of(request: Request) -> str:
    try:
        return parse_id(request.path_params["id"])
    except MalformedError as error:
        raise _no_such_record(request) from error


def _no_such_record(request: Request) -> RestError:
    return RestError(
        f"Provided external ID field does not exist or is not accessible: {request.path_params['id']}",
        status=404,
        error_code="NOT_FOUND",
    )


def _asked_fields(request: Request, *, target: SObject) -> list[SObjectField]:
    try:
        asked = parse_query(request).get("fields")
    except MalformedError as error:
        raise RestError(str(error), status=400, error_code="INVALID_FIELD") from error
    names = asked.split(",") if asked else list(target.fields)
    return [records.get_field(target, name.strip()) for name in dict.fromkeys(names)]


async def _object(request: Request) -> dict[str, Any]:
    try:
        return await read_json_object(request)
    except MalformedError as error:
        raise RestError(str(error), status=400, error_code="JSON_PARSER_ERROR") from error
