"""A party's JSON answer, read field by field: what it lacks makes that party unavailable.

It leaves statuses and error bodies to those who know the party's protocol. No reason quotes a value: answers
hold tokens.
"""

from collections.abc import Collection, Mapping
from typing import Protocol, Self

from isthmus.errors import MalformedError, UnavailableError
from isthmus.jose.strict_json import parse_object

_LARGEST_NUMBER = 2**53  # RFC 8259 section 6: beyond it readers disagree


class JsonAnswer:
    """A JSON object from `source`. Every read says which type it wants and raises `UnavailableError` else."""

    __slots__ = ("_fields", "_source")

    def __init__(self, fields: Mapping[str, object], *, source: str) -> None:
        self._fields = fields
        self._source = source

    @classmethod
    def parse(cls, body: bytes, *, source: str) -> Self:
        """Read a body that has to be one JSON object."""
        try:
            return cls(parse_object(body), source=source)
        except MalformedError as error:
            raise UnavailableError(f"{source} gave an answer that is {error}") from error

    def get_text(self, name: str) -> str:
        """Give a non-empty text."""
        value = self.find_text(name)
        if not value:
            raise UnavailableError(f"{self._source} answered without {name}")
        return value

    def find_text(self, name: str) -> str | None:
        """Give a text, or None if the field is absent or null."""
        value = self._fields.get(name)
        if value is not None and not isinstance(value, str):
            raise UnavailableError(f"{self._source} answered with a {name} that is no text")
        return value

    def get_number(self, name: str) -> float:
        """Give a number; 1e400 is none."""
        value = self._fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LARGEST_NUMBER:
            raise UnavailableError(f"{self._source} answered with a {name} that is no number")
        return value

    def find_object(self, name: str) -> "JsonAnswer | None":
        """Give an object, or None if the field is absent or null."""
        value = self._fields.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise UnavailableError(f"{self._source} answered with a {name} that is no object")
        return JsonAnswer(value, source=self._source)

    def get_object(self, name: str) -> "JsonAnswer":
        """Give an object."""
        value = self.find_object(name)
        if value is None:
            raise UnavailableError(f"{self._source} answered without {name}")
        return value

    def get_texts(self) -> dict[str, str]:
        """Give all fields, which all have to be texts."""
        return {name: self.find_text(name) or "" for name in self._fields}

    def is_true(self, name: str) -> bool:
        """Tell whether the field is literally `true`; `"true"` and `1` are not."""
        return self._fields.get(name) is True


class JsonApi(Protocol):
    """Call the operations of an AWS service; `isthmus.aws.json_call.JsonService` does."""

    def call(
        self, operation: str, *, fields: Mapping[str, object], expected_refusals: Collection[str] = ()
    ) -> tuple[str | None, JsonAnswer]:
        """Give None and the answer, or the code of an expected refusal and its error body.

        Raises `UnavailableError` on any other refusal, an outage, or an answer that is no JSON object.
        """
        ...
