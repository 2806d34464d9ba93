"""Whether the data directory has what a seed says."""

from collections.abc import Collection, Mapping
from typing import Any

from isthmus.local.cognito.seeding.documents import SeedError


def check_same(
    wanted: Mapping[str, Any], present: Mapping[str, Any], *, names: Collection[str], where: str, what: str
) -> None:
    """Raise SeedError that names the members which differ. An absent one is an empty one."""
    different = sorted(name for name in names if _value(wanted, name) != _value(present, name))
    if different:
        raise SeedError(
            where,
            f"the data directory has {what} with another {', '.join(different)}: change the seed "
            "('isthmus local export' writes what is there), or use another --data-dir",
        )


def _value(document: Mapping[str, Any], name: str) -> Any:
    value = document.get(name)
    return None if value in ([], {}) else value
