"""Writing records: which fields each object takes, and what refuses a write."""

import re
from collections.abc import Callable, Mapping
from sqlite3 import IntegrityError

from isthmus.errors import DeniedError
from isthmus.local.salesforce import ids
from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest import debugging
from isthmus.local.salesforce.rest.objects import (
    AUTH_SESSION,
    DEBUG_LEVEL,
    PERMISSION_SET,
    PERMISSION_SET_ASSIGNMENT,
    SETUP_ENTITY_ACCESS,
    TRACE_FLAG,
    USER,
)
from isthmus.local.salesforce.rest.schema import SObject
from isthmus.local.salesforce.rest.values import Values, check_api_name, cross_reference, invalid
from isthmus.local.salesforce.store.users import NewUser

_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,64}\.[A-Za-z0-9-]{2,32}")
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


def create(parts: OrgParts, target: SObject, values: Values) -> str:
    """Insert a record and give its id."""
    if missing := [name for name in target.required if values.get(name) in {None, ""}]:
        message = f"Required fields are missing: [{', '.join(missing)}]"
        raise invalid("REQUIRED_FIELD_MISSING", message, fields=tuple(missing))
    return _CREATORS[target.name](parts, values)


def update(parts: OrgParts, target: SObject, record_id: str, values: Values) -> None:
    """Change a record."""
    emptied = [name for name in target.required if name in values and not values[name]]
    if emptied:
        message = f"Required fields are missing: [{', '.join(emptied)}]"
        raise invalid("REQUIRED_FIELD_MISSING", message, fields=tuple(emptied))
    _UPDATERS[target.name](parts, record_id, values)


def delete(parts: OrgParts, target: SObject, record_id: str) -> None:
    """Delete a record, and what hangs on it."""
    if target is AUTH_SESSION:
        parts.sessions.revoke_by_id(record_id)
        return
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
            raise invalid("INVALID_EMAIL_ADDRESS", message, fields=(name,))
    for name, expected in _FIXED.items():
        if values.get(name, expected) != expected:
            message = f"{name}: bad value for restricted picklist field: {values[name]}"
            raise invalid("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message, fields=(name,))
    profile_id = values.get("ProfileId")
    if profile_id and not parts.database.find_row("SELECT 1 FROM profile WHERE id = ?", (profile_id,)):
        raise cross_reference("ProfileId")


def _create_permission_set(parts: OrgParts, values: Values) -> str:
    name = str(values["Name"])
    check_api_name(name, field="Name")
    if parts.permission_sets.find(name):
        raise invalid("DUPLICATE_DEVELOPER_NAME", "The API name is already used", fields=("Name",))
    return parts.permission_sets.put(name, label=str(values["Label"]))


def _update_permission_set(parts: OrgParts, record_id: str, values: Values) -> None:
    if "Name" in values:
        message = "Unable to create/update fields: Name. A permission set is renamed in its metadata."
        raise invalid("INVALID_FIELD_FOR_INSERT_UPDATE", message, fields=("Name",))
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
            raise invalid("DUPLICATE_VALUE", message) from error
        raise cross_reference("AssigneeId") from error


def _create_access(parts: OrgParts, values: Values) -> str:
    permission_set_id, entity_id = str(values["ParentId"]), str(values["SetupEntityId"])
    if not entity_id.startswith(ids.EXTERNAL_CREDENTIAL_PARAMETER):
        message = "SetupEntityId: only principals of external credentials are supported by the local org"
        raise invalid("INVALID_CROSS_REFERENCE_KEY", message, fields=("SetupEntityId",))
    try:
        return parts.principal_access.grant(permission_set_id, setup_entity_id=entity_id)
    except DeniedError as error:
        if error.rule == "unique_access":
            message = "duplicate value found: <unknown> duplicates value on record with id: <unknown>"
            raise invalid("DUPLICATE_VALUE", message) from error
        known = parts.database.find_row("SELECT 1 FROM permission_set WHERE id = ?", (permission_set_id,))
        raise cross_reference("SetupEntityId" if known else "ParentId") from error


def _optional(values: Values, name: str) -> str | None:
    value = values.get(name)
    return str(value) if value else None


def _duplicate_username() -> RestError:
    message = (
        "Duplicate Username.<br>Another user has already selected this username.<br>Please select another."
    )
    return invalid("DUPLICATE_USERNAME", message, fields=("Username",))


_CREATORS: Mapping[str, Callable[[OrgParts, Values], str]] = {
    USER.name: _create_user,
    PERMISSION_SET.name: _create_permission_set,
    PERMISSION_SET_ASSIGNMENT.name: _create_assignment,
    SETUP_ENTITY_ACCESS.name: _create_access,
    DEBUG_LEVEL.name: debugging.create_level,
    TRACE_FLAG.name: debugging.create_flag,
}
_UPDATERS: Mapping[str, Callable[[OrgParts, str, Values], None]] = {
    USER.name: _update_user,
    PERMISSION_SET.name: _update_permission_set,
    DEBUG_LEVEL.name: debugging.update_level,
    TRACE_FLAG.name: debugging.update_flag,
}
