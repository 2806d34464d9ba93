"""/services/data/vNN.0[/tooling]/sobjects/…: what objects there are, and their records one at a time."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.ids import parse_id
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest import records
from isthmus.local.salesforce.rest.authentication import check_administrator, verify_rest_session
from isthmus.local.salesforce.rest.bodies import read_object
from isthmus.local.salesforce.rest.describing import describe_briefly, describe_fully
from isthmus.local.salesforce.rest.objects import OBJECTS
from isthmus.local.salesforce.rest.reading import objects_for, plan_of, read_records
from isthmus.local.salesforce.rest.schema import SObject, SObjectField
from isthmus.local.salesforce.rest.values import check_values, get_field
from isthmus.local.salesforce.rest.versions import check_version, not_found
from isthmus.local.salesforce.store.users import User
from isthmus.local.salesforce.wire import parse_query
from isthmus.secret import Secret

_MIN_PASSWORD = 8
_MAX_BATCH = 200


async def listing(parts: OrgParts, request: Request) -> Response:
    """Describe every object that the caller sees, briefly."""
    user = verify_rest_session(parts, request).user
    base = _base(request)
    find = objects_for(parts, user, is_tooling=_is_tooling(request))
    seen = [item for item in OBJECTS if find(item.name)]
    described = [describe_briefly(item, base=base, can_write=user.is_administrator) for item in seen]
    return JSONResponse({"encoding": "UTF-8", "maxBatchSize": _MAX_BATCH, "sobjects": described})


async def collection(parts: OrgParts, request: Request) -> Response:
    """GET what the object is, or POST a record."""
    user = verify_rest_session(parts, request).user
    base = _base(request)
    target = _get_object(parts, request, user=user)
    _check_method(request, allowed=["GET", *(method for method in target.methods if method == "POST")])
    if request.method == "GET":
        brief = describe_briefly(target, base=base, can_write=user.is_administrator)
        return JSONResponse({"objectDescribe": brief, "recentItems": []})
    check_administrator(user)
    values = check_values(target, await read_object(request))
    record_id = records.create(parts, target, values)
    return JSONResponse({"id": record_id, "success": True, "errors": []}, status_code=201)


async def describe(parts: OrgParts, request: Request) -> Response:
    """Describe an object with its fields."""
    user = verify_rest_session(parts, request).user
    base = _base(request)
    target = _get_object(parts, request, user=user)
    return JSONResponse(describe_fully(target, base=base, can_write=user.is_administrator))


async def record(parts: OrgParts, request: Request) -> Response:
    """GET, PATCH or DELETE a record."""
    return await _record(parts, request, is_upsert=False)


async def record_by_field(parts: OrgParts, request: Request) -> Response:
    """Do the same by a field's value. No object has an external id; `Id` itself can be used."""
    if request.path_params["field"].lower() != "id":
        verify_rest_session(parts, request)
        check_version(request)
        raise _no_such_field(request.path_params["field"])
    return await _record(parts, request, is_upsert=True)


async def log_body(parts: OrgParts, request: Request) -> Response:
    """Give a debug log's text (Tooling API)."""
    user = verify_rest_session(parts, request).user
    check_version(request)
    if objects_for(parts, user, is_tooling=True)("ApexLog") is None:
        raise not_found()
    body = parts.apex_logs.find_body(_id_of(request))
    if body is None:
        raise not_found()
    return PlainTextResponse(body)


async def password(parts: OrgParts, request: Request) -> Response:
    """POST {"NewPassword": "…"} to a user."""
    check_administrator(verify_rest_session(parts, request).user)
    check_version(request)
    user = parts.users.find(_id_of(request))
    if user is None or user.is_automated_process:
        raise not_found()
    new = (await read_object(request)).get("NewPassword")
    if not isinstance(new, str) or len(new) < _MIN_PASSWORD:
        raise RestError(
            "Your password must be at least 8 characters long.", status=400, error_code="INVALID_NEW_PASSWORD"
        )
    parts.users.set_password(user.id, Secret(new))
    return Response(status_code=204)


async def _record(parts: OrgParts, request: Request, *, is_upsert: bool) -> Response:
    user = verify_rest_session(parts, request).user
    base = _base(request)
    target = _get_object(parts, request, user=user)
    _check_method(request, allowed=[method for method in target.methods if method != "POST"])
    plan = plan_of(target, _asked_fields(request, target=target))
    record_id = _id_of(request)
    parts.component_records.ensure()
    found = read_records(parts, plan, [record_id], base=base)
    if not found:
        raise not_found()
    if request.method == "GET":
        return JSONResponse(found[0])
    check_administrator(user)
    if request.method == "DELETE":
        records.delete(parts, target, record_id)
        return Response(status_code=204)
    records.update(parts, target, record_id, check_values(target, await read_object(request)))
    if is_upsert:
        return JSONResponse({"id": record_id, "success": True, "errors": [], "created": False})
    return Response(status_code=204)


def _is_tooling(request: Request) -> bool:
    return request.url.path.split("/")[4:5] == ["tooling"]


def _base(request: Request) -> str:
    base = f"/services/data/{check_version(request)}"
    return f"{base}/tooling" if _is_tooling(request) else base


def _get_object(parts: OrgParts, request: Request, *, user: User) -> SObject:
    find = objects_for(parts, user, is_tooling=_is_tooling(request))
    target = find(request.path_params["object"])
    if target is None:
        raise not_found()
    return target


def _check_method(request: Request, *, allowed: list[str]) -> None:
    if request.method not in allowed:
        raise RestError(
            f"HTTP Method '{request.method}' not allowed. Allowed are {','.join(allowed)}",
            status=405,
            error_code="METHOD_NOT_ALLOWED",
        )


def _id_of(request: Request) -> str:
    try:
        return parse_id(request.path_params["id"])
    except MalformedError as error:
        raise _no_such_field(request.path_params["id"]) from error


def _no_such_field(name: str) -> RestError:
    return RestError(
        f"Provided external ID field does not exist or is not accessible: {name[:255]}",
        status=404,
        error_code="NOT_FOUND",
    )


def _asked_fields(request: Request, *, target: SObject) -> list[SObjectField]:
    try:
        asked: Any = parse_query(request).get("fields")
    except MalformedError as error:
        raise RestError(str(error), status=400, error_code="INVALID_FIELD") from error
    names = asked.split(",") if asked else list(target.fields)
    chosen = {field.name: field for field in (get_field(target, name.strip()) for name in names)}
    return list(chosen.values())
