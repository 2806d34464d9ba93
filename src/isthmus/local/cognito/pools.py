"""A user pool and where pools are kept."""

import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.cognito.errors import pool_not_found
from isthmus.local.database import Database

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import (
        LambdaConfigTypeTypeDef,
        SchemaAttributeTypeTypeDef,
        UserPoolTypeTypeDef,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where the pools are: what their settings name must be of the same account and region."""

    region: str
    account_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """One user pool. `settings` is what DescribeUserPool shows, without ids and dates."""

    id: str
    name: str
    arn: str
    issuer: str
    settings: "UserPoolTypeTypeDef"
    created_at: float
    modified_at: float

    @property
    def schema(self) -> "list[SchemaAttributeTypeTypeDef]":
        """Every attribute a user of this pool can have."""
        return self.settings["SchemaAttributes"]

    @property
    def triggers(self) -> "LambdaConfigTypeTypeDef":
        """The functions that run on the way."""
        return self.settings.get("LambdaConfig", {})

    @property
    def is_case_sensitive(self) -> bool:
        """Whether `Jane` and `jane` are two users. AWS's default through the API is yes."""
        return self.settings.get("UsernameConfiguration", {"CaseSensitive": True})["CaseSensitive"]

    @property
    def alias_attributes(self) -> tuple[str, ...]:
        """Attributes that, once verified, name their user at sign-in."""
        return tuple(self.settings.get("AliasAttributes", ()))

    @property
    def username_attributes(self) -> tuple[str, ...]:
        """Attributes that take the place of a username."""
        return tuple(self.settings.get("UsernameAttributes", ()))

    @property
    def mfa_mode(self) -> str:
        """Whether second factors are OFF, OPTIONAL or ON."""
        return self.settings["MfaConfiguration"]

    @property
    def verified_before_update(self) -> frozenset[str]:
        """Addresses that change only when their owner has sent a code back."""
        settings = self.settings.get("UserAttributeUpdateSettings", {})
        return frozenset(settings.get("AttributesRequireVerificationBeforeUpdate", ()))

    @property
    def has_software_tokens(self) -> bool:
        """Whether users can set up authenticator apps."""
        stored: Any = self.settings
        return bool(stored.get("SoftwareTokenMfaConfiguration", {}).get("Enabled", False))

    def has_second_factor(self, name: str) -> bool:
        """Whether users can have a second factor.

        AWS: an SMS configuration alone makes text messages one (developerguide/user-pool-settings-mfa).
        """
        if name == "SOFTWARE_TOKEN_MFA":
            return self.has_software_tokens
        configuration = {"SMS_MFA": "SmsConfiguration", "EMAIL_OTP": "EmailMfaConfiguration"}[name]
        return self.mfa_mode != "OFF" and configuration in self.settings

    @property
    def first_factors(self) -> tuple[str, ...]:
        """The first factors that USER_AUTH may offer."""
        return tuple(self.settings["Policies"]["SignInPolicy"].get("AllowedFirstAuthFactors", ()))

    @property
    def tracks_devices(self) -> bool:
        """Whether sign-ins are bound to devices. AWS: any DeviceConfiguration turns it on."""
        return "DeviceConfiguration" in self.settings

    @property
    def devices_replace_mfa(self) -> bool:
        """Whether a remembered device stands for the second factor."""
        return self.settings.get("DeviceConfiguration", {}).get("ChallengeRequiredOnNewDevice", False)

    @property
    def remembers_on_prompt(self) -> bool:
        """Whether a confirmed device is remembered only once the user wants it."""
        return self.settings.get("DeviceConfiguration", {}).get("DeviceOnlyRememberedOnUserPrompt", False)

    def normalized(self, name: str) -> str:
        """Give a username or e-mail address as this pool compares it."""
        return name if self.is_case_sensitive else name.lower()


class Pools:
    """Keep the user pools; read ones stay in memory until they change."""

    def __init__(
        self, database: Database, *, issuer_base: str, region: str, account_id: str, clock: Clock
    ) -> None:
        self._database = database
        self._issuer_base = issuer_base.rstrip("/")
        self._region = region
        self._account_id = account_id
        self._clock = clock
        self._known: dict[str, Pool] = {}

    @property
    def home(self) -> Home:
        """Account and region of every pool here."""
        return Home(region=self._region, account_id=self._account_id)

    def insert(self, *, pool_id: str, name: str, settings: "UserPoolTypeTypeDef") -> Pool:
        """Add a pool."""
        now = self._clock.now()
        self._database.execute(
            "INSERT INTO user_pool (id, name, settings, created_at, modified_at) VALUES (?, ?, ?, ?, ?)",
            (pool_id, name, json.dumps(settings), now, now),
        )
        row = self._database.find_row("SELECT * FROM user_pool WHERE id = ?", (pool_id,))
        assert row is not None
        return self._pool(row)

    def update(self, pool_id: str, *, name: str, settings: "UserPoolTypeTypeDef") -> Pool:
        """Replace name and settings of a pool."""
        self._known.pop(pool_id, None)
        self._database.execute(
            "UPDATE user_pool SET name = ?, settings = ?, modified_at = ? WHERE id = ?",
            (name, json.dumps(settings), self._clock.now(), pool_id),
        )
        return self.get(pool_id)

    def delete(self, pool_id: str) -> None:
        """Delete a pool with everything in it."""
        self._known.pop(pool_id, None)
        self._database.execute("DELETE FROM user_pool WHERE id = ?", (pool_id,))

    def find(self, pool_id: str) -> Pool | None:
        """Give a pool, or None."""
        known = self._known.get(pool_id)
        if known is not None:
            return known
        row = self._database.find_row("SELECT * FROM user_pool WHERE id = ?", (pool_id,))
        if row is None:
            return None
        self._known[pool_id] = self._pool(row)
        return self._known[pool_id]

    def get(self, pool_id: str) -> Pool:
        """Give a pool, or raise ResourceNotFoundException."""
        pool = self.find(pool_id)
        if pool is None:
            raise pool_not_found(pool_id)
        return pool

    def page(self, *, after: str, limit: int) -> list[Pool]:
        """Give up to `limit` pools in the order of their ids."""
        rows = self._database.rows("SELECT * FROM user_pool WHERE id > ? ORDER BY id LIMIT ?", (after, limit))
        return [self._pool(row) for row in rows]

    def find_by_issuer(self, issuer: str) -> Pool | None:
        """Give the pool whose tokens say this issuer; compared as a whole."""
        pool = self.find(issuer.rpartition("/")[2])
        return pool if pool is not None and pool.issuer == issuer else None

    def find_by_arn(self, arn: str) -> Pool | None:
        """Give the pool of an ARN; compared as a whole."""
        pool = self.find(arn.rpartition("/")[2])
        return pool if pool is not None and pool.arn == arn else None

    def _pool(self, row: sqlite3.Row) -> Pool:
        pool_id: str = row["id"]
        settings: Any = json.loads(row["settings"])
        return Pool(
            id=pool_id,
            name=row["name"],
            arn=f"arn:aws:cognito-idp:{self._region}:{self._account_id}:userpool/{pool_id}",
            issuer=f"{self._issuer_base}/{pool_id}",
            settings=settings,
            created_at=row["created_at"],
            modified_at=row["modified_at"],
        )
