"""A request checked against its shape, before any code of an operation sees it.

A JSON value of the wrong type is a SerializationException; a value outside its limits is a validation error
in AWS's words, all of them at once. Members that the model lacks are dropped, as AWS does. Values of
sensitive shapes are never quoted.
"""

import base64
import binascii
import sys
from collections.abc import Iterator
from typing import Any

from isthmus.local.awsjson.errors import AwsError
from isthmus.local.awsjson.model import ServiceModel, Shape
from isthmus.local.awsjson.patterns import is_match


def verify_input(model: ServiceModel, shape_name: str, unverified: Any, *, error_code: str) -> dict[str, Any]:
    """Give the request with the model's members only, or raise AwsError that lists what is wrong."""
    check = _Check(model)
    verified = check.value(shape_name, unverified, path="")
    if check.violations:
        raise AwsError(error_code, _summary(check.violations))
    assert isinstance(verified, dict)
    return verified


def find_dropped(unverified: Any, verified: Any, *, path: str = "") -> str | None:
    """Give the path of the first member that `verify_input` dropped, or None."""
    if isinstance(unverified, dict) and isinstance(verified, dict):
        for name, value in unverified.items():
            where = f"{path}{'.' if path else ''}{name}"
            if name not in verified:
                return where
            dropped = find_dropped(value, verified[name], path=where)
            if dropped is not None:
                return dropped
    if isinstance(unverified, list) and isinstance(verified, list):
        for number, (one, other) in enumerate(zip(unverified, verified, strict=True)):
            dropped = find_dropped(one, other, path=f"{path}[{number}]")
            if dropped is not None:
                return dropped
    return None


class _Check:
    def __init__(self, model: ServiceModel) -> None:
        self._model = model
        self.violations: list[str] = []

    def value(self, shape_name: str, unverified: Any, *, path: str) -> Any:
        shape = self._model.shape(shape_name)
        if shape.kind == "document":
            return unverified
        if shape.kind == "structure":
            return self._structure(shape, unverified, path=path)
        if shape.kind == "list":
            return self._list(shape, unverified, path=path)
        if shape.kind == "map":
            return self._map(shape, unverified, path=path)
        verified = _scalar(shape.kind, unverified)
        for constraint in _broken_constraints(shape, verified):
            self._report(constraint, verified, path=path, quoted=not shape.sensitive)
        return verified

    def _structure(self, shape: Shape, unverified: Any, *, path: str) -> dict[str, Any]:
        if not isinstance(unverified, dict):
            raise _unexpected(unverified)
        verified = {}
        for name, member in shape.members.items():
            member_path = f"{path}{'.' if path else ''}{name[:1].lower()}{name[1:]}"
            if unverified.get(name) is not None:
                verified[name] = self.value(member, unverified[name], path=member_path)
            elif name in shape.required:
                self._report("Member must not be null", None, path=member_path, quoted=True)
        return verified

    def _list(self, shape: Shape, unverified: Any, *, path: str) -> list[Any]:
        if not isinstance(unverified, list):
            raise _unexpected(unverified)
        item = self._model.shape(shape.item)
        if item.kind in ("structure", "list", "map"):
            verified = [
                self.value(shape.item, _present(element), path=f"{path}.{number}.member")
                for number, element in enumerate(unverified, start=1)
            ]
        else:
            verified = [_scalar(item.kind, _present(element)) for element in unverified]
            self._members(item, verified, whole=verified, path=path, says="Member must satisfy constraint")
        self._size(shape, verified, path=path, quoted=not (shape.sensitive or item.sensitive))
        return verified

    def _map(self, shape: Shape, unverified: Any, *, path: str) -> dict[str, Any]:
        if not isinstance(unverified, dict):
            raise _unexpected(unverified)
        verified = {
            _scalar("string", name): self.value(shape.value, element, path=f"{path}.{name}.member")
            for name, element in unverified.items()
            if element is not None
        }
        key = self._model.shape(shape.key)
        self._members(key, list(verified), whole=verified, path=path, says="Map keys must satisfy constraint")
        sensitive = shape.sensitive or key.sensitive or self._model.shape(shape.value).sensitive
        self._size(shape, verified, path=path, quoted=not sensitive)
        return verified

    def _members(self, shape: Shape, members: list[Any], *, whole: Any, path: str, says: str) -> None:
        broken = {text: None for member in members for text in _broken_constraints(shape, member)}
        if broken:
            quoted = not shape.sensitive and not isinstance(whole, dict)
            self._report(f"{says}: [{', '.join(broken)}]", whole, path=path, quoted=quoted)

    def _size(self, shape: Shape, verified: Any, *, path: str, quoted: bool) -> None:
        for constraint in _broken_sizes(shape, len(verified), noun="length"):
            self._report(constraint, verified, path=path, quoted=quoted)

    def _report(self, constraint: str, value: Any, *, path: str, quoted: bool) -> None:
        shown = "" if not quoted else " null" if value is None else f" '{_java_text(value)}'"
        self.violations.append(f"Value{shown} at '{path}' failed to satisfy constraint: {constraint}")


