"""An app client and where clients are kept."""

import base64
import hashlib
import hmac
import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.cognito.errors import client_not_found, not_authorized
from isthmus.local.cognito.identifiers import new_uuid
from isthmus.local.database import Database
from isthmus.secret import Secret

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UserPoolClientTypeTypeDef

REFRESH_FLOW = "ALLOW_REFRESH_TOKEN_AUTH"
# AWS: an omitted ExplicitAuthFlows means these (API_CreateUserPoolClient).
_DEFAULT_FLOWS = frozenset({REFRESH_FLOW, "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"})
_LEGACY_FLOWS = {
    "ADMIN_NO_SRP_AUTH": "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "CUSTOM_AUTH_FLOW_ONLY": "ALLOW_CUSTOM_AUTH",
    "USER_PASSWORD_AUTH": "ALLOW_USER_PASSWORD_AUTH",
}
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
_HOUR = 3600
_THIRTY_DAYS = 30 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class AppClient:
    """One app client. `settings` is what DescribeUserPoolClient shows, without ids, secret and dates."""

    id: str
    pool_id: str
    name: str
    settings: "UserPoolClientTypeTypeDef"
    secrets: tuple[Secret, ...]
    created_at: float
    modified_at: float

    @property
    def flows(self) -> frozenset[str]:
        """The sign-in flows that are on, in their ALLOW_ names."""
        given = frozenset(self.settings.get("ExplicitAuthFlows", ())) or _DEFAULT_FLOWS
        legacy = frozenset(_LEGACY_FLOWS[flow] for flow in given if flow in _LEGACY_FLOWS)
        flows = legacy | {REFRESH_FLOW} if legacy else given
        return flows - {REFRESH_FLOW} if self.rotates_refresh_tokens else flows

    @property
    def oauth_flows(self) -> tuple[str, ...]:
        """The OAuth grants that are on; none unless the client may use OAuth at all."""
        return tuple(self.settings.get("AllowedOAuthFlows", ())) if self.is_oauth_client else ()

    @property
    def is_oauth_client(self) -> bool:
        """Whether the client may use the OAuth endpoints."""
        return self.settings.get("AllowedOAuthFlowsUserPoolClient", False)

    @property
    def hides_unknown_users(self) -> bool:
        """Whether PreventUserExistenceErrors is ENABLED. AWS's default through the API is LEGACY."""
        return self.settings.get("PreventUserExistenceErrors", "LEGACY") == "ENABLED"

    @property
    def can_revoke(self) -> bool:
        """Whether token revocation is on."""
        return self.settings.get("EnableTokenRevocation", True)

    @property
    def rotates_refresh_tokens(self) -> bool:
        """Whether each refresh replaces the refresh token: REFRESH_TOKEN_AUTH is off then."""
        return self.settings.get("RefreshTokenRotation", {}).get("Feature") == "ENABLED"

    @property
    def refresh_grace_seconds(self) -> int:
        """How long a replaced refresh token can be used again."""
        rotation = self.settings.get("RefreshTokenRotation", {})
        return rotation.get("RetryGracePeriodSeconds", 0) if self.rotates_refresh_tokens else 0

    @property
    def can_refresh(self) -> bool:
        """Whether refresh tokens can be exchanged in any way."""
        return self.rotates_refresh_tokens or REFRESH_FLOW in self.flows

    @property
    def names_origin(self) -> bool:
        """Whether tokens carry `origin_jti` and ID tokens `jti`: for revocation, and for rotation."""
        return self.can_revoke or self.rotates_refresh_tokens

    @property
    def session_seconds(self) -> int:
        """How long a challenge can be answered."""
        return 60 * self.settings.get("AuthSessionValidity", 3)

    @property
    def access_token_seconds(self) -> int:
        """How long an access token is valid."""
        units = self.settings.get("TokenValidityUnits", {})
        validity = self.settings.get("AccessTokenValidity")
        return _HOUR if validity is None else validity * _SECONDS[units.get("AccessToken", "hours")]

    @property
    def id_token_seconds(self) -> int:
        """How long an ID token is valid."""
        units = self.settings.get("TokenValidityUnits", {})
        validity = self.settings.get("IdTokenValidity")
        return _HOUR if validity is None else validity * _SECONDS[units.get("IdToken", "hours")]

    @property
    def refresh_token_seconds(self) -> int:
        """How long a refresh token is valid."""
        units = self.settings.get("TokenValidityUnits", {})
        validity = self.settings.get("RefreshTokenValidity", 0)
        return validity * _SECONDS[units.get("RefreshToken", "days")] if validity else _THIRTY_DAYS

    def has_secret(self, unverified_secret: str) -> bool:
        """Compare with every secret of the client, in constant time."""
        return any([secret.matches(unverified_secret) for secret in self.secrets])  # noqa: C419  all, always

    def verify_secret_hash(self, unverified_hash: str | None, *, username: str, mismatch: str) -> None:
        """Check SECRET_HASH over the username exactly as it was sent, or raise NotAuthorizedException.

        AWS: developerguide/signing-up-users-in-your-app#cognito-user-pools-computing-secret-hash.
        """
        if not self.secrets:
            if unverified_hash is not None:
                raise not_authorized(mismatch)
            return
        if unverified_hash is None:
            raise not_authorized(
                f"Client {self.id} is configured with secret but SECRET_HASH was not received"
            )
        expected = [self._secret_hash(secret, username=username) for secret in self.secrets]
        if not any([Secret(one).matches(unverified_hash) for one in expected]):  # noqa: C419  all, always
            raise not_authorized(mismatch)

    def secret_hash(self, username: str) -> str | None:
        """Compute SECRET_HASH for a call that our own pages make as this client; None without a secret."""
        return self._secret_hash(self.secrets[0], username=username) if self.secrets else None

    def _secret_hash(self, secret: Secret, *, username: str) -> str:
        message = f"{username}{self.id}".encode()
        return base64.b64encode(hmac.digest(secret.reveal().encode(), message, hashlib.sha256)).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSecret:
    """One secret of a client, without its value."""

    id: str
    created_at: float


