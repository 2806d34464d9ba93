"""What Apex's own classes do here: a table of methods for each, and nothing that is not in a table."""

from collections.abc import Sequence

from isthmus.local.salesforce.apex.library import collections, exceptions, http, json_text, strings, system
from isthmus.local.salesforce.apex.library.tables import LibraryMethod
from isthmus.local.salesforce.apex.types import Kind, Type

_INSTANCE = {**strings.INSTANCE, **collections.INSTANCE, **http.INSTANCE, **exceptions.INSTANCE}
_STATIC = {**strings.STATIC, **system.STATIC, **json_text.STATIC}


def find_methods(receiver: Type, name: str) -> Sequence[LibraryMethod]:
    """Find the methods of a value's type."""
    owner = "exception" if receiver.kind is Kind.EXCEPTION else receiver.name.lower()
    return _INSTANCE.get(owner, {}).get(name.lower(), ())


def find_static_methods(owner: str, name: str) -> Sequence[LibraryMethod]:
    """Find the static methods of a class."""
    return _STATIC.get(owner.lower(), {}).get(name.lower(), ())


def has_class(name: str) -> bool:
    """Whether a class has static methods here."""
    return name.lower() in _STATIC
