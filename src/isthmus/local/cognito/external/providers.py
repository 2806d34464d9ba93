"""An identity provider of a user pool and where providers are kept."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.pools import Pool
from isthmus.local.database import Database
from isthmus.secret import Secret

LOCAL_USERS = "COGNITO"
OIDC = "OIDC"


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcDetails:
    """How an OIDC provider is asked: addresses are https, the issuer is compared as a whole."""

    issuer: str
    client_id: str
    client_secret: Secret
    scopes: str
    authorize_url: str
    token_url: str
    attributes_url: str
    attributes_method: str
    jwks_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """What can be changed of a provider. `mapping` leads from the pool's attributes to the provider's."""

    details: OidcDetails
    mapping: Mapping[str, str] = field(repr=False)
    identifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider:
    """One provider of a pool; all are of the type OIDC."""

    pool_id: str
    name: str
    settings: ProviderSettings
    created_at: float
    modified_at: float

    @property
    def details(self) -> OidcDetails:
        """How it is asked."""
        return self.settings.details


class IdentityProviders:
    """Keep the providers of all pools."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def insert(self, pool: Pool, *, name: str, settings: ProviderSettings) -> IdentityProvider:
        """Add a provider, or raise DuplicateProviderException."""
        now = self._clock.now()
        with self._database.transaction():
            if self.find(pool.id, name) is not None:
                raise _duplicate(f"A provider with the name {name} already exists in the user pool.")
            self._database.execute(
                "INSERT INTO identity_provider (pool_id, name, type, details, mapping, created_at,"
                " modified_at) VALUES (?, ?, 'OIDC', '', '', ?, ?)",
                (pool.id, name, now, now),
            )
            self._write(pool.id, name, settings)
        return self.get(pool, name)

    def update(
        self, pool: Pool, provider: IdentityProvider, *, settings: ProviderSettings
    ) -> IdentityProvider:
        """Replace what can be changed, or raise DuplicateProviderException for a taken identifier."""
        with self._database.transaction():
            self._write(pool.id, provider.name, settings)
        return self.get(pool, provider.name)

    def delete(self, provider: IdentityProvider) -> None:
        """Delete a provider with its links; users whom it made stay, and it signs nobody in as them again."""
        self._database.execute(
            "DELETE FROM identity_provider WHERE pool_id = ? AND name = ?", (provider.pool_id, provider.name)
        )

    def find(self, pool_id: str, name: str) -> IdentityProvider | None:
        """Give a provider by its name, character by character, or None."""
        row = self._database.find_row(
            "SELECT * FROM identity_provider WHERE pool_id = ? AND name = ?", (pool_id, name)
        )
        return None if row is None else self._provider(row)

    def get(self, pool: Pool, name: str) -> IdentityProvider:
        """Give a provider, or raise ResourceNotFoundException."""
        provider = self.find(pool.id, name)
        if provider is None:
            raise AwsError("ResourceNotFoundException", f"Identity provider {name} does not exist.")
        return provider

    def find_by_identifier(self, pool_id: str, identifier: str) -> IdentityProvider | None:
        """Give the provider of an identifier, or None."""
        row = self._database.find_row(
            "SELECT provider_name FROM identity_provider_identifier WHERE pool_id = ? AND identifier = ?",
            (pool_id, identifier),
        )
        return None if row is None else self.find(pool_id, row["provider_name"])

    def page(self, pool_id: str, *, after: str, limit: int) -> list[IdentityProvider]:
        """Give up to `limit` providers of a pool in the order of their names."""
        rows = self._database.rows(
            "SELECT * FROM identity_provider WHERE pool_id = ? AND name > ? ORDER BY name LIMIT ?",
            (pool_id, after, limit),
        )
        return [self._provider(row) for row in rows]

    def _write(self, pool_id: str, name: str, settings: ProviderSettings) -> None:
        self._database.execute(
            "UPDATE identity_provider SET details = ?, mapping = ?, modified_at = ?"
            " WHERE pool_id = ? AND name = ?",
            (
                json.dumps(to_document(settings.details)),
                json.dumps(dict(settings.mapping)),
                self._clock.now(),
                pool_id,
                name,
            ),
        )
        self._database.execute(
            "DELETE FROM identity_provider_identifier WHERE pool_id = ? AND provider_name = ?",
            (pool_id, name),
        )
        for position, identifier in enumerate(settings.identifiers):
            if self.find_by_identifier(pool_id, identifier) is not None:
                raise _duplicate(f"The identifier {identifier} is already used in the user pool.")
            self._database.execute(
                "INSERT INTO identity_provider_identifier (pool_id, identifier, provider_name, position)"
                " VALUES (?, ?, ?, ?)",
                (pool_id, identifier, name, position),
            )

    def _provider(self, row: sqlite3.Row) -> IdentityProvider:
        identifiers = self._database.rows(
            "SELECT identifier FROM identity_provider_identifier WHERE pool_id = ? AND provider_name = ?"
            " ORDER BY position",
            (row["pool_id"], row["name"]),
        )
        settings = ProviderSettings(
            details=_details(json.loads(row["details"])),
            mapping=json.loads(row["mapping"]),
            identifiers=tuple(each["identifier"] for each in identifiers),
        )
        return IdentityProvider(
            pool_id=row["pool_id"],
            name=row["name"],
            settings=settings,
            created_at=row["created_at"],
            modified_at=row["modified_at"],
        )


def to_document(details: OidcDetails) -> dict[str, str]:
    """Write the details as ProviderDetails has them: AWS shows the secret, too."""
    return {
        "attributes_request_method": details.attributes_method,
        "attributes_url": details.attributes_url,
        "attributes_url_add_attributes": "false",
        "authorize_scopes": details.scopes,
        "authorize_url": details.authorize_url,
        "client_id": details.client_id,
        "client_secret": details.client_secret.reveal(),
        "jwks_uri": details.jwks_uri,
        "oidc_issuer": details.issuer,
        "token_url": details.token_url,
    }


def _details(document: Mapping[str, str]) -> OidcDetails:
    return OidcDetails(
        issuer=document["oidc_issuer"],
        client_id=document["client_id"],
        client_secret=Secret(document["client_secret"]),
        scopes=document["authorize_scopes"],
        authorize_url=document["authorize_url"],
        token_url=document["token_url"],
        attributes_url=document["attributes_url"],
        attributes_method=document["attributes_request_method"],
        jwks_uri=document["jwks_uri"],
    )


def assigned_providers(client_providers: Sequence[str]) -> tuple[str, ...]:
    """Give the external ones of a client's SupportedIdentityProviders."""
    return tuple(name for name in client_providers if name != LOCAL_USERS)


def _duplicate(message: str) -> AwsError:
    return AwsError("DuplicateProviderException", message)
