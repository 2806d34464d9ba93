"""YAML read with care: a value knows its place in the file, and what YAML guesses is not guessed.

Only JSON's types are recognized: `true` and `false`, decimal numbers, `null`; `yes`, dates and `0123` are
text. Anchors, aliases, tags and repeated keys are refused.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from isthmus.local.cognito.seeding.documents import SeedError

LARGEST_FILE = 16 * 1024 * 1024
_DEEPEST = 40
_PLAIN: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:bool": lambda text: text == "true",
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:str": str,
}


_NUMBER = r"-?(?:0|[1-9][0-9]{0,17})"
# Tag, form and first characters of what is no text.
IMPLICIT_TYPES = (
    ("tag:yaml.org,2002:null", re.compile(r"(?:null|~|)\Z"), ("n", "~", "")),
    ("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), ("t", "f")),
    ("tag:yaml.org,2002:int", re.compile(rf"{_NUMBER}\Z"), tuple("-0123456789")),
    (
        "tag:yaml.org,2002:float",
        re.compile(rf"{_NUMBER}(?:\.[0-9]{{1,17}})?(?:[eE][+-]?[0-9]{{1,3}})?\Z"),
        tuple("-0123456789"),
    ),
)


class _Loader(yaml.CSafeLoader):
    """The safe loader with JSON's implicit types only."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  PyYAML's own way


for _tag, _pattern, _first in IMPLICIT_TYPES:
    _Loader.add_implicit_resolver(_tag, _pattern, _first)


def read_yaml(path: Path) -> "Value":
    """Read the one document of a file; raise SeedError, or OSError for a file that can't be read."""
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise SeedError(str(path), f"larger than {LARGEST_FILE // 1024 // 1024} MiB")
    try:
        _check_events(content, path=path)
        node = yaml.compose(content, Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{_line_of(mark)}" if mark is not None else ""
        raise SeedError(f"{path}{line}", f"not YAML: {getattr(error, 'problem', None) or error}") from error
    if node is None:
        raise SeedError(str(path), "the file is empty")
    return Value(node=node, path="", source=str(path))


def _check_events(content: bytes, *, path: Path) -> None:
    """SECURITY: an alias of an alias of an alias fills the memory; depth fills the stack."""
    depth = 0
    for event in yaml.parse(content, Loader=_Loader):
        where = f"{path}:{_line_of(event.start_mark)}"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise SeedError(where, "anchors and aliases are not taken")
        if getattr(event, "tag", None) is not None:
            raise SeedError(where, "tags are not taken")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise SeedError(where, f"more than {_DEEPEST} levels")


def _line_of(mark: Any) -> int:
    line: int = mark.line
    return line + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value and its place: `path` such as `user_pools[0].id`."""

    node: yaml.Node
    path: str
    source: str

    @property
    def where(self) -> str:
        """File, line and path."""
        place = f"{self.source}:{_line_of(self.node.start_mark)}"
        return f"{place}: {self.path}" if self.path else place

    def members(self, *, required: Collection[str], optional: Collection[str] = ()) -> dict[str, "Value"]:
        """Give the members of a mapping, of which there are no others; raise SeedError."""
        members = self.entries()
        for name, value in members.items():
            if name not in required and name not in optional:
                known = ", ".join((*required, *optional))
                raise SeedError(value.where, f"is not known here: there are {known}")
        for name in required:
            if name not in members:
                raise SeedError(self.where, f"{name} is missing")
        return members

    def entries(self) -> dict[str, "Value"]:
        """Give the entries of a mapping with text keys; raise SeedError."""
        if not isinstance(self.node, yaml.MappingNode):
            raise SeedError(self.where, "is not a mapping")
        entries: dict[str, Value] = {}
        for key, node in self.node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise SeedError(self.where, "has a key that is no text")
            path = f"{self.path}.{key.value}" if self.path else key.value
            value = Value(node=node, path=path, source=self.source)
            if key.value in entries:
                raise SeedError(value.where, "is there twice")
            entries[key.value] = value
        return entries

    def items(self) -> list["Value"]:
        """Give the items of a sequence; raise SeedError."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise SeedError(self.where, "is not a list")
        return [
            Value(node=node, path=f"{self.path}[{number}]", source=self.source)
            for number, node in enumerate(self.node.value)
        ]

    def text(self) -> str:
        """Give a text; raise SeedError for a number, which wants quotes."""
        value = self._scalar()
        if not isinstance(value, str):
            raise SeedError(self.where, "is not a text: write it in quotes")
        return value

    def flag(self) -> bool:
        """Give true or false; raise SeedError."""
        value = self._scalar()
        if not isinstance(value, bool):
            raise SeedError(self.where, "is neither true nor false")
        return value

    def number(self) -> float:
        """Give a number; raise SeedError."""
        value = self._scalar()
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SeedError(self.where, "is not a number")
        return float(value)

    def plain(self) -> Any:
        """Give the value as JSON has it; raise SeedError."""
        if isinstance(self.node, yaml.MappingNode):
            return {name: value.plain() for name, value in self.entries().items()}
        if isinstance(self.node, yaml.SequenceNode):
            return [value.plain() for value in self.items()]
        return self._scalar()

    def _scalar(self) -> Any:
        if not isinstance(self.node, yaml.ScalarNode):
            raise SeedError(self.where, "is not a single value")
        return _PLAIN[self.node.tag](self.node.value)
