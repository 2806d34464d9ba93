"""AWS's own description of one service: botocore's `service-2.json`, read as data.

NOTE: the file is found beside botocore without importing it: `import botocore.loaders` costs 80 ms of the
stack's start, reading the file 10 ms.
"""

import gzip
import importlib.util
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from isthmus.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One type of the model. Which fields count depends on `kind`."""

    kind: str
    sensitive: bool
    minimum: int | None
    maximum: int | None
    pattern: str | None
    enum: tuple[str, ...]
    members: Mapping[str, str]
    required: tuple[str, ...]
    item: str
    key: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceModel:
    """The operations and shapes of one service."""

    operations: Mapping[str, Any]
    shapes: Mapping[str, Any]
    more_enum_values: Mapping[str, tuple[str, ...]]
    other_patterns: Mapping[str, str]
    _known: dict[str, Shape] = field(default_factory=dict)

    def shape(self, name: str) -> Shape:
        """Give one shape, parsed once."""
        found = self._known.get(name)
        if found is None:
            document = dict(self.shapes[name])
            document["pattern"] = self.other_patterns.get(name, document.get("pattern"))
            found = _parse_shape(document, more_enum_values=self.more_enum_values.get(name, ()))
            self._known[name] = found
        return found

    def input_shape(self, operation: str) -> str | None:
        """Name the shape of an operation's request."""
        return _shape_name(self.operations[operation].get("input"))

    def output_shape(self, operation: str) -> str | None:
        """Name the shape of an operation's result; None if it has none."""
        return _shape_name(self.operations[operation].get("output"))

    def is_unsigned(self, operation: str) -> bool:
        """Tell whether the model says that the operation takes unsigned requests."""
        return operation in self.operations and self.operations[operation].get("authtype", "") == "none"


def read_model(
    service: str, *, more_enum_values: Mapping[str, tuple[str, ...]], other_patterns: Mapping[str, str]
) -> ServiceModel:
    """Read the newest model of a service.

    `more_enum_values` has, by shape, the values that AWS takes and botocore lacks; `other_patterns` those
    that AWS applies in place of botocore's.
    """
    document = json.loads(_read_file(service))
    return ServiceModel(
        operations=document["operations"],
        shapes=document["shapes"],
        more_enum_values=more_enum_values,
        other_patterns=other_patterns,
    )


def _read_file(service: str) -> bytes:
    spec = importlib.util.find_spec("botocore")
    if spec is None or not spec.submodule_search_locations:
        raise ConfigurationError("botocore is missing: install 'isthmus[local]'")
    folder = Path(spec.submodule_search_locations[0]) / "data" / service
    versions = sorted(folder.glob("*/service-2.json*"))
    if not versions:
        raise ConfigurationError(f"botocore has no model of {service}: install 'isthmus[local]' again")
    content = versions[-1].read_bytes()
    return gzip.decompress(content) if versions[-1].suffix == ".gz" else content


def _shape_name(reference: Mapping[str, str] | None) -> str | None:
    return None if reference is None else reference["shape"]


def _parse_shape(document: Mapping[str, Any], *, more_enum_values: tuple[str, ...]) -> Shape:
    enum = tuple(document.get("enum", ()))
    return Shape(
        kind="document" if document.get("document") else document["type"],
        sensitive=document.get("sensitive", False),
        minimum=document.get("min"),
        maximum=document.get("max"),
        pattern=document.get("pattern"),
        enum=enum + more_enum_values if enum else (),
        members={name: member["shape"] for name, member in document.get("members", {}).items()},
        required=tuple(document.get("required", ())),
        item=document.get("member", {}).get("shape", ""),
        key=document.get("key", {}).get("shape", ""),
        value=document.get("value", {}).get("shape", ""),
    )