class AppClients:
    """Keep the app clients; read ones stay in memory until they change."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._known: dict[str, AppClient] = {}

    def insert(
        self,
        *,
        client_id: str,
        pool_id: str,
        name: str,
        secret: Secret | None,
        settings: "UserPoolClientTypeTypeDef",
    ) -> AppClient:
        """Add a client."""
        now = self._clock.now()
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO app_client (id, pool_id, name, settings, created_at, modified_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (client_id, pool_id, name, json.dumps(settings), now, now),
            )
            if secret is not None:
                self._database.execute(
                    "INSERT INTO client_secret (id, client_id, secret, created_at) VALUES (?, ?, ?, ?)",
                    (new_uuid(), client_id, secret.reveal(), now),
                )
        return self.get(client_id, pool_id=pool_id)

    def update(self, client: AppClient, *, name: str, settings: "UserPoolClientTypeTypeDef") -> AppClient:
        """Replace name and settings of a client."""
        self._known.pop(client.id, None)
        self._database.execute(
            "UPDATE app_client SET name = ?, settings = ?, modified_at = ? WHERE id = ?",
            (name, json.dumps(settings), self._clock.now(), client.id),
        )
        return self.get(client.id, pool_id=client.pool_id)

    def secrets_of(self, client: AppClient) -> list[ClientSecret]:
        """Tell which secrets a client has, without their values, oldest first."""
        rows = self._database.rows(
            "SELECT id, created_at FROM client_secret WHERE client_id = ? ORDER BY created_at, rowid",
            (client.id,),
        )
        return [ClientSecret(id=row["id"], created_at=row["created_at"]) for row in rows]

    def insert_secret(self, client: AppClient, secret: Secret) -> ClientSecret:
        """Give a client one more secret."""
        self._known.pop(client.id, None)
        added = ClientSecret(id=new_uuid(), created_at=self._clock.now())
        self._database.execute(
            "INSERT INTO client_secret (id, client_id, secret, created_at) VALUES (?, ?, ?, ?)",
            (added.id, client.id, secret.reveal(), added.created_at),
        )
        return added

    def delete_secret(self, client: AppClient, *, secret_id: str) -> None:
        """Take a secret from a client; from here on it is refused."""
        self._known.pop(client.id, None)
        self._database.execute(
            "DELETE FROM client_secret WHERE id = ? AND client_id = ?", (secret_id, client.id)
        )

    def delete(self, client: AppClient) -> None:
        """Delete a client with its secrets."""
        self._known.pop(client.id, None)
        self._database.execute("DELETE FROM app_client WHERE id = ?", (client.id,))

    def forget_pool(self, pool_id: str) -> None:
        """Drop the clients of a deleted pool from memory."""
        self._known = {key: client for key, client in self._known.items() if client.pool_id != pool_id}

    def find(self, client_id: str) -> AppClient | None:
        """Give a client of any pool, or None. Client ids are unique across pools, as in AWS."""
        known = self._known.get(client_id)
        return known if known is not None else self._read(client_id)

    def get(self, client_id: str, *, pool_id: str | None) -> AppClient:
        """Give a client, or raise ResourceNotFoundException; with `pool_id`, a client of that pool."""
        client = self.find(client_id)
        if client is None or (pool_id is not None and client.pool_id != pool_id):
            raise client_not_found(client_id)
        return client

    def page(self, pool_id: str, *, after: str, limit: int) -> list[AppClient]:
        """Give up to `limit` clients of a pool in the order of their ids."""
        rows = self._database.rows(
            "SELECT id FROM app_client WHERE pool_id = ? AND id > ? ORDER BY id LIMIT ?",
            (pool_id, after, limit),
        )
        return [self.get(row["id"], pool_id=pool_id) for row in rows]

    def _read(self, client_id: str) -> AppClient | None:
        row = self._database.find_row("SELECT * FROM app_client WHERE id = ?", (client_id,))
        if row is None:
            return None
        secrets = self._database.rows(
            "SELECT secret FROM client_secret WHERE client_id = ? ORDER BY created_at, rowid", (client_id,)
        )
        self._known[client_id] = _client(row, secrets=tuple(Secret(each["secret"]) for each in secrets))
        return self._known[client_id]


def _client(row: sqlite3.Row, *, secrets: tuple[Secret, ...]) -> AppClient:
    settings: Any = json.loads(row["settings"])
    return AppClient(
        id=row["id"],
        pool_id=row["pool_id"],
        name=row["name"],
        settings=settings,
        secrets=secrets,
        created_at=row["created_at"],
        modified_at=row["modified_at"],
    )
