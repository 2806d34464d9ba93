"""Which org this is: its id, which stays, and its name."""

from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.errors import ConfigurationError
from isthmus.local.database import Database
from isthmus.local.salesforce import ids

NAME = "Isthmus Local Org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """The org."""

    id: str
    name: str
    created_at: float

    @property
    def short_id(self) -> str:
        """The 15-character form, which session ids begin with."""
        return self.id[:15]


def ensure_organization(database: Database, *, org_id: str | None, clock: Clock) -> Organization:
    """Give the org of this database, made with `org_id` or a random id; another id than before is refused."""
    wanted = ids.parse_id(org_id) if org_id else None
    row = database.find_row("SELECT * FROM organization")
    if row is None:
        created = (wanted or ids.new_id(ids.ORGANIZATION), NAME, clock.now())
        database.execute("INSERT INTO organization VALUES (?, ?, ?)", created)
        return Organization(id=created[0], name=created[1], created_at=created[2])
    if wanted and wanted != row["id"]:
        raise ConfigurationError(f"this database belongs to org {row['id']}, not to {wanted}")
    return Organization(id=row["id"], name=row["name"], created_at=row["created_at"])
