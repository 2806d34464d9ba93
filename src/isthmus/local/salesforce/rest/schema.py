"""What an object of REST is: its fields, where each is stored, what it refers to, and who sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class FieldKind(StrEnum):
    """How a field's value is written, in the words of error messages."""

    ID = "id"
    TEXT = "string"
    FLAG = "boolean"
    TIME = "dateTime"
    NUMBER = "int"


class Audience(StrEnum):
    """Who sees an object."""

    EVERYBODY = "everybody"
    SETUP = "setup"
    """Those with View Setup and Configuration; to others the object is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SObjectField:
    """A field: its API name, and the SQL expression that gives it, with `{t}` for the table.

    `refers_to` names the object that an id points at, `relationship` the word for it in a path.
    """

    name: str
    sql: str
    kind: FieldKind = FieldKind.TEXT
    refers_to: str | None = None
    relationship: str | None = None
    is_nillable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SObject:
    """An object. `methods` are what its records take; `writable` and `required` name fields of theirs.

    With `is_tooling` the Tooling API alone has it; with `has_tooling_twin` both APIs do.
    """

    name: str
    plural: str
    prefix: str
    source: str
    fields: Mapping[str, SObjectField]
    methods: tuple[str, ...] = ("GET",)
    writable: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()
    audience: Audience = Audience.EVERYBODY
    is_tooling: bool = False
    has_tooling_twin: bool = False

    def find_field(self, name: str) -> SObjectField | None:
        """Find a field, whose case does not matter."""
        return self.fields.get(name.lower())

    def find_relationship(self, name: str) -> SObjectField | None:
        """Find the field behind a relationship's name, whose case does not matter."""
        wanted = name.lower()
        return next(
            (item for item in self.fields.values() if (item.relationship or "").lower() == wanted), None
        )

    def attributes(self, record_id: str, *, base: str) -> dict[str, str]:
        """Write what stands above every record. `base` is `/services/data/vNN.0`, or its `/tooling`."""
        return {"type": self.name, "url": f"{base}/sobjects/{self.name}/{record_id}"}


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


def fields(*given: SObjectField) -> dict[str, SObjectField]:
    """Index fields by their names in lower case."""
    return {field.name.lower(): field for field in given}


def text(name: str, sql: str, *, is_nillable: bool = False) -> SObjectField:
    """Describe a text."""
    return SObjectField(name=name, sql=sql, is_nillable=is_nillable)


def record_id(sql: str = "{t}.id") -> SObjectField:
    """Describe a record's own id."""
    return SObjectField(name="Id", sql=sql, kind=FieldKind.ID)


def reference(
    name: str, sql: str, *, to: str | None, relationship: str | None = None, is_nillable: bool = False
) -> SObjectField:
    """Describe a reference to another record; `to` None is one of several objects."""
    return SObjectField(
        name=name,
        sql=sql,
        kind=FieldKind.ID,
        refers_to=to,
        relationship=relationship,
        is_nillable=is_nillable,
    )


def flag(name: str, sql: str) -> SObjectField:
    """Describe a boolean."""
    return SObjectField(name=name, sql=sql, kind=FieldKind.FLAG)


def time(name: str, sql: str, *, is_nillable: bool = False) -> SObjectField:
    """Describe a date with its time."""
    return SObjectField(name=name, sql=sql, kind=FieldKind.TIME, is_nillable=is_nillable)


def number(name: str, sql: str) -> SObjectField:
    """Describe a whole number."""
    return SObjectField(name=name, sql=sql, kind=FieldKind.NUMBER)
