"""Switches of Setup that no metadata type carries."""

from isthmus.local.database import Database

_SOAP_LOGIN = "soap_login"
_ACCESS_RECORDS = "access_records"


class OrgSettings:
    """Read and set the org's switches; each is off until it is set, as in an org of today."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def allows_soap_login(self) -> bool:
        """Setup, User Interface: Enable SOAP API login()."""
        return self._is_on(_SOAP_LOGIN)

    def set_soap_login(self, *, allowed: bool) -> None:
        """Switch the SOAP call login() on or off."""
        self._database.execute("INSERT OR REPLACE INTO org_setting VALUES (?, ?)", (_SOAP_LOGIN, allowed))

    @property
    def has_access_records(self) -> bool:
        """Whether what permission sets open is in records; the first versions had it in metadata alone."""
        return self._is_on(_ACCESS_RECORDS)

    def set_access_records(self) -> None:
        """Remember that it is."""
        self._database.execute("INSERT OR REPLACE INTO org_setting VALUES (?, 1)", (_ACCESS_RECORDS,))

    def _is_on(self, name: str) -> bool:
        row = self._database.find_row("SELECT value FROM org_setting WHERE name = ?", (name,))
        return bool(row and row["value"])
