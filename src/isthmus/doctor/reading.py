"""What policies say of an action on a resource, as far as reading them can tell.

Conditions, variables and NotAction or NotResource are not evaluated: what hangs on them is unclear.
Source: IAM User Guide, "Policy evaluation logic".
"""

from collections.abc import Sequence
from enum import StrEnum

from isthmus.doctor.statements import Statement, as_texts, is_like, names_action


class Decision(StrEnum):
    """What the statements come to."""

    ALLOWED = "allowed"
    DENIED = "denied"
    UNCLEAR = "unclear"


def decide(statements: Sequence[Statement], *, action: str, resource: str) -> Decision:
    """Decide as IAM does: a Deny wins, and what nothing allows is denied."""
    outcomes: dict[str, set[bool | None]] = {"Allow": set(), "Deny": set()}
    for statement in statements:
        outcomes[str(statement.get("Effect"))].add(_applies(statement, action=action, resource=resource))
    if True in outcomes["Deny"]:
        return Decision.DENIED
    if None in outcomes["Deny"] and outcomes["Allow"] & {True, None}:
        return Decision.UNCLEAR
    if True in outcomes["Allow"]:
        return Decision.ALLOWED
    return Decision.UNCLEAR if None in outcomes["Allow"] else Decision.DENIED


def _applies(statement: Statement, *, action: str, resource: str) -> bool | None:
    """Tell whether a statement is about this; None if reading can't tell."""
    patterns = as_texts(statement.get("Resource"))
    is_named = "NotAction" in statement or names_action(statement, action)
    is_covered = "NotResource" in statement or any(
        "${" in pattern or is_like(resource, pattern) for pattern in patterns
    )
    if not (is_named and is_covered):
        return False
    is_plain = not {"NotAction", "NotResource", "Condition"}.intersection(statement)
    return True if is_plain and any(is_like(resource, pattern) for pattern in patterns) else None
