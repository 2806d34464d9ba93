"""Reading records: a compiled query into what REST and Apex get, and which objects somebody sees."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.objects import find_object
from isthmus.local.salesforce.rest.schema import Audience, SObject, SObjectField, value_of
from isthmus.local.salesforce.rest.soql.compiling import Column, Plan, Related, compile_query
from isthmus.local.salesforce.rest.soql.filters import Binds
from isthmus.local.salesforce.rest.soql.parser import parse_soql
from isthmus.local.salesforce.store.users import User

FindObject = Callable[[str], SObject | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a query found: the plan that reads the records, and their ids in order."""

    plan: Plan
    record_ids: list[str]


def objects_for(parts: OrgParts, reader: User | None, *, is_tooling: bool) -> FindObject:
    """Give the look-up of the objects that somebody sees. `reader` None is Apex in system mode: all."""
    sees_setup = reader is None or parts.permissions.of(reader).can_view_setup()

    def find(name: str) -> SObject | None:
        found = find_object(name)
        if found is None or (found.audience is Audience.SETUP and not sees_setup):
            return None
        is_served = found.is_tooling or found.has_tooling_twin if is_tooling else not found.is_tooling
        return found if is_served or reader is None else None

    return find


def plan_query(
    parts: OrgParts, text: str, *, reader: User | None, is_tooling: bool, binds: Binds | None
) -> Plan:
    """Compile a query for somebody; raise RestError for what it refuses."""
    find = objects_for(parts, reader, is_tooling=is_tooling)
    return compile_query(parse_soql(text), find_object=find, binds=binds)


def run_query(
    parts: OrgParts, text: str, *, reader: User | None, is_tooling: bool = False, binds: Binds | None
) -> Found:
    """Run a query; raise RestError for what it refuses.

    Apex gives `binds`: a mapping, maybe empty, from the words after each colon, in lower case, to values.
    """
    plan = plan_query(parts, text, reader=reader, is_tooling=is_tooling, binds=binds)
    parts.component_records.ensure()
    rows = parts.database.rows(plan.ids_sql, plan.parameters)
    return Found(plan=plan, record_ids=[row["id"] for row in rows])


def find_records(
    parts: OrgParts, text: str, *, reader: User | None, binds: Binds | None, base: str
) -> list[dict[str, Any]]:
    """Run a query and give all its records, as Apex does: no pages. `SELECT COUNT()` gives none."""
    found = run_query(parts, text, reader=reader, binds=binds)
    return read_records(parts, found.plan, found.record_ids, base=base)


def read_records(
    parts: OrgParts, plan: Plan, record_ids: Sequence[str], *, base: str
) -> list[dict[str, Any]]:
    """Read the plan's columns of some records, in the order of their ids, without those deleted since."""
    if not plan.columns or not record_ids:
        return []
    selected = [f"{plan.related[()].alias}.id AS id"]
    selected += [
        f"{column.field.sql.format(t=plan.related[column.path].alias)} AS {column.name}"
        for column in plan.columns
    ]
    selected += [f"{item.alias}.id AS {item.alias}_id" for item in plan.related.values()]
    rows: dict[str, Row] = {}
    for start in range(0, len(record_ids), _CHUNK):
        some = record_ids[start : start + _CHUNK]
        marks = ", ".join("?" * len(some))
        key = f"{plan.related[()].alias}.id"
        sql = f"SELECT {', '.join(selected)} FROM {plan.tables} WHERE {key} IN ({marks})"  # noqa: S608  names of ours
        rows.update((row["id"], row) for row in parts.database.rows(sql, some))
    return [_record(plan, rows[record_id], base=base) for record_id in record_ids if record_id in rows]


def plan_of(target: SObject, selected: Sequence[SObjectField]) -> Plan:
    """Give the plan that reads some fields of one object."""
    columns = tuple(Column(path=(), field=field, name=f"c{number}") for number, field in enumerate(selected))
    related: dict[tuple[str, ...], Related] = {(): Related(target=target, alias="t0")}
    return Plan(target=target, columns=columns, related=related, ids_sql="", parameters=(), is_count=False)


_CHUNK = 500


def _record(plan: Plan, row: Row, *, base: str) -> dict[str, Any]:
    record: dict[str, Any] = {"attributes": plan.target.attributes(row["id"], base=base)}
    for column in plan.columns:
        holder: dict[str, Any] | None = record
        for depth in range(len(column.path)):
            holder = _related(plan, row, path=column.path[: depth + 1], holder=holder, base=base)
            if holder is None:
                break
        if holder is not None:
            holder[column.field.name] = value_of(row[column.name], kind=column.field.kind)
    return record


def _related(
    plan: Plan, row: Row, *, path: tuple[str, ...], holder: dict[str, Any] | None, base: str
) -> dict[str, Any] | None:
    """Give the record at the end of a path, made below `holder` at first; None if there is none."""
    assert holder is not None
    related = plan.related[path]
    record_id = row[f"{related.alias}_id"]
    if record_id is None:
        holder[related.name] = None
        return None
    found: dict[str, Any] = holder.setdefault(
        related.name, {"attributes": related.target.attributes(record_id, base=base)}
    )
    return found