# Java's int and long, as AWS's services have them. SECURITY: greater numbers fail later, in the store.
_LARGEST = {"integer": 2**31, "long": 2**63}


def _scalar(kind: str, unverified: Any) -> Any:
    """Check the JSON type alone. SECURITY: a lone surrogate would fail later, in the store."""
    if kind == "string" and isinstance(unverified, str):
        if not unverified.isascii() and any("\ud800" <= character <= "\udfff" for character in unverified):
            raise AwsError("SerializationException", "Invalid Unicode text")
        return unverified
    if kind == "boolean" and isinstance(unverified, bool):
        return unverified
    if isinstance(unverified, bool):
        raise _unconvertible(unverified, kind)
    if kind in _LARGEST and isinstance(unverified, int) and -_LARGEST[kind] <= unverified < _LARGEST[kind]:
        return unverified
    if kind in ("timestamp", "double", "float") and isinstance(unverified, int | float):
        return _float(unverified, kind)
    if kind == "blob" and isinstance(unverified, str):
        return _decoded(unverified)
    if isinstance(unverified, list | dict):
        raise _unexpected(unverified)
    raise _unconvertible(unverified, kind)


def _float(unverified: float, kind: str) -> float:
    """JSON has numbers, such as 1e999, that are beyond every float."""
    if abs(unverified) > sys.float_info.max:
        raise _unconvertible(unverified, kind)
    return float(unverified)


def _unconvertible(unverified: Any, kind: str) -> AwsError:
    article = "an" if kind == "integer" else "a"
    message = f"{_json_kind(unverified)} can not be converted to {article} {kind.title()}"
    return AwsError("SerializationException", message)


def _decoded(unverified: str) -> bytes:
    try:
        return base64.b64decode(unverified, validate=True)
    except (binascii.Error, ValueError) as error:
        raise AwsError("SerializationException", "Invalid Base64 text") from error


def _broken_constraints(shape: Shape, value: Any) -> Iterator[str]:
    if isinstance(value, str | bytes):
        yield from _broken_sizes(shape, len(value), noun="length")
    elif not isinstance(value, bool):
        yield from _broken_sizes(shape, value, noun="value")
    if shape.pattern is not None and isinstance(value, str) and not is_match(shape.pattern, value):
        yield f"Member must satisfy regular expression pattern: {shape.pattern}"
    if shape.enum and value not in shape.enum:
        yield f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"


def _broken_sizes(shape: Shape, size: float, *, noun: str) -> Iterator[str]:
    if shape.minimum is not None and size < shape.minimum:
        yield f"Member must have {noun} greater than or equal to {shape.minimum}"
    if shape.maximum is not None and size > shape.maximum:
        yield f"Member must have {noun} less than or equal to {shape.maximum}"


def _present(element: Any) -> Any:
    if element is None:
        raise AwsError("SerializationException", "NULL_VALUE found where not expected")
    return element


def _unexpected(unverified: Any) -> AwsError:
    if isinstance(unverified, list):
        return AwsError("SerializationException", "Start of list found where not expected")
    if isinstance(unverified, dict):
        return AwsError("SerializationException", "Start of structure or map found where not expected.")
    return AwsError("SerializationException", "Unexpected field type")


def _json_kind(unverified: Any) -> str:
    if isinstance(unverified, bool):
        return "TRUE_VALUE" if unverified else "FALSE_VALUE"
    if isinstance(unverified, str):
        return "STRING_VALUE"
    return "NULL_VALUE" if unverified is None else "NUMBER_VALUE"


def _java_text(value: Any) -> str:
    """Write a value as Java's toString() does, which is what AWS quotes."""
    if isinstance(value, list):
        return f"[{', '.join(_java_text(element) for element in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}={_java_text(element)}" for name, element in value.items()) + "}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _summary(violations: list[str]) -> str:
    noun = "error" if len(violations) == 1 else "errors"
    return f"{len(violations)} validation {noun} detected: {'; '.join(violations)}"
