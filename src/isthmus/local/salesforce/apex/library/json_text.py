"""System.JSON: `serialize` and `deserializeUntyped`. Numbers with a fraction have no type here."""

import json
from typing import Any

from isthmus.errors import MalformedError
from isthmus.local.salesforce.apex.errors import thrown
from isthmus.local.salesforce.apex.library.tables import methods
from isthmus.local.salesforce.apex.runtime import Frame
from isthmus.local.salesforce.apex.types import OBJECT, STRING, Type
from isthmus.local.salesforce.apex.values import ApexList, ApexMap, ApexSet, Record
from isthmus.local.salesforce.wire import parse_json

_UNTYPED_MAP = Type(name="Map", arguments=(STRING, OBJECT))
_MAX_DEPTH = 50
_NODE = 64  # what a value counts, in characters


def _serialize(frame: Frame, _none: None, value: Any) -> str:
    return _dump(frame, value, indent=None)


def _serialize_pretty(frame: Frame, _none: None, value: Any) -> str:
    return _dump(frame, value, indent=2)


def _dump(frame: Frame, value: Any, *, indent: int | None) -> str:
    separators = (",", ":") if indent is None else (",", " : ")
    text = json.dumps(_plain(frame, value, 0), ensure_ascii=False, indent=indent, separators=separators)
    frame.run.governor.allocate(len(text))
    return text


def _plain(frame: Frame, value: Any, depth: int) -> Any:
    # SECURITY: counted node by node; a list that holds another twice, many times over, would be endless.
    frame.run.governor.allocate(_NODE + (len(value) if isinstance(value, str) else 0))
    if depth > _MAX_DEPTH:
        raise thrown("JSONException", "the value is nested more deeply than the local org serializes")
    match value:
        case None | bool() | int() | str():
            return value
        case ApexMap():
            return {frame.run.text_of(key): _plain(frame, item, depth + 1) for key, item in value.items()}
        case ApexList() | ApexSet():
            return [_plain(frame, item, depth + 1) for item in value]
        case Record():
            fields = {name: _plain(frame, item, depth + 1) for name, item in value.values.items()}
            return {"attributes": {"type": value.type.name}, **fields}
        case _:
            raise thrown(
                "JSONException", f"serializing {type(value).__name__} is not supported by the local org"
            )


def _deserialize(frame: Frame, _none: None, text: str) -> Any:
    frame.run.governor.allocate(len(text) * 2)
    try:
        return _apex_of(frame, parse_json(text.encode("utf-8", "replace")))
    except (MalformedError, RecursionError) as error:
        raise thrown("JSONException", "Malformed JSON: the text is no JSON value") from error


def _apex_of(frame: Frame, value: Any) -> Any:
    frame.run.governor.allocate(_NODE)
    match value:
        case dict():
            made = ApexMap(type_=_UNTYPED_MAP)
            made.update({name: _apex_of(frame, item) for name, item in value.items()})
            return made
        case list():
            return ApexList((_apex_of(frame, item) for item in value), element=OBJECT)
        case float():
            raise thrown("JSONException", "a number with a fraction is not supported by the local org")
        case int() if not -(2**63) <= value < 2**63:
            raise thrown("JSONException", "a number of more than 64 bits is not supported by the local org")
        case _:
            return value


STATIC = {
    "json": methods(
        {"serialize(Object) String": _serialize, "serializePretty(Object) String": _serialize_pretty},
        takes_null=True,
    )
    | methods({"deserializeUntyped(String) Object": _deserialize})
}
