"""Risk configurations: what AWS's threat protection should do, of a pool or of one client. Kept alone.

Nothing here judges a sign-in: every one is as AWS sees one without a risk. The messages were measured
(badmintoncryer/cdk-preflight, rules/cognito).
"""

import ipaddress
import json
from typing import Any

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.feature_plans import threat_protection_is_on
from isthmus.local.cognito.foreign_resources import check_mail_identity
from isthmus.local.cognito.pools import Home, Pool
from isthmus.local.database import Database

_WHOLE_POOL = "ALL"
_PARTS = (
    "CompromisedCredentialsRiskConfiguration",
    "AccountTakeoverRiskConfiguration",
    "RiskExceptionConfiguration",
)


def check_threat_protection(pool: Pool) -> None:
    """Raise UserPoolAddOnNotEnabledException unless AdvancedSecurityMode is AUDIT or ENFORCED."""
    if not threat_protection_is_on(pool.settings):
        raise AwsError("UserPoolAddOnNotEnabledException", "User pool add-ons are not enabled")


def check_target(pool: Pool, *, client_id: str | None, clients: AppClients) -> None:
    """Refuse a client of another pool, and a pool without threat protection."""
    if client_id is not None:
        clients.get(client_id, pool_id=pool.id)
    check_threat_protection(pool)


class RiskConfigurations:
    """Keep risk configurations."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def set(self, pool: Pool, *, client_id: str | None, given: dict[str, Any], home: Home) -> dict[str, Any]:
        """Replace a configuration by the given parts, and give it; without a part it is gone."""
        parts = {name: given[name] for name in _PARTS if given.get(name)}
        _check_exceptions(parts.get("RiskExceptionConfiguration", {}))
        notifications = parts.get("AccountTakeoverRiskConfiguration", {}).get("NotifyConfiguration", {})
        check_mail_identity(notifications.get("SourceArn"), member="NotifyConfiguration.SourceArn", home=home)
        key = (pool.id, client_id or _WHOLE_POOL)
        if parts:
            self._database.execute(
                "INSERT OR REPLACE INTO risk_configuration (pool_id, client_id, settings, modified_at)"
                " VALUES (?, ?, ?, ?)",
                (*key, json.dumps(parts), self._clock.now()),
            )
        else:
            self._database.execute("DELETE FROM risk_configuration WHERE pool_id = ? AND client_id = ?", key)
        return self.describe(pool, client_id=client_id)

    def describe(self, pool: Pool, *, client_id: str | None) -> dict[str, Any]:
        """Show the configuration of the pool or of a client; where none is set, without its parts."""
        row = self._database.find_row(
            "SELECT * FROM risk_configuration WHERE pool_id = ? AND client_id = ?",
            (pool.id, client_id or _WHOLE_POOL),
        )
        shown = {"UserPoolId": pool.id, "ClientId": client_id}
        if row is None:
            return shown
        return {**shown, **json.loads(row["settings"]), "LastModifiedDate": row["modified_at"]}


def _check_exceptions(exceptions: dict[str, Any]) -> None:
    ranges = [*exceptions.get("BlockedIPRangeList", ()), *exceptions.get("SkippedIPRangeList", ())]
    for each in ranges:
        try:
            ipaddress.ip_network(each, strict=False)
        except ValueError as error:
            raise invalid_parameter("Incorrect CIDR format") from error
        if "/" not in each:
            raise invalid_parameter("Incorrect CIDR format")
