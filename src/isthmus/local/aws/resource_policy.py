"""May a service invoke a function? A Lambda resource policy, evaluated for a service principal.

Only what `AddPermission` writes is understood. An Allow with anything else in it allows nothing; a Deny with
anything else in it denies.

Source: AWS Lambda Developer Guide, "Resource-based policies"; IAM User Guide, "Condition operators".
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

ACTION = "lambda:InvokeFunction"


def is_invoke_allowed(policy: str, *, function_arn: str, service: str, conditions: Mapping[str, str]) -> bool:
    """Tell whether the policy lets `service` invoke the function.

    `conditions` are the request's condition keys, such as aws:SourceArn.
    """
    request = {name.lower(): value for name, value in conditions.items()}
    allowed = False
    for statement in _statements(policy):
        applies = _applies(statement, function_arn=function_arn, service=service)
        outcome = _outcome(statement.get("Condition", {}), request)
        if statement.get("Effect") != "Allow" and applies is not False and outcome is not False:
            return False
        allowed = allowed or (statement.get("Effect") == "Allow" and applies is True and outcome is True)
    return allowed


def _statements(policy: str) -> list[Mapping[str, Any]]:
    try:
        document = json.loads(policy)
    except ValueError:
        return []
    statements = document.get("Statement", []) if isinstance(document, dict) else []
    listed = statements if isinstance(statements, list) else [statements]
    return [statement for statement in listed if isinstance(statement, dict)]


def _applies(statement: Mapping[str, Any], *, function_arn: str, service: str) -> bool | None:
    """Tell whether the statement is about this; None if it says so in a way that is not understood."""
    if not set(statement) <= {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}:
        return None
    principal = statement.get("Principal")
    if isinstance(principal, dict):
        is_named = service in _texts(principal.get("Service", []))
    else:
        is_named = principal == "*"
    acts = any(_like(ACTION.lower(), pattern.lower()) for pattern in _texts(statement.get("Action", [])))
    covers = any(_like(function_arn, pattern) for pattern in _texts(statement.get("Resource", [])))
    return is_named and acts and covers


def _outcome(conditions: Any, request: Mapping[str, str]) -> bool | None:
    """Tell whether all conditions hold; None if one of them is not understood."""
    if not isinstance(conditions, dict):
        return None
    understood = True
    for operator, keys in conditions.items():
        compare = OPERATORS.get(str(operator).lower())
        if compare is None or not isinstance(keys, dict):
            understood = False
            continue
        for name, wanted in keys.items():
            actual = request.get(str(name).lower())
            if actual is None or not any(compare(actual, text) for text in _texts(wanted)):
                return False
    return True if understood else None


def _like(actual: str, pattern: str) -> bool:
    """Match `*` and `?` over the whole text."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, actual, re.DOTALL) is not None


def _arn_like(actual: str, pattern: str) -> bool:
    """Match an ARN part by part: no wildcard spans a colon of the first five parts."""
    actual_parts, pattern_parts = actual.split(":", 5), pattern.split(":", 5)
    if len(actual_parts) != len(pattern_parts):
        return False
    return all(_like(part, wanted) for part, wanted in zip(actual_parts, pattern_parts, strict=True))


def _equal(actual: str, wanted: str) -> bool:
    return actual == wanted


OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "arnlike": _arn_like,
    "arnequals": _arn_like,
    "stringequals": _equal,
    "stringlike": _like,
}


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]
