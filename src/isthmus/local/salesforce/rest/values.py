"""Values that a client wants written: names and kinds are checked here, meanings by each object's writer."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.ids import parse_id
from isthmus.local.salesforce.rest.schema import FieldKind, SObject, SObjectField

Values: TypeAlias = Mapping[str, str | bool | float | None]

_MAX_TEXT = 255
_API_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9]+)*")


def get_field(target: SObject, name: str) -> SObjectField:
    """Give a field by name."""
    field = target.find_field(name)
    if field is None:
        raise invalid("INVALID_FIELD", f"No such column '{name[:255]}' on sobject of type {target.name}")
    return field


def check_values(target: SObject, unverified: Mapping[str, Any]) -> Values:
    """Check names and kinds of the values to write, and give them under the fields' own names."""
    values: dict[str, str | bool | float | None] = {}
    for name, value in unverified.items():
        if name == "attributes":
            continue
        field = get_field(target, name)
        if field.name in values:
            raise invalid("INVALID_FIELD", f"Duplicate field {field.name}", fields=(field.name,))
        if field.name not in target.writable:
            message = (
                f"Unable to create/update fields: {field.name}. Please check the security settings of this "
                "field and verify that it is read/write for your profile or permission set."
            )
            raise invalid("INVALID_FIELD_FOR_INSERT_UPDATE", message, fields=(field.name,))
        values[field.name] = _check_value(field, value)
    return values


def check_api_name(name: str, *, field: str) -> None:
    """Insist on letters, digits and single underscores between them."""
    if not _API_NAME.fullmatch(name):
        message = "The API name can only contain underscores and alphanumeric characters."
        raise invalid("INVALID_API_NAME", message, fields=(field,))


def cross_reference(field: str) -> RestError:
    """Refuse a reference to what is not there."""
    return invalid("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", fields=(field,))


def invalid(error_code: str, message: str, *, fields: tuple[str, ...] | None = None) -> RestError:
    """Refuse a write with 400."""
    return RestError(message, status=400, error_code=error_code, fields=fields)


def _check_value(field: SObjectField, value: object) -> str | bool | float | None:
    if field.kind is FieldKind.FLAG and isinstance(value, bool):
        return value
    if value is None and field.kind is not FieldKind.FLAG:
        return None
    if field.kind is FieldKind.FLAG or not isinstance(value, str):
        message = f"Cannot deserialize instance of {field.kind} from value of {field.name}"
        raise invalid("JSON_PARSER_ERROR", message)
    if len(value) > _MAX_TEXT:
        message = f"{field.name}: data value too large: (max length={_MAX_TEXT})"
        raise invalid("STRING_TOO_LONG", message, fields=(field.name,))
    if field.kind is FieldKind.TIME:
        return _check_time(field, value)
    return _check_id(field, value) if field.kind is FieldKind.ID else value


def _check_time(field: SObjectField, value: str) -> float:
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError) as error:
        message = f"Cannot deserialize instance of datetime from VALUE_STRING value of {field.name}"
        raise invalid("JSON_PARSER_ERROR", message) from error


def _check_id(field: SObjectField, value: str) -> str:
    try:
        return parse_id(value)
    except MalformedError as error:
        message = f"{field.name}: id value of incorrect type: {value[:40]}"
        raise invalid("MALFORMED_ID", message, fields=(field.name,)) from error
