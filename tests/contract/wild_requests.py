"""Requests made of AWS's service models: of the right shape with wild values, and of broken shapes.

Everything follows from one `random.Random`: the same seed makes the same requests.
"""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

WILD_TEXTS = (
    "",
    " ",
    "\0",
    "a\0b",
    "\n\r\t\x1b[31m",
    "\u202e\u200b\ufeff",
    "\ufb00 \u0130 \u00df \u017f \u212a",
    "e\u0301" * 40,
    "🧑‍🚀" * 20,
    "\ud800",
    "%00%0a%zz",
    "../../etc/passwd",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}",
    "a" * 129,
    "x" * 2049,
    "y" * 140_000,
    "+" + "1" * 40,
    "1" * 5000,
    "-1",
    "1e400",
    "null",
    "true",
    "AAAA====",
    "eyJhbGciOiJub25lIn0.e30.",
    "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.eyJpc3MiOltdfQ.AAAA",
    "a.b.c",
    "a@b.example",
    "*",
    'email = "a',
    'username ^= "\\',
    '"',
    "SRP_A",
)
WILD_NUMBERS = (0, -1, 1, 7, 2**31 - 1, 2**31, 2**63, -(2**63) - 1, 10**40, 10**400, 0.5, 1e308, -0.0)
DEEPEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Values that lead somewhere, by the name of the member that takes them."""

    values: Mapping[str, tuple[Any, ...]]

    def find(self, name: str) -> tuple[Any, ...]:
        return self.values.get(name, ())


def read_service(name: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(name, "service-2"), name)


class WildRequests:
    """Make requests of one operation."""

    def __init__(self, operation: OperationModel, *, known: Known, chance: random.Random) -> None:
        self._operation = operation
        self._known = known
        self._chance = chance
        self._wildness = 0.0

    def valid(self) -> Any:
        """Give a request of the right shape, mostly with values that lead somewhere."""
        self._wildness = self._chance.choice((0.0, 0.03, 0.4))
        shape = self._operation.input_shape
        return {} if shape is None else self._value(shape, name="", depth=0)

    def broken(self) -> Any:
        """Give a request in which something has the wrong type, is missing, or is too deep."""
        if self._chance.random() < 0.05:
            return self._other_json(depth=0)
        return self._break(self.valid())

    def _value(self, shape: Shape, *, name: str, depth: int) -> Any:
        known = self._known.find(name)
        if known and self._chance.random() > self._wildness:
            return self._chance.choice(known)
        if isinstance(shape, StructureShape):
            return self._structure(shape, depth=depth)
        if isinstance(shape, ListShape):
            length = self._chance.choice((0, 1, 1, 2, 3))
            return [self._value(shape.member, name=name, depth=depth + 1) for _ in range(length)]
        if isinstance(shape, MapShape):
            return {
                self._text(shape.key, name=f"{name}.key"): self._value(
                    shape.value, name=f"{name}.value", depth=depth + 1
                )
                for _ in range(self._chance.choice((0, 1, 2)))
            }
        return self._scalar(shape, name=name)

    def _structure(self, shape: StructureShape, *, depth: int) -> dict[str, Any]:
        wanted = self._chance.choice((0.05, 0.4)) if depth < DEEPEST else 0.0
        return {
            name: self._value(member, name=name, depth=depth + 1)
            for name, member in shape.members.items()
            if (name in shape.required_members and self._chance.random() > self._wildness / 20)
            or self._chance.random() < wanted
        }

    def _scalar(self, shape: Shape, *, name: str) -> Any:
        if shape.type_name == "boolean":
            return self._chance.random() < 0.5
        if shape.type_name in ("integer", "long", "float", "double", "timestamp"):
            return self._number(shape)
        if shape.type_name == "blob":
            return self._chance.choice(("", "AAAA", "not base64!", "iVBORw0KGgo="))
        return self._text(shape, name=name)

    def _number(self, shape: Shape) -> Any:
        low, high = shape.metadata.get("min", 0), shape.metadata.get("max", 2**31 - 1)
        if self._chance.random() > self._wildness:
            return self._chance.choice((low, high, self._chance.randint(low, max(low, min(high, low + 99)))))
        whole = [number for number in WILD_NUMBERS if isinstance(number, int)]
        return self._chance.choice(WILD_NUMBERS if shape.type_name in ("float", "double") else whole)

    def _text(self, shape: Shape, *, name: str) -> str:
        enum = shape.metadata.get("enum")
        if enum and self._chance.random() > self._wildness / 8:
            return str(self._chance.choice(enum))
        known = self._known.find(name)
        if known and self._chance.random() > self._wildness:
            return str(self._chance.choice(known))
        if self._chance.random() < self._wildness:
            return self._chance.choice(WILD_TEXTS)
        return self._fitting_text(shape)

    def _fitting_text(self, shape: Shape) -> str:
        """Give a text within the limits; of characters of the pattern, when it lists some."""
        low = shape.metadata.get("min", 1)
        high = min(shape.metadata.get("max", 40), low + 20)
        pattern = shape.metadata.get("pattern", "")
        letters = "abcXYZ019" if re.search(r"\\w|A-Z|a-z|0-9", pattern) else "aZ9-_ .é漢:/+\u0007\u2028"
        return "".join(self._chance.choice(letters) for _ in range(self._chance.randint(low, max(low, high))))

    def _break(self, value: Any) -> Any:
        """Replace one thing somewhere in the value."""
        if isinstance(value, dict) and value and self._chance.random() < 0.8:
            name = self._chance.choice(sorted(value))
            if self._chance.random() < 0.1:
                return {other: inner for other, inner in value.items() if other != name}
            return value | {name: self._break(value[name])}
        if isinstance(value, list) and value and self._chance.random() < 0.5:
            place = self._chance.randrange(len(value))
            return [*value[:place], self._break(value[place]), *value[place + 1 :]]
        return self._other_json(depth=0)

    def _other_json(self, *, depth: int) -> Any:  # noqa: PLR0911  one line a kind
        kind = self._chance.randrange(8)
        if kind == 0:
            return None
        if kind == 1:
            return self._chance.random() < 0.5
        if kind == 2:
            return self._chance.choice(WILD_NUMBERS)
        if kind in (3, 4):
            return self._chance.choice(WILD_TEXTS)
        if kind == 5 and depth < DEEPEST:
            return [self._other_json(depth=depth + 1) for _ in range(self._chance.randrange(4))]
        if kind == 6:
            return _nested(self._chance.choice((50, 500, 900)))
        return {
            self._chance.choice(WILD_TEXTS): self._other_json(depth=depth + 1) if depth < DEEPEST else {}
            for _ in range(2)
        }


def _nested(depth: int) -> Any:
    value: Any = {}
    for _ in range(depth):
        value = [value]
    return value
