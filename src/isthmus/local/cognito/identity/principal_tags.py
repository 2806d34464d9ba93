"""Attributes for access control: which claims of a login become tags of the session.

Source: Cognito Developer Guide, "Using attributes for access control".
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.local.cognito.identity.errors import invalid_login
from isthmus.local.cognito.identity.logins import VerifiedLogin
from isthmus.local.cognito.identity.role_mappings import text_of
from isthmus.local.cognito.identity.session_tags import SessionTagError, check_session_tags
from isthmus.local.database import Database

DEFAULT_TAGS: Mapping[str, str] = {"username": "sub", "client": "aud"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TagMap:
    """The tags of one provider: the claim of each. With defaults, those of AWS."""

    uses_defaults: bool
    tags: Mapping[str, str]


INACTIVE = TagMap(uses_defaults=False, tags={})


class TagMaps:
    """Keep the maps of all pools."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, tag_map: TagMap, *, pool_id: str, provider: str) -> None:
        """Keep the map in place of the provider's former one."""
        self._database.execute(
            "INSERT INTO principal_tag_map (pool_id, provider, uses_defaults, tags) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (pool_id, provider) DO UPDATE"
            " SET uses_defaults = excluded.uses_defaults, tags = excluded.tags",
            (pool_id, provider, tag_map.uses_defaults, json.dumps(dict(tag_map.tags))),
        )

    def get(self, pool_id: str, *, provider: str) -> TagMap:
        """Give the provider's map, an inactive one if none was ever set."""
        row = self._database.find_row(
            "SELECT uses_defaults, tags FROM principal_tag_map WHERE pool_id = ? AND provider = ?",
            (pool_id, provider),
        )
        if row is None:
            return INACTIVE
        return TagMap(uses_defaults=bool(row["uses_defaults"]), tags=json.loads(row["tags"]))

    def tags_of(self, pool_id: str, *, logins: Iterable[VerifiedLogin]) -> dict[str, str]:
        """Give the session's tags, or raise NotAuthorizedException if a claim can't be one.

        A claim that the token lacks gives no tag.
        """
        tags: dict[str, str] = {}
        for login in logins:
            for key, claim in self.get(pool_id, provider=login.tag_provider).tags.items():
                if claim in login.claims:
                    _add(tags, key, login.claims[claim])
        try:
            check_session_tags(tags)
        except SessionTagError as error:
            raise invalid_login("A claim can't be a principal tag.") from error
        return tags


def _add(tags: dict[str, str], key: str, claim: Any) -> None:
    """SECURITY: a claim that has no one text is refused, not left out: policies may deny by the tag."""
    value = text_of(claim)
    if value is None or tags.get(key, value) != value:
        raise invalid_login("A claim can't be a principal tag.")
    tags[key] = value
