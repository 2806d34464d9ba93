"""Debug levels and trace flags: who is traced, for how long, and in what detail (Tooling API)."""

from collections.abc import Mapping
from sqlite3 import IntegrityError

from isthmus.local.salesforce import ids
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.objects import DEBUG_CATEGORIES
from isthmus.local.salesforce.rest.values import Values, check_api_name, cross_reference, invalid

_LEVELS = frozenset({"NONE", "ERROR", "WARN", "INFO", "DEBUG", "FINE", "FINER", "FINEST"})
_LOG_TYPES = frozenset({"DEVELOPER_LOG", "USER_DEBUG"})
_LONGEST_SECONDS = 24 * 3600.0
_DEFAULT_SECONDS = 24 * 3600.0
_FLAG_COLUMNS = {
    "TracedEntityId": "traced_entity_id",
    "DebugLevelId": "debug_level_id",
    "LogType": "log_type",
    "StartDate": "starts_at",
    "ExpirationDate": "expires_at",
}
_LEVEL_COLUMNS = {
    "DeveloperName": "developer_name",
    "MasterLabel": "label",
    **{name: name.lower() for name in DEBUG_CATEGORIES},
}


def create_level(parts: OrgParts, values: Values) -> str:
    """Make a debug level; a category that is not named has the level NONE."""
    _check_level(values)
    level_id = ids.new_id(ids.DEBUG_LEVEL)
    columns = dict.fromkeys((name.lower() for name in DEBUG_CATEGORIES), "NONE")
    _insert(
        parts,
        "debug_level",
        {"id": level_id, **columns, **_renamed(values, _LEVEL_COLUMNS)},
        field="DeveloperName",
    )
    return level_id


def update_level(parts: OrgParts, record_id: str, values: Values) -> None:
    """Change a debug level."""
    _check_level(values)
    _update(parts, "debug_level", record_id, _renamed(values, _LEVEL_COLUMNS), field="DeveloperName")


def create_flag(parts: OrgParts, values: Values) -> str:
    """Make a trace flag, which ends within 24 hours."""
    now = parts.clock.now()
    flag_id = ids.new_id(ids.TRACE_FLAG)
    columns = {"expires_at": now + _DEFAULT_SECONDS, "starts_at": None, **_renamed(values, _FLAG_COLUMNS)}
    _check_flag(parts, values, columns=columns)
    _insert(parts, "trace_flag", {"id": flag_id, "created_at": now, **columns}, field="DebugLevelId")
    return flag_id


def update_flag(parts: OrgParts, record_id: str, values: Values) -> None:
    """Change a trace flag."""
    row = parts.database.find_row("SELECT * FROM trace_flag WHERE id = ?", (record_id,))
    assert row is not None
    columns = _renamed(values, _FLAG_COLUMNS)
    _check_flag(parts, values, columns={**dict(row), **columns})
    _update(parts, "trace_flag", record_id, columns, field="DebugLevelId")


def _check_level(values: Values) -> None:
    if "DeveloperName" in values:
        check_api_name(str(values["DeveloperName"]), field="DeveloperName")
    for name in DEBUG_CATEGORIES:
        if name in values and values[name] not in _LEVELS:
            raise _bad_value(name, values[name])


def _check_flag(parts: OrgParts, values: Values, *, columns: Mapping[str, object]) -> None:
    if values.get("LogType", "DEVELOPER_LOG") not in _LOG_TYPES:
        raise _bad_value("LogType", values["LogType"])
    user_id = values.get("TracedEntityId")
    if user_id is not None and parts.users.find(str(user_id)) is None:
        raise cross_reference("TracedEntityId")
    starts_at, expires_at = columns["starts_at"] or parts.clock.now(), columns["expires_at"]
    if not isinstance(expires_at, float) or not isinstance(starts_at, float) or expires_at <= starts_at:
        message = "Expiration date must be after the start date."
        raise invalid("FIELD_INTEGRITY_EXCEPTION", message, fields=("ExpirationDate",))
    if expires_at - starts_at > _LONGEST_SECONDS:
        message = "Trace flags can't be active for more than 24 hours."
        raise invalid("FIELD_INTEGRITY_EXCEPTION", message, fields=("ExpirationDate",))


def _bad_value(name: str, value: object) -> Exception:
    message = f"{name}: bad value for restricted picklist field: {value}"
    return invalid("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message, fields=(name,))


def _renamed(values: Values, columns: Mapping[str, str]) -> dict[str, object]:
    return {columns[name]: value for name, value in values.items()}


def _insert(parts: OrgParts, table: str, columns: dict[str, object], *, field: str) -> None:
    names, marks = ", ".join(columns), ", ".join(f":{name}" for name in columns)
    _write(parts, f"INSERT INTO {table} ({names}) VALUES ({marks})", columns, field=field)  # noqa: S608  our names


def _update(parts: OrgParts, table: str, record_id: str, columns: dict[str, object], *, field: str) -> None:
    if columns:
        changes = ", ".join(f"{name} = :{name}" for name in columns)
        sql = f"UPDATE {table} SET {changes} WHERE id = :id"  # noqa: S608  our names
        _write(parts, sql, {**columns, "id": record_id}, field=field)


def _write(parts: OrgParts, sql: str, columns: dict[str, object], *, field: str) -> None:
    try:
        parts.database.execute(sql, columns)
    except IntegrityError as error:
        if "UNIQUE" in str(error):
            message = f"duplicate value found: {field} duplicates value on record with id: <unknown>"
            raise invalid("DUPLICATE_VALUE", message, fields=(field,)) from error
        raise cross_reference(field) from error
