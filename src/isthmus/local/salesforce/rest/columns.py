"""What `query?columns=true` answers: the columns, which the Salesforce CLI asks for after each query."""

from typing import Any

from isthmus.local.salesforce.rest.schema import FieldKind, SObjectField
from isthmus.local.salesforce.rest.soql.compiling import Plan

_APEX_TYPES = {
    FieldKind.ID: "Id",
    FieldKind.TEXT: "String",
    FieldKind.FLAG: "Boolean",
    FieldKind.TIME: "Datetime",
    FieldKind.NUMBER: "Integer",
}


def describe_columns(plan: Plan) -> dict[str, Any]:
    """Describe the columns; those of related records stand below a column named by the relationship."""
    top: list[dict[str, Any]] = []
    for column in plan.columns:
        place = top
        for name in column.path:
            place = _branch(place, name)
        place.append(_leaf(column.field))
    return {
        "columnMetadata": top,
        "entityName": plan.target.name,
        "groupBy": False,
        "idSelected": any(column.field.name == "Id" and not column.path for column in plan.columns),
        "keyPrefix": plan.target.prefix,
    }


def _branch(place: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    found = next((item for item in place if item["columnName"] == name), None)
    if found is None:
        found = _column(name, apex_type=None)
        place.append(found)
    below: list[dict[str, Any]] = found["joinColumns"]
    return below


def _leaf(field: SObjectField) -> dict[str, Any]:
    return _column(field.name, apex_type=_APEX_TYPES[field.kind])


def _column(name: str, *, apex_type: str | None) -> dict[str, Any]:
    return {
        "aggregate": apex_type is None,
        "apexType": apex_type,
        "booleanType": apex_type == "Boolean",
        "columnName": name,
        "custom": False,
        "displayName": name,
        "foreignKeyName": None,
        "insertable": False,
        "joinColumns": [],
        "numberType": apex_type == "Integer",
        "textType": apex_type == "String",
        "updatable": False,
    }
