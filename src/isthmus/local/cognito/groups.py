"""Groups of users, with their roles and precedence. Page: developerguide/cognito-user-pools-user-groups."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.user import User
from isthmus.local.database import Database

MOST_PER_USER = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSettings:
    """What can be changed of a group. A lower precedence comes first, none comes last."""

    description: str | None
    role_arn: str | None
    precedence: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group of a pool."""

    pool_id: str
    name: str
    settings: GroupSettings
    created_at: float
    modified_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """What a user's groups mean in tokens."""

    groups: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    preferred_role: str | None = None


class Groups:
    """Keep the groups and who is in them."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def insert(self, pool: Pool, *, name: str, settings: GroupSettings) -> Group:
        """Add a group, or raise GroupExistsException."""
        if self._find(pool, name) is not None:
            raise AwsError("GroupExistsException", "A group with the name already exists.")
        now = self._clock.now()
        self._database.execute(
            "INSERT INTO user_group (pool_id, name, description, role_arn, precedence, created_at,"
            " modified_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (pool.id, name, settings.description, settings.role_arn, settings.precedence, now, now),
        )
        return self.get(pool, name)

    def ensure(self, pool: Pool, *, name: str, description: str) -> Group:
        """Give a group, made if it is not there."""
        if self._find(pool, name) is None:
            settings = GroupSettings(description=description, role_arn=None, precedence=None)
            return self.insert(pool, name=name, settings=settings)
        return self.get(pool, name)

    def update(self, pool: Pool, group: Group, *, settings: GroupSettings) -> Group:
        """Replace the settings of a group."""
        self._database.execute(
            "UPDATE user_group SET description = ?, role_arn = ?, precedence = ?, modified_at = ?"
            " WHERE pool_id = ? AND name = ?",
            (
                settings.description,
                settings.role_arn,
                settings.precedence,
                self._clock.now(),
                pool.id,
                group.name,
            ),
        )
        return self.get(pool, group.name)

    def delete(self, group: Group) -> None:
        """Delete a group; its members stay users."""
        self._database.execute(
            "DELETE FROM user_group WHERE pool_id = ? AND name = ?", (group.pool_id, group.name)
        )

    def get(self, pool: Pool, name: str) -> Group:
        """Give a group, or raise ResourceNotFoundException."""
        row = self._find(pool, name)
        if row is None:
            raise AwsError("ResourceNotFoundException", "Group not found.")
        return _group(row)

    def page(self, pool: Pool, *, after: str, limit: int) -> list[Group]:
        """Give up to `limit` groups of a pool in the order of their names."""
        rows = self._database.rows(
            "SELECT * FROM user_group WHERE pool_id = ? AND name > ? ORDER BY name LIMIT ?",
            (pool.id, after, limit),
        )
        return [_group(row) for row in rows]

    def page_of(self, user: User, *, after: str, limit: int) -> list[Group]:
        """Give up to `limit` groups of a user in the order of their names."""
        rows = self._database.rows(
            "SELECT user_group.* FROM group_member JOIN user_group USING (pool_id)"
            " WHERE group_member.user_id = ? AND user_group.name = group_name AND group_name > ?"
            " ORDER BY group_name LIMIT ?",
            (user.id, after, limit),
        )
        return [_group(row) for row in rows]

    def add_member(self, group: Group, user: User) -> None:
        """Put a user into a group; to do so twice changes nothing. Raises InvalidParameterException."""
        names = {each.name for each in self.page_of(user, after="", limit=MOST_PER_USER + 1)}
        if group.name not in names and len(names) >= MOST_PER_USER:
            raise invalid_parameter(f"A user is in at most {MOST_PER_USER} groups.")
        self._database.execute(
            "INSERT OR IGNORE INTO group_member (user_id, pool_id, group_name) VALUES (?, ?, ?)",
            (user.id, group.pool_id, group.name),
        )

    def remove_member(self, group: Group, user: User) -> None:
        """Take a user out of a group, also one who is not in it."""
        self._database.execute(
            "DELETE FROM group_member WHERE user_id = ? AND group_name = ?", (user.id, group.name)
        )

    def membership(self, user: User) -> Membership:
        """Give what the user's groups mean in tokens."""
        groups = self.page_of(user, after="", limit=MOST_PER_USER)
        groups.sort(key=_rank)
        roles = [group.settings.role_arn for group in groups if group.settings.role_arn]
        return Membership(
            groups=tuple(group.name for group in groups),
            roles=tuple(dict.fromkeys(roles)),
            preferred_role=_preferred_role(groups),
        )

    def _find(self, pool: Pool, name: str) -> sqlite3.Row | None:
        return self._database.find_row(
            "SELECT * FROM user_group WHERE pool_id = ? AND name = ?", (pool.id, name)
        )


def _preferred_role(groups: Sequence[Group]) -> str | None:
    """AWS: the role of the lowest precedence; none if several groups have that and their roles differ."""
    with_role = [group for group in groups if group.settings.role_arn is not None]
    if not with_role:
        return None
    best = min(_rank(group) for group in with_role)
    roles = {group.settings.role_arn for group in with_role if _rank(group) == best}
    return roles.pop() if len(roles) == 1 else None


def _rank(group: Group) -> float:
    return float("inf") if group.settings.precedence is None else group.settings.precedence


def _group(row: sqlite3.Row) -> Group:
    return Group(
        pool_id=row["pool_id"],
        name=row["name"],
        settings=GroupSettings(
            description=row["description"], role_arn=row["role_arn"], precedence=row["precedence"]
        ),
        created_at=row["created_at"],
        modified_at=row["modified_at"],
    )
