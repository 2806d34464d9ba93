"""The objects that REST knows: their fields, where each is stored, and who may do what with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from sqlite3 import Row

from isthmus.local.salesforce import ids


class FieldKind(StrEnum):
    """How a field's value is written."""

    ID = "id"
    TEXT = "string"
    FLAG = "boolean"
    TIME = "dateTime"


@dataclass(frozen=True, slots=True, kw_only=True)
class SObjectField:
    """A field: its API name, and the SQL expression that gives it."""

    name: str
    sql: str
    kind: FieldKind = FieldKind.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class SObject:
    """An object. `methods` are what its records take; `needs_administrator` is for reading, too."""

    name: str
    prefix: str
    source: str
    fields: Mapping[str, SObjectField]
    methods: tuple[str, ...] = ("GET",)
    needs_administrator: bool = False

    def find_field(self, name: str) -> SObjectField | None:
        """Find a field, whose case does not matter."""
        return self.fields.get(name.lower())

    def record_of(self, row: Row, *, fields: list[SObjectField], version: str) -> dict[str, object]:
        """Write a record as REST does."""
        values = {field.name: value_of(row[field.name], kind=field.kind) for field in fields}
        url = f"/services/data/{version}/sobjects/{self.name}/{row['__id']}"
        return {"attributes": {"type": self.name, "url": url}, **values}


def value_of(stored: object, *, kind: FieldKind) -> object:
    """Turn what is stored into JSON."""
    if stored is None:
        return None
    if kind is FieldKind.FLAG:
        return bool(stored)
    if kind is FieldKind.TIME:
        assert isinstance(stored, float)
        moment = datetime.fromtimestamp(stored, tz=UTC)
        return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"
    return stored


def find_object(name: str) -> SObject | None:
    """Find an object by its API name, whose case does not matter."""
    return _OBJECTS.get(name.lower())


def _fields(*fields: SObjectField) -> dict[str, SObjectField]:
    return {field.name.lower(): field for field in fields}


def _text(name: str, sql: str) -> SObjectField:
    return SObjectField(name=name, sql=sql)


def _id(name: str, sql: str) -> SObjectField:
    return SObjectField(name=name, sql=sql, kind=FieldKind.ID)


def _flag(name: str, sql: str) -> SObjectField:
    return SObjectField(name=name, sql=sql, kind=FieldKind.FLAG)


def _time(name: str, sql: str) -> SObjectField:
    return SObjectField(name=name, sql=sql, kind=FieldKind.TIME)


USER = SObject(
    name="User",
    prefix=ids.USER,
    source="person",
    fields=_fields(
        _id("Id", "person.id"),
        _text("Username", "username"),
        _text("LastName", "last_name"),
        _text("FirstName", "first_name"),
        _text("Name", "ltrim(coalesce(first_name, '') || ' ' || last_name)"),
        _text("Alias", "alias"),
        _text("CommunityNickname", "nickname"),
        _text("Email", "email"),
        _flag("IsActive", "is_active"),
        _id("ProfileId", "profile_id"),
        _text("UserType", "user_type"),
        _text("TimeZoneSidKey", "'America/Los_Angeles'"),
        _text("LocaleSidKey", "'en_US'"),
        _text("LanguageLocaleKey", "'en_US'"),
        _text("EmailEncodingKey", "'UTF-8'"),
        _time("CreatedDate", "created_at"),
        _time("LastModifiedDate", "modified_at"),
    ),
    methods=("GET", "POST", "PATCH"),
)
PROFILE = SObject(
    name="Profile",
    prefix=ids.PROFILE,
    source="profile",
    fields=_fields(_id("Id", "profile.id"), _text("Name", "name")),
)
PERMISSION_SET = SObject(
    name="PermissionSet",
    prefix=ids.PERMISSION_SET,
    source="permission_set",
    fields=_fields(
        _id("Id", "permission_set.id"),
        _text("Name", "name"),
        _text("Label", "label"),
        _flag("IsOwnedByProfile", "0"),
    ),
    methods=("GET", "POST", "PATCH", "DELETE"),
    needs_administrator=True,
)
PERMISSION_SET_ASSIGNMENT = SObject(
    name="PermissionSetAssignment",
    prefix=ids.PERMISSION_SET_ASSIGNMENT,
    source="permission_set_assignment",
    fields=_fields(
        _id("Id", "permission_set_assignment.id"),
        _id("AssigneeId", "person_id"),
        _id("PermissionSetId", "permission_set_id"),
    ),
    methods=("GET", "POST", "DELETE"),
    needs_administrator=True,
)
ORGANIZATION = SObject(
    name="Organization",
    prefix=ids.ORGANIZATION,
    source="organization",
    fields=_fields(
        _id("Id", "organization.id"),
        _text("Name", "name"),
        _text("InstanceName", "'LOCAL'"),
        _flag("IsSandbox", "0"),
        _text("OrganizationType", "'Developer Edition'"),
        _text("NamespacePrefix", "NULL"),
        _time("TrialExpirationDate", "NULL"),
        _time("CreatedDate", "created_at"),
    ),
)
_OBJECTS = {
    item.name.lower(): item
    for item in (USER, PROFILE, PERMISSION_SET, PERMISSION_SET_ASSIGNMENT, ORGANIZATION)
}
