r"""ListUsers' filter: `AttributeName = "value"` or `AttributeName ^= "value"`, with `\"` for a quote.

Page: developerguide/how-to-manage-user-accounts, "Searching for users using the ListUsers API".
"""

import re
from typing import Any

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Pool

_FORM = re.compile(r'\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*', re.DOTALL)
_ATTRIBUTES = (
    "email",
    "phone_number",
    "name",
    "given_name",
    "family_name",
    "preferred_username",
)
# What a pool that is not case sensitive keeps in lower case.
_LOWERED = ("username", "email", "preferred_username")
# NOTE: written as subqueries, so that SQLite starts from the value's index and not from the pool's.
_BY_COLUMN = {
    "username": "id IN (SELECT id FROM user WHERE pool_id = ? AND username BETWEEN ? AND ?)",
    "sub": "id IN (SELECT id FROM user WHERE pool_id = ? AND sub BETWEEN ? AND ?)",
    "cognito:user_status": "pool_id = ? AND status BETWEEN ? AND ?",
}
_BY_ATTRIBUTE = (
    "id IN (SELECT user_id FROM user_attribute WHERE pool_id = ? AND name = ? AND value BETWEEN ? AND ?)"
)
_HIGHEST = "\U0010ffff"


def condition(pool: Pool, unverified_filter: str | None) -> tuple[str, tuple[Any, ...]]:
    """Give the SQL condition and its parameters, or raise InvalidParameterException."""
    if not unverified_filter:
        return "pool_id = ?", (pool.id,)
    match = _FORM.fullmatch(unverified_filter)
    if match is None:
        raise invalid_parameter("Error while parsing filter")
    name, operator, quoted = match.groups()
    value = re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
    if name in _LOWERED:
        value = pool.normalized(value)
    if name == "status":
        return "pool_id = ? AND is_enabled = ?", (pool.id, _is_enabled(value, operator=operator))
    low, high = (value, value) if operator == "=" else (value, value + _HIGHEST)
    if name in _BY_COLUMN:
        return _BY_COLUMN[name], (pool.id, low, high)
    if name in _ATTRIBUTES:
        return _BY_ATTRIBUTE, (pool.id, name, low, high)
    raise _not_searchable(name)


def _is_enabled(value: str, *, operator: str) -> int:
    states = {"enabled": 1, "disabled": 0}
    if operator != "=" or value.lower() not in states:
        raise invalid_parameter("Error while parsing filter")
    return states[value.lower()]


def _not_searchable(name: str) -> AwsError:
    return invalid_parameter(f"Invalid search attribute: {name}")
