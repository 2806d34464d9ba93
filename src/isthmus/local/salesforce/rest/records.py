"""Writing records: which fields each object takes, and what refuses a write."""

import re
from collections.abc import Callable, Mapping
from sqlite3 import IntegrityError
from typing import Any

from isthmus.errors import DeniedError, MalformedError
from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.ids import parse_id
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.objects import (
    PERMISSION_SET,
    PERMISSION_SET_ASSIGNMENT,
    USER,
    FieldKind,
    SObject,
    SObjectField,
)
from isthmus.local.salesforce.store.users import NewUser

Values = Mapping[str, str | bool | None]

_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,64}\.[A-Za-z0-9-]{2,32}")
_API_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9]+)*")
_MAX_TEXT = 255
_REQUIRED = {
    "User": (
        *("Username", "LastName", "Email", "Alias", "TimeZoneSidKey", "LocaleSidKey", "EmailEncodingKey"),
        *("ProfileId", "LanguageLocaleKey"),
    ),
    "PermissionSet": ("Name", "Label"),
    "PermissionSetAssignment": ("AssigneeId", "PermissionSetId"),
}
# Where a user's fields are stored; what is missing here can't be written.
_USER_COLUMNS = {
    "Username": "username",
    "LastName": "last_name",
    "FirstName": "first_name",
    "Alias": "alias",
    "CommunityNickname": "nickname",
    "Email": "email",
    "IsActive": "is_active",
    "ProfileId": "profile_id",
}
_FIXED = {
    "TimeZoneSidKey": "America/Los_Angeles",
    "LocaleSidKey": "en_US",
    "LanguageLocaleKey": "en_US",
    "EmailEncodingKey": "UTF-8",
}
_WRITABLE = {
    "User": frozenset({*_USER_COLUMNS, *_FIXED}),
    "PermissionSet": frozenset({"Name", "Label"}),
    "PermissionSetAssignment": frozenset({"AssigneeId", "PermissionSetId"}),
}


def get_field(target: SObject, name: str) -> SObjectField:
    """Give a field by name."""
    field = target.find_field(name)
    if field is None:
        raise _refusal("INVALID_FIELD", f"No such column '{name}' on sobject of type {target.name}")
    return field


def check_values(target: SObject, unverified: Mapping[str, Any]) -> Values:
    """Check names and kinds of the values to write, and give them under the fields' own names."""
    values: dict[str, str | bool | None] = {}
    for name, value in unverified.items():
        if name == "attributes":
            continue
        field = get_field(target, name)
        if field.name not in _WRITABLE[target.name]:
            message = f"Unable to create/update fields: {field.name}. Please check the security settings."
            raise _refusal("INVALID_FIELD_FOR_INSERT_UPDATE", message, fields=(field.name,))
        values[field.name] = _check_value(field, value)
    return values


def create(parts: OrgParts, target: SObject, values: Values) -> str:
    """Insert a record and give its id."""
    required = _REQUIRED[target.name]
    if missing := [name for name in required if values.get(name) in (None, "")]:
        message = f"Required fields are missing: [{', '.join(missing)}]"
        raise _refusal("REQUIRED_FIELD_MISSING", message, fields=tuple(missing))
    return _CREATORS[target.name](parts, values)


def update(parts: OrgParts, target: SObject, record_id: str, values: Values) -> None:
    """Change a record."""
    emptied = [name for name in _REQUIRED[target.name] if name in values and not values[name]]
    if emptied:
        message = f"Required fields are missing: [{', '.join(emptied)}]"
        raise _refusal("REQUIRED_FIELD_MISSING", message, fields=tuple(emptied))
    _UPDATERS[target.name](parts, record_id, values)


def delete(parts: OrgParts, target: SObject, record_id: str) -> None:
    """Delete a record, and what hangs on it."""
    table = target.source
    parts.database.execute(f"DELETE FROM {table} WHERE id = ?", (record_id,))  # noqa: S608  a name of ours


def _create_user(parts: OrgParts, values: Values) -> str:
    _check_user(parts, values)
    profile = parts.database.find_row("SELECT name FROM profile WHERE id = ?", (values["ProfileId"],))
    assert profile is not None
    try:
        user = parts.users.create(
            NewUser(
                username=str(values["Username"]),
                last_name=str(values["LastName"]),
                first_name=_optional(values, "FirstName"),
                email=str(values["Email"]),
                email_verified=False,  # WIRE: an address counts once its owner has answered a message
                alias=str(values["Alias"]),
                nickname=_optional(values, "CommunityNickname"),
                is_active=bool(values.get("IsActive", True)),
                profile=profile["name"],
            )
        )
    except DeniedError as error:
        raise _duplicate_username() from error
    return user.id


