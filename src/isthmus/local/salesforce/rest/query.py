"""/services/data/vNN.0/{query,queryAll,tooling/query}: SOQL, page by page."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.authentication import verify_rest_session
from isthmus.local.salesforce.rest.columns import describe_columns
from isthmus.local.salesforce.rest.reading import Found, plan_query, read_records, run_query
from isthmus.local.salesforce.rest.soql.tokens import malformed
from isthmus.local.salesforce.rest.versions import check_version
from isthmus.local.salesforce.store.users import User
from isthmus.local.salesforce.wire import parse_query

_BATCH = range(200, 2001)
_BATCH_SIZE = 2000
_OPTION = re.compile(r"batchSize=([0-9]{1,4})")
_LOCATOR = re.compile(r"([A-Za-z0-9]{18})-([0-9]{1,9})")
_KNOWN = frozenset({"q", "columns"})


async def data(parts: OrgParts, request: Request) -> Response:
    """Answer a query's first page. WIRE: `queryAll` adds deleted records; the local org keeps none."""
    return _first_page(parts, request, is_tooling=False)


async def tooling(parts: OrgParts, request: Request) -> Response:
    """Answer the first page of a query to the Tooling API."""
    return _first_page(parts, request, is_tooling=True)


async def data_page(parts: OrgParts, request: Request) -> Response:
    """Answer the page at a query locator."""
    return _next_page(parts, request, is_tooling=False)


async def tooling_page(parts: OrgParts, request: Request) -> Response:
    """Answer the page at a query locator of the Tooling API."""
    return _next_page(parts, request, is_tooling=True)


def _first_page(parts: OrgParts, request: Request, *, is_tooling: bool) -> Response:
    user = verify_rest_session(parts, request).user
    base = _base(request, is_tooling=is_tooling)
    given = _parameters(request)
    soql = given.get("q", "")
    found = run_query(parts, soql, reader=user, is_tooling=is_tooling, binds=None)
    if given.get("columns", "false") == "true":
        return JSONResponse(describe_columns(found.plan))
    batch_size = _batch_size(request)
    cursor_id = _open_cursor(parts, found, user=user, soql=soql, is_tooling=is_tooling, batch_size=batch_size)
    return _page(
        parts, found, base=base, start=0, batch_size=batch_size, cursor_id=cursor_id, is_tooling=is_tooling
    )


def _open_cursor(
    parts: OrgParts, found: Found, *, user: User, soql: str, is_tooling: bool, batch_size: int
) -> str | None:
    if found.plan.is_count or len(found.record_ids) <= batch_size:
        return None
    return parts.cursors.open(
        user.id, soql=soql, is_tooling=is_tooling, record_ids=found.record_ids, batch_size=batch_size
    ).id


def _next_page(parts: OrgParts, request: Request, *, is_tooling: bool) -> Response:
    user = verify_rest_session(parts, request).user
    base = _base(request, is_tooling=is_tooling)
    match = _LOCATOR.fullmatch(request.path_params["locator"])
    cursor = parts.cursors.find(match[1], user_id=user.id) if match else None
    if match is None or cursor is None or cursor.is_tooling is not is_tooling:
        raise _invalid_locator()
    start = int(match[2])
    if start >= len(cursor.record_ids):
        raise _invalid_locator()
    # SECURITY: compiled anew, so that who lost a permission since gets no further page.
    plan = plan_query(parts, cursor.soql, reader=user, is_tooling=is_tooling, binds=None)
    found = Found(plan=plan, record_ids=list(cursor.record_ids))
    return _page(
        parts,
        found,
        base=base,
        start=start,
        batch_size=cursor.batch_size,
        cursor_id=cursor.id,
        is_tooling=is_tooling,
    )


def _page(
    parts: OrgParts,
    found: Found,
    *,
    base: str,
    start: int,
    batch_size: int,
    cursor_id: str | None,
    is_tooling: bool,
) -> Response:
    total, end = len(found.record_ids), start + batch_size
    body: dict[str, Any] = {"totalSize": total, "done": cursor_id is None or end >= total}
    if is_tooling:
        body |= {"size": total, "queryLocator": None, "entityTypeName": found.plan.target.name}
    if not body["done"]:
        body["nextRecordsUrl"] = f"{base}/query/{cursor_id}-{end}"
    body["records"] = read_records(parts, found.plan, found.record_ids[start:end], base=base)
    return JSONResponse(body)


def _base(request: Request, *, is_tooling: bool) -> str:
    base = f"/services/data/{check_version(request)}"
    return f"{base}/tooling" if is_tooling else base


def _parameters(request: Request) -> dict[str, str]:
    try:
        given = dict(parse_query(request))
    except MalformedError as error:
        raise malformed(str(error)) from error
    if unknown := sorted(given.keys() - _KNOWN):
        raise malformed(f"the parameter {unknown[0][:40]} is not supported by the local org")
    if not given.get("q"):
        raise malformed("A query string has to be specified")
    return given


def _batch_size(request: Request) -> int:
    """WIRE: a size out of range is brought into it; Salesforce may choose another in any case."""
    match = _OPTION.fullmatch(request.headers.get("sforce-query-options", "").strip())
    return min(max(int(match[1]), _BATCH.start), _BATCH.stop - 1) if match else _BATCH_SIZE


def _invalid_locator() -> RestError:
    return RestError("invalid query locator", status=400, error_code="INVALID_QUERY_LOCATOR")
