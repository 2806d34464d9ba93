"""Statements of AWS policies, as far as the doctor reads them.

Source: IAM User Guide, "IAM JSON policy elements reference".
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Statement = Mapping[str, Any]


def statements_of(document: Mapping[str, Any]) -> list[Statement]:
    """Give the statements of a policy, which may have one or a list of them."""
    statements = document.get("Statement", [])
    return statements if isinstance(statements, list) else [statements]


def as_texts(value: object) -> list[str]:
    """Give one text, or a list of them, as a list."""
    return [str(item) for item in value] if isinstance(value, list) else [] if value is None else [str(value)]


def is_like(text: str, pattern: str) -> bool:
    """Tell whether `text` is as `pattern` says, in which `*` is any text and `?` any character."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, text, re.DOTALL) is not None


def names_action(statement: Statement, action: str) -> bool:
    """Tell whether `Action` names `action`; the case of actions does not matter."""
    return any(is_like(action.lower(), pattern.lower()) for pattern in as_texts(statement.get("Action")))


def conditions_of(statement: Statement) -> Iterator[tuple[str, str, list[str]]]:
    """Give operator, key and values of each condition; operator and key in lower case, as none matters."""
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            yield operator.lower(), key.lower(), as_texts(values)