def _update_user(parts: OrgParts, user_id: str, values: Values) -> None:
    before = parts.users.get(user_id)
    if before.is_automated_process:
        raise RestError(
            "insufficient access rights on object id",
            status=403,
            error_code="INSUFFICIENT_ACCESS_OR_READONLY",
        )
    _check_user(parts, values)
    columns: dict[str, object] = {
        _USER_COLUMNS[name]: value for name, value in values.items() if name in _USER_COLUMNS
    }
    if columns.get("email", before.email) != before.email:
        columns["email_verified"] = False
    columns["modified_at"] = parts.clock.now()
    assignments = ", ".join(f"{column} = :{column}" for column in columns)
    sql = f"UPDATE person SET {assignments} WHERE id = :id"  # noqa: S608  columns of ours
    try:
        parts.database.execute(sql, columns | {"id": user_id})
    except IntegrityError as error:
        raise _duplicate_username() from error


def _check_user(parts: OrgParts, values: Values) -> None:
    for name in ("Username", "Email"):
        value = values.get(name)
        if value is not None and not _EMAIL.fullmatch(str(value)):
            message = f"{name}: invalid email address: {value}"
            raise _refusal("INVALID_EMAIL_ADDRESS", message, fields=(name,))
    for name, expected in _FIXED.items():
        if values.get(name, expected) != expected:
            message = f"{name}: bad value for restricted picklist field: {values[name]}"
            raise _refusal("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message, fields=(name,))
    profile_id = values.get("ProfileId")
    if profile_id and not parts.database.find_row("SELECT 1 FROM profile WHERE id = ?", (profile_id,)):
        raise _cross_reference("ProfileId")


def _create_permission_set(parts: OrgParts, values: Values) -> str:
    name = str(values["Name"])
    _check_api_name(name)
    if parts.permission_sets.find(name):
        raise _refusal("DUPLICATE_DEVELOPER_NAME", "The API name is already used", fields=("Name",))
    return parts.permission_sets.put(name, label=str(values["Label"]))


def _update_permission_set(parts: OrgParts, record_id: str, values: Values) -> None:
    if "Name" in values:
        message = "Unable to create/update fields: Name. A permission set is renamed in its metadata."
        raise _refusal("INVALID_FIELD_FOR_INSERT_UPDATE", message, fields=("Name",))
    if label := values.get("Label"):
        parts.database.execute("UPDATE permission_set SET label = ? WHERE id = ?", (label, record_id))


def _create_assignment(parts: OrgParts, values: Values) -> str:
    try:
        return parts.permission_sets.assign(
            str(values["AssigneeId"]), permission_set_id=str(values["PermissionSetId"])
        )
    except DeniedError as error:
        if error.rule == "unique_assignment":
            message = "duplicate value found: <unknown> duplicates value on record with id: <unknown>"
            raise _refusal("DUPLICATE_VALUE", message) from error
        raise _cross_reference("AssigneeId") from error


def _check_api_name(name: str) -> None:
    if not _API_NAME.fullmatch(name):
        message = "The API name can only contain underscores and alphanumeric characters."
        raise _refusal("INVALID_API_NAME", message, fields=("Name",))


def _check_value(field: SObjectField, value: object) -> str | bool | None:
    if field.kind is FieldKind.FLAG and isinstance(value, bool):
        return value
    if value is None and field.kind is not FieldKind.FLAG:
        return None
    if field.kind is FieldKind.FLAG or not isinstance(value, str):
        message = f"Cannot deserialize instance of {field.kind} from value of {field.name}"
        raise _refusal("JSON_PARSER_ERROR", message)
    if len(value) > _MAX_TEXT:
        message = f"{field.name}: data value too large: (max length={_MAX_TEXT})"
        raise _refusal("STRING_TOO_LONG", message, fields=(field.name,))
    return _check_id(field, value) if field.kind is FieldKind.ID else value


def _check_id(field: SObjectField, value: str) -> str:
    try:
        return parse_id(value)
    except MalformedError as error:
        message = f"{field.name}: id value of incorrect type: {value}"
        raise _refusal("MALFORMED_ID", message, fields=(field.name,)) from error


def _optional(values: Values, name: str) -> str | None:
    value = values.get(name)
    return str(value) if value else None


def _duplicate_username() -> RestError:
    message = (
        "Duplicate Username.<br>Another user has already selected this username.<br>Please select another."
    )
    return _refusal("DUPLICATE_USERNAME", message, fields=("Username",))


def _cross_reference(field: str) -> RestError:
    return _refusal("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", fields=(field,))


def _refusal(error_code: str, message: str, *, fields: tuple[str, ...] | None = None) -> RestError:
    return RestError(message, status=400, error_code=error_code, fields=fields)


_CREATORS: Mapping[str, Callable[[OrgParts, Values], str]] = {
    USER.name: _create_user,
    PERMISSION_SET.name: _create_permission_set,
    PERMISSION_SET_ASSIGNMENT.name: _create_assignment,
}
_UPDATERS: Mapping[str, Callable[[OrgParts, str, Values], None]] = {
    USER.name: _update_user,
    PERMISSION_SET.name: _update_permission_set,
}
