"""An AWS service that speaks JSON, as a port: what each operation answers is a function."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from isthmus.errors import UnavailableError
from isthmus.json_answer import JsonAnswer
from unit.salesforce.loopback import Answer, Asked


class RefusedByFakeError(Exception):
    """An operation of the fake refuses with a code."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(slots=True)
class FakeAws:
    """Do what `JsonService` does: expected refusals are given back, others make it unavailable."""

    operations: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]
    calls: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    once: list[str] = field(default_factory=list)

    def call(
        self, operation: str, *, fields: Mapping[str, object], expected_refusals: Collection[str] = ()
    ) -> tuple[str | None, JsonAnswer]:
        self.calls.append((operation, fields))
        try:
            return None, JsonAnswer(self.operations[operation](fields), source=operation)
        except RefusedByFakeError as error:
            if error.code not in expected_refusals:
                raise UnavailableError(f"{operation} was answered 400 {error.code}") from None
            return error.code, JsonAnswer({"message": error.message}, source=operation)

    def call_once(
        self, operation: str, *, fields: Mapping[str, object], expected_refusals: Collection[str] = ()
    ) -> tuple[str | None, JsonAnswer]:
        self.once.append(operation)
        return self.call(operation, fields=fields, expected_refusals=expected_refusals)

    @property
    def called(self) -> list[str]:
        return [operation for operation, _ in self.calls]


def over_http(aws: FakeAws) -> Callable[[Asked], Answer]:
    """Serve the fake as AWS does, to whoever signs."""

    def answer(asked: Asked) -> Answer:
        assert asked.headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE00000/")
        operation = asked.headers["x-amz-target"].partition(".")[2]
        fields = json.loads(asked.body)
        aws.calls.append((operation, fields))
        try:
            return Answer(body=json.dumps(aws.operations[operation](fields)).encode())
        except RefusedByFakeError as error:
            return Answer(status=400, body=json.dumps({"__type": error.code}).encode())

    return answer


def refuse(code: str, message: str = "") -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    def operation(_: Mapping[str, Any]) -> Mapping[str, Any]:
        raise RefusedByFakeError(code, message)

    return operation


def give(**answer: Any) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    return lambda _: answer
