"""Named principals of external credentials: their client id and secret, and the token fetched with them."""

from dataclasses import dataclass

from isthmus.local.database import Database
from isthmus.local.salesforce.vault import Vault
from isthmus.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalKey:
    """Which principal of which external credential; metadata writes it `Credential-Principal`."""

    external_credential: str
    principal: str

    def __str__(self) -> str:
        return f"{self.external_credential}-{self.principal}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCredentials:
    """What a principal shows the token endpoint."""

    client_id: str
    client_secret: Secret


class Principals:
    """Keep credentials and tokens, locked by the vault."""

    def __init__(self, database: Database, *, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def put(self, key: PrincipalKey, credentials: ClientCredentials) -> None:
        """Set or replace the credentials; a token fetched with earlier ones is forgotten."""
        locked = self._vault.lock(credentials.client_secret)
        self._database.execute(
            "INSERT OR REPLACE INTO principal VALUES (?, ?, ?, ?, NULL)",
            (key.external_credential, key.principal, credentials.client_id, locked),
        )

    def find(self, key: PrincipalKey) -> ClientCredentials | None:
        """Find the credentials of a configured principal."""
        row = self._database.find_row(f"SELECT * {_OF_KEY}", _parameters(key))
        if row is None:
            return None
        secret = self._vault.unlock(row["locked_client_secret"])
        return ClientCredentials(client_id=row["client_id"], client_secret=secret)

    def delete(self, key: PrincipalKey) -> bool:
        """Forget credentials and token; False if there were none."""
        return self._database.execute(f"DELETE {_OF_KEY}", _parameters(key)).rowcount == 1

    def find_token(self, key: PrincipalKey) -> Secret | None:
        """Find the token that was fetched last."""
        row = self._database.find_row(f"SELECT locked_token {_OF_KEY}", _parameters(key))
        return self._vault.unlock(row["locked_token"]) if row and row["locked_token"] else None

    def put_token(self, key: PrincipalKey, token: Secret, *, fetched_with: ClientCredentials) -> None:
        """Keep a token, unless the credentials it was fetched with have been replaced meanwhile."""
        if self.find(key) == fetched_with:
            self._database.execute(
                "UPDATE principal SET locked_token = ? WHERE external_credential = ? AND name = ?",
                (self._vault.lock(token), *_parameters(key)),
            )

    def forget_tokens(self, external_credential: str) -> None:
        """Forget the tokens of an external credential whose definition changed."""
        self._database.execute(
            "UPDATE principal SET locked_token = NULL WHERE external_credential = ?", (external_credential,)
        )

    def names_of(self, external_credential: str) -> tuple[str, ...]:
        """Give the names of the configured principals."""
        rows = self._database.rows(
            "SELECT name FROM principal WHERE external_credential = ?", (external_credential,)
        )
        return tuple(row["name"] for row in rows)


_OF_KEY = "FROM principal WHERE external_credential = ? AND name = ?"


def _parameters(key: PrincipalKey) -> tuple[str, str]:
    return key.external_credential, key.principal
