"""Record ids of deployed components, for the objects of REST that show metadata."""

from isthmus.local.database import Database
from isthmus.local.salesforce import ids

_PREFIXES = {"ApexClass": ids.APEX_CLASS}


class ComponentRecords:
    """Give each component an id once; it stays for as long as the component does."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ensure(self) -> None:
        """Give ids to the components that have none, and take them from those that are gone."""
        missing = self._database.rows(
            "SELECT type, full_name FROM component EXCEPT SELECT type, full_name FROM component_record"
        )
        for row in missing:
            if prefix := _PREFIXES.get(row["type"]):
                self._database.execute(
                    "INSERT OR IGNORE INTO component_record VALUES (?, ?, ?)",
                    (ids.new_id(prefix), row["type"], row["full_name"]),
                )
        self._database.execute(
            "DELETE FROM component_record "
            "WHERE (type, full_name) NOT IN (SELECT type, full_name FROM component)"
        )
