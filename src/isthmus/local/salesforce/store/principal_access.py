"""Which permission set opens which principal: Salesforce's SetupEntityAccess, the only place that says so.

A deployed permission set writes its records here, and so does REST. Principals and their external
credentials have record ids here; what they are stands in their metadata.
"""

from collections.abc import Iterable, Mapping
from sqlite3 import IntegrityError

from isthmus.clock import Clock
from isthmus.errors import DeniedError
from isthmus.local.database import Database
from isthmus.local.salesforce import ids
from isthmus.local.salesforce.store.principals import PrincipalKey


class PrincipalAccess:
    """Keep ids of principals, and who opens them."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def put_external_credential(self, name: str, *, label: str, principals: Mapping[str, int]) -> None:
        """Follow a deployed external credential; a principal that is gone takes its access records with it.

        `principals` are sequence numbers by name. Ids of what stays do not change.
        """
        self._database.execute(
            "INSERT INTO external_credential VALUES (?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET name = excluded.name, label = excluded.label",
            (ids.new_id(ids.EXTERNAL_CREDENTIAL), name, label),
        )
        row = self._database.find_row("SELECT id FROM external_credential WHERE name = ?", (name,))
        assert row is not None
        kept = {principal.lower() for principal in principals}
        for known in self._database.rows(
            "SELECT id, name FROM external_credential_parameter WHERE external_credential_id = ?",
            (row["id"],),
        ):
            if known["name"].lower() not in kept:
                self._database.execute(
                    "DELETE FROM external_credential_parameter WHERE id = ?", (known["id"],)
                )
        for principal, number in principals.items():
            self._database.execute(
                "INSERT INTO external_credential_parameter VALUES (?, ?, ?, ?) "
                "ON CONFLICT (external_credential_id, name) DO UPDATE SET "
                "name = excluded.name, sequence_number = excluded.sequence_number",
                (ids.new_id(ids.EXTERNAL_CREDENTIAL_PARAMETER), row["id"], principal, number),
            )

    def replace(self, permission_set_id: str, *, principals: Iterable[str]) -> None:
        """Let a permission set open these principals, written `Credential-Principal`, and no others."""
        self._database.execute(
            "DELETE FROM setup_entity_access WHERE permission_set_id = ?", (permission_set_id,)
        )
        self.add(permission_set_id, principals=principals)

    def add(self, permission_set_id: str, *, principals: Iterable[str]) -> None:
        """Let a permission set open these principals, too."""
        wanted = {principal.lower() for principal in principals} - self.opened_by(permission_set_id)
        for key, parameter_id in self._parameter_ids().items():
            if key in wanted:
                self._insert(permission_set_id, setup_entity_id=parameter_id)

    def grant(self, permission_set_id: str, *, setup_entity_id: str) -> str:
        """Make one record and give its id; raise DeniedError if there is one, or an id is nobody's."""
        try:
            return self._insert(permission_set_id, setup_entity_id=setup_entity_id)
        except IntegrityError as error:
            rule = "unique_access" if "UNIQUE" in str(error) else "cross_reference"
            raise DeniedError("the access is refused", rule=rule) from error

    def opened_to(self, user_id: str) -> tuple[tuple[str, str], ...]:
        """Give which of a user's permission sets opens which principal: its name, and the principal's.

        The principal is written `credential-principal`, in lower case.
        """
        rows = self._database.rows(
            f"SELECT s.name AS permission_set, {_KEY} AS key FROM {_PARAMETERS} "  # noqa: S608  names of ours
            "JOIN setup_entity_access ON setup_entity_id = p.id "
            "JOIN permission_set_assignment USING (permission_set_id) "
            "JOIN permission_set AS s ON s.id = permission_set_id WHERE person_id = ?",
            (user_id,),
        )
        return tuple((row["permission_set"], row["key"]) for row in rows)

    def opened_by(self, permission_set_id: str) -> frozenset[str]:
        """Give the principals that a permission set opens, as `credential-principal` in lower case."""
        rows = self._database.rows(
            f"SELECT {_KEY} AS key FROM {_PARAMETERS} "  # noqa: S608  names of ours
            "JOIN setup_entity_access ON setup_entity_id = p.id WHERE permission_set_id = ?",
            (permission_set_id,),
        )
        return frozenset(row["key"] for row in rows)

    def id_of(self, key: PrincipalKey) -> str:
        """Give the record id of a principal that is deployed."""
        return self._parameter_ids()[str(key).lower()]

    def _parameter_ids(self) -> dict[str, str]:
        rows = self._database.rows(f"SELECT p.id, {_KEY} AS key FROM {_PARAMETERS}")  # noqa: S608  names of ours
        return {row["key"]: row["id"] for row in rows}

    def _insert(self, permission_set_id: str, *, setup_entity_id: str) -> str:
        record_id = ids.new_id(ids.SETUP_ENTITY_ACCESS)
        self._database.execute(
            "INSERT INTO setup_entity_access VALUES (?, ?, ?, ?)",
            (record_id, permission_set_id, setup_entity_id, self._clock.now()),
        )
        return record_id


_KEY = "lower(c.name || '-' || p.name)"
_PARAMETERS = (
    "external_credential_parameter AS p JOIN external_credential AS c ON c.id = p.external_credential_id"
)
