"""GET /services/data/vNN.0/query?q=…: SOQL against the objects that REST knows."""

from sqlite3 import Row

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.ids import parse_id
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.authentication import verify_rest_session
from isthmus.local.salesforce.rest.objects import FieldKind, SObject, SObjectField, find_object
from isthmus.local.salesforce.rest.soql import (
    Condition,
    Literal,
    Query,
    Token,
    malformed,
    parse_soql,
    point_at,
)
from isthmus.local.salesforce.rest.versions import check_version
from isthmus.local.salesforce.store.users import User
from isthmus.local.salesforce.wire import parse_query

_HINT = "Please reference your WSDL or the describe call for the appropriate names."
_MAX_RECORDS = 2000


async def handle(parts: OrgParts, request: Request) -> Response:
    """Answer the records."""
    user = verify_rest_session(parts, request).user
    version = check_version(request)
    records = find_records(parts, _text(request), user=user, version=version)
    return JSONResponse({"totalSize": len(records), "done": True, "records": records})


def find_records(parts: OrgParts, text: str, *, user: User, version: str) -> list[dict[str, object]]:
    """Run a query as somebody; raise RestError for what it refuses."""
    query = parse_soql(text)
    target = _get_object(query, user=user)
    fields = [_get_field(query, token, target=target) for token in query.fields]
    if len({field.name for field in fields}) != len(fields):
        raise malformed("duplicate field selected")
    rows = select(
        parts,
        target,
        fields=fields,
        conditions=[_bound(query, condition, target=target) for condition in query.conditions],
        limit=_MAX_RECORDS if query.limit is None else query.limit,
    )
    return [target.record_of(row, fields=fields, version=version) for row in rows]


def select(
    parts: OrgParts,
    target: SObject,
    *,
    fields: list[SObjectField],
    conditions: list[tuple[SObjectField, Literal]],
    limit: int,
) -> list[Row]:
    """Read records. Every name in the SQL is one of `objects.py`; values are parameters."""
    columns = ", ".join(
        [f"{target.fields['id'].sql} AS __id", *(f"{field.sql} AS {field.name}" for field in fields)]
    )
    # WIRE: text is compared without regard to case.
    tests = [f"{field.sql} IS ? {_collation(field)}" for field, _ in conditions]
    where = f"WHERE {' AND '.join(tests)}" if tests else ""
    order = target.fields["id"].sql
    sql = f"SELECT {columns} FROM {target.source} {where} ORDER BY {order} LIMIT ?"  # noqa: S608  see above
    return parts.database.rows(sql, [*(value for _, value in conditions), limit])


def _collation(field: SObjectField) -> str:
    return "COLLATE NOCASE" if field.kind is FieldKind.TEXT else ""


def _text(request: Request) -> str:
    try:
        return parse_query(request).get("q", "")
    except MalformedError as error:
        raise malformed(str(error)) from error


def _get_object(query: Query, *, user: User) -> SObject:
    target = find_object(query.source.text)
    if target is None or (target.needs_administrator and not user.is_administrator):
        message = (
            f"sObject type '{query.source.text}' is not supported. If you are attempting to use a custom "
            f"object, be sure to append the '__c' after the entity name. {_HINT}"
        )
        raise RestError(point_at(query, query.source, message), status=400, error_code="INVALID_TYPE")
    return target


def _get_field(query: Query, token: Token, *, target: SObject) -> SObjectField:
    field = target.find_field(token.text)
    if field is None:
        message = (
            f"No such column '{token.text}' on entity '{target.name}'. If you are attempting to use a custom "
            f"field, be sure to append the '__c' after the custom field name. {_HINT}"
        )
        raise RestError(point_at(query, token, message), status=400, error_code="INVALID_FIELD")
    return field


def _bound(query: Query, condition: Condition, *, target: SObject) -> tuple[SObjectField, Literal]:
    field = _get_field(query, condition.field, target=target)
    return field, _value(query, condition, field=field)


def _value(query: Query, condition: Condition, *, field: SObjectField) -> Literal:
    value = condition.value
    if value is None:
        return None
    if field.kind is FieldKind.TIME:
        raise malformed(f"a filter on {field.name} is not supported by the local org")
    is_flag = field.kind is FieldKind.FLAG
    if isinstance(value, bool) is not is_flag:
        rule = "not be enclosed in quotes" if is_flag else "be enclosed in quotes"
        kind = "boolean" if is_flag else "string"
        message = (
            f"value of filter criterion for field '{field.name}' must be of type {kind} and should {rule}"
        )
        raise RestError(point_at(query, condition.field, message), status=400, error_code="INVALID_FIELD")
    return (
        _id_value(query, condition, text=value)
        if field.kind is FieldKind.ID and isinstance(value, str)
        else value
    )


def _id_value(query: Query, condition: Condition, *, text: str) -> str:
    try:
        return parse_id(text)
    except MalformedError as error:
        message = point_at(query, condition.field, f"invalid ID field: {text}")
        raise RestError(message, status=400, error_code="INVALID_QUERY_FILTER_OPERATOR") from error
