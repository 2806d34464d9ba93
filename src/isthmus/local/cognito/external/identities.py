"""Which identity at a provider is which user of the pool.

An identity is a provider and a value: its `sub` there, or, for one that an administrator linked by an
attribute, that attribute's value until the first sign-in, which pins the `sub`. Nobody is linked by an e-mail
address without an administrator.
Page: developerguide/cognito-user-pools-identity-federation-consolidate-users.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.external.providers import IdentityProvider
from isthmus.local.cognito.user import User
from isthmus.local.database import Database

SUBJECT_ATTRIBUTE = "Cognito_Subject"
IDENTITIES = "identities"
MOST_PER_USER = 5
MOST_ATTRIBUTES_PER_PROVIDER = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalIdentity:
    """Somebody at a provider. `attribute` is Cognito_Subject for the `sub`, else an attribute of the pool."""

    provider: IdentityProvider
    attribute: str
    value: str


class ExternalIdentities:
    """Keep the identities. A user's `identities` attribute shows them."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def find_user_id(self, identity: ExternalIdentity) -> int | None:
        """Give the row of the user of an identity, or None."""
        row = self._database.find_row(
            "SELECT user_id FROM external_identity"
            " WHERE pool_id = ? AND provider_name = ? AND attribute = ? AND value = ?",
            _key(identity),
        )
        return None if row is None else row["user_id"]

    def find_user_id_by_attributes(
        self, provider: IdentityProvider, attributes: Mapping[str, str]
    ) -> tuple[int, ExternalIdentity] | None:
        """Give who is linked by one of these attributes; links to several users are refused."""
        found: dict[int, ExternalIdentity] = {}
        for name in self._linked_attributes(provider):
            if name in attributes:
                identity = ExternalIdentity(provider=provider, attribute=name, value=attributes[name])
                user_id = self.find_user_id(identity)
                if user_id is not None:
                    found.setdefault(user_id, identity)
        if len(found) > 1:
            raise invalid_parameter("The identity is linked to more than one user.")
        return next(iter(found.items()), None)

    def insert(self, identity: ExternalIdentity, user: User, *, is_primary: bool) -> None:
        """Add an identity that nobody has. Stands inside the caller's transaction."""
        self._database.execute(
            "INSERT INTO external_identity (pool_id, provider_name, attribute, value, user_id, is_primary,"
            " created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*_key(identity), user.id, is_primary, self._clock.now()),
        )
        self._show(user.id, pool_id=user.pool_id)

    def link(self, identity: ExternalIdentity, user: User) -> None:
        """Link an identity that was never signed in to a user, within AWS's limits."""
        with self._database.transaction():
            self._check_limits(identity, user)
            self.insert(identity, user, is_primary=False)

    def pin(self, identity: ExternalIdentity, *, subject: str) -> None:
        """Replace the attribute of a link by the `sub` of who signed in through it."""
        with self._database.transaction():
            row = self._database.find_row(
                "UPDATE external_identity SET attribute = ?, value = ? WHERE pool_id = ?"
                " AND provider_name = ? AND attribute = ? AND value = ? RETURNING user_id",
                (SUBJECT_ATTRIBUTE, subject, *_key(identity)),
            )
            if row is not None:
                self._show(row["user_id"], pool_id=identity.provider.pool_id)

    def delete(self, identity: ExternalIdentity) -> int | None:
        """Take an identity from its user, whose row it gives; None if nobody had it."""
        with self._database.transaction():
            row = self._database.find_row(
                "DELETE FROM external_identity WHERE pool_id = ? AND provider_name = ? AND attribute = ?"
                " AND value = ? RETURNING user_id",
                _key(identity),
            )
            if row is None:
                return None
            self._show(row["user_id"], pool_id=identity.provider.pool_id)
            user_id: int = row["user_id"]
            return user_id

    def _check_limits(self, identity: ExternalIdentity, user: User) -> None:
        rows = self._rows_of(user.id)
        if len([row for row in rows if not row["is_primary"]]) >= MOST_PER_USER:
            raise AwsError("LimitExceededException", f"A user has at most {MOST_PER_USER} linked identities.")
        linked = {*self._linked_attributes(identity.provider), identity.attribute} - {SUBJECT_ATTRIBUTE}
        if len(linked) > MOST_ATTRIBUTES_PER_PROVIDER:
            raise AwsError(
                "LimitExceededException",
                f"A provider has at most {MOST_ATTRIBUTES_PER_PROVIDER} attributes to link by.",
            )

    def _linked_attributes(self, provider: IdentityProvider) -> list[str]:
        rows = self._database.rows(
            "SELECT DISTINCT attribute FROM external_identity WHERE pool_id = ? AND provider_name = ?"
            " AND attribute <> ?",
            (provider.pool_id, provider.name, SUBJECT_ATTRIBUTE),
        )
        return [row["attribute"] for row in rows]

    def _rows_of(self, user_id: int) -> list[sqlite3.Row]:
        return self._database.rows(
            "SELECT * FROM external_identity WHERE user_id = ? ORDER BY created_at, provider_name, value",
            (user_id,),
        )

    def _show(self, user_id: int, *, pool_id: str) -> None:
        """Write the `identities` attribute, which no request can: it is in no pool's schema."""
        rows = self._rows_of(user_id)
        self._database.execute(
            "DELETE FROM user_attribute WHERE user_id = ? AND name = ?", (user_id, IDENTITIES)
        )
        if rows:
            self._database.execute(
                "INSERT INTO user_attribute (user_id, pool_id, name, value) VALUES (?, ?, ?, ?)",
                (user_id, pool_id, IDENTITIES, _to_json(rows)),
            )


def _key(identity: ExternalIdentity) -> tuple[str, str, str, str]:
    return identity.provider.pool_id, identity.provider.name, identity.attribute, identity.value


def _to_json(rows: Sequence[sqlite3.Row]) -> str:
    identities = [
        {
            "userId": row["value"],
            "providerName": row["provider_name"],
            "providerType": "OIDC",
            "issuer": None,
            "primary": bool(row["is_primary"]),
            "dateCreated": int(row["created_at"] * 1000),
        }
        for row in rows
    ]
    return json.dumps(identities, separators=(",", ":"))


def identities_claim(attribute: str | None) -> list[dict[str, str | None]] | None:
    """Write the attribute as ID tokens carry it: flags and times are texts there (AWS's sample)."""
    if attribute is None:
        return None
    return [
        {**each, "primary": str(each["primary"]).lower(), "dateCreated": str(each["dateCreated"])}
        for each in json.loads(attribute)
    ]
