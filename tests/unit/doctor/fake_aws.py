"""AWS that says what a test lets it say, for what the local stack never says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.doctor.patient import AwsRefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeAws:
    """The port `Aws`: an answer, or the code of a refusal, for each operation, or for each of its pages."""

    answers: Mapping[str, Mapping[str, Any] | str]

    def ask(self, service: str, operation: str, **fields: object) -> Mapping[str, Any]:
        answer = self.answers.get(f"{operation} {fields.get('nextToken')}") or self.answers[operation]
        if isinstance(answer, str):
            raise AwsRefusedError(operation=operation, error_code=answer, message=f"{service} {len(fields)}")
        return answer
