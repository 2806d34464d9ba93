"""Policy variables, `${aws:PrincipalTag/dept}`, which ministack compares as they are written.

Source: IAM User Guide, "IAM policy elements: Variables and tags". A variable without a value, or with one
that would work as a wildcard, lets no Allow match; a Deny keeps the variable's own text then, which equals
nothing.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

VARIABLE = re.compile(r"\$\{\s*([^,}]+?)\s*(?:,\s*'([^']*)'\s*)?\}")
WILDCARDS = frozenset("*?")

FindValue = Callable[[str], Any]


class NoValueError(Exception):
    """A variable has no value that may stand in its place."""


def fill_in(document: Any, *, find_value: FindValue, is_strict: bool) -> Any:
    """Give texts, lists and mappings with the values of their variables; keys stay.

    `find_value` gives a condition key's value or None. Where it `is_strict`, as an Allow is, NoValueError is
    raised for a variable that can't be filled in.
    """
    if isinstance(document, str):
        return VARIABLE.sub(lambda found: _value(found, find_value=find_value, is_strict=is_strict), document)
    if isinstance(document, list):
        return [fill_in(each, find_value=find_value, is_strict=is_strict) for each in document]
    if isinstance(document, Mapping):
        return {
            key: fill_in(each, find_value=find_value, is_strict=is_strict) for key, each in document.items()
        }
    return document


def has_variables(document: Any) -> bool:
    """Tell whether there is anything to fill in."""
    if isinstance(document, str):
        return "${" in document
    values = document.values() if isinstance(document, Mapping) else document
    return isinstance(document, list | Mapping) and any(has_variables(each) for each in values)


def _value(found: re.Match[str], *, find_value: FindValue, is_strict: bool) -> str:
    name, default = found.groups()
    value = "$" if name == "$" else find_value(name)
    text = value if isinstance(value, str) else default
    if text is not None and not WILDCARDS & set(text):
        return text
    if is_strict:
        raise NoValueError(name)
    return found.group()
