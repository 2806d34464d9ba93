"""Permission sets as records, and who has them. What one grants stands in its metadata, not here."""

from dataclasses import dataclass
from sqlite3 import IntegrityError

from isthmus.errors import DeniedError
from isthmus.local.database import Database
from isthmus.local.salesforce import ids


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionSetRecord:
    """A permission set, as a record."""

    id: str
    name: str
    label: str


class PermissionSets:
    """Find permission sets, and assign them to people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, name: str, *, label: str) -> str:
        """Make a permission set, or give an existing one another label; its id stays."""
        self._database.execute(
            "INSERT INTO permission_set VALUES (?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET label = excluded.label",
            (ids.new_id(ids.PERMISSION_SET), name, label),
        )
        return self.get(name).id

    def all(self) -> list[PermissionSetRecord]:
        """Give every permission set, by label."""
        rows = self._database.rows("SELECT * FROM permission_set ORDER BY label, name")
        return [PermissionSetRecord(id=row["id"], name=row["name"], label=row["label"]) for row in rows]

    def find(self, name: str) -> PermissionSetRecord | None:
        """Find a permission set by its API name."""
        row = self._database.find_row("SELECT * FROM permission_set WHERE name = ?", (name,))
        return PermissionSetRecord(id=row["id"], name=row["name"], label=row["label"]) if row else None

    def get(self, name: str) -> PermissionSetRecord:
        """Give a permission set that is known to exist."""
        record = self.find(name)
        if record is None:
            raise DeniedError(f"there is no permission set {name}", rule="permission_set")
        return record

    def assign(self, user_id: str, *, permission_set_id: str) -> str:
        """Assign; raise DeniedError if it is assigned already, or one of the two is not there."""
        assignment_id = ids.new_id(ids.PERMISSION_SET_ASSIGNMENT)
        try:
            self._database.execute(
                "INSERT INTO permission_set_assignment VALUES (?, ?, ?)",
                (assignment_id, user_id, permission_set_id),
            )
        except IntegrityError as error:
            rule = "unique_assignment" if "UNIQUE" in str(error) else "cross_reference"
            raise DeniedError("the assignment is refused", rule=rule) from error
        return assignment_id

    def unassign(self, user_id: str, *, permission_set_id: str) -> None:
        """Take a permission set away; one that is not assigned stays so."""
        self._database.execute(
            "DELETE FROM permission_set_assignment WHERE person_id = ? AND permission_set_id = ?",
            (user_id, permission_set_id),
        )

    def assigned_to(self, user_id: str) -> tuple[str, ...]:
        """Give the API names of a user's permission sets."""
        rows = self._database.rows(
            "SELECT name FROM permission_set "
            "JOIN permission_set_assignment ON permission_set.id = permission_set_id "
            "WHERE person_id = ? ORDER BY name",
            (user_id,),
        )
        return tuple(row["name"] for row in rows)
