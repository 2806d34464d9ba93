"""Where a pool's logs should go: kept, and nothing is sent there.

Page: API_LogConfigurationType; the messages were measured (badmintoncryer/cdk-preflight, rules/cognito).
"""

import json
from typing import Any

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Home, Pool
from isthmus.local.database import Database

_DESTINATIONS = ("CloudWatchLogsConfiguration", "S3Configuration", "FirehoseConfiguration")
_LEVELS = {"userNotification": "ERROR", "userAuthEvents": "INFO"}


class LogDelivery:
    """Keep the log configurations of pools."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, pool: Pool, configurations: list[dict[str, Any]], *, home: Home) -> None:
        """Replace the configurations of a pool."""
        _check(configurations, plan=pool.settings["UserPoolTier"], home=home)
        self._database.execute(
            "INSERT OR REPLACE INTO log_delivery (pool_id, configurations) VALUES (?, ?)",
            (pool.id, json.dumps(configurations)),
        )

    def describe(self, pool: Pool) -> dict[str, Any]:
        """Show the configurations of a pool; without any, an empty list."""
        row = self._database.find_row("SELECT * FROM log_delivery WHERE pool_id = ?", (pool.id,))
        return {
            "UserPoolId": pool.id,
            "LogConfigurations": [] if row is None else json.loads(row["configurations"]),
        }


def _check(configurations: list[dict[str, Any]], *, plan: str, home: Home) -> None:
    sources = [each["EventSource"] for each in configurations]
    repeated = sorted({source for source in sources if sources.count(source) > 1})
    if repeated:
        raise invalid_parameter(
            f"Request validation Failed. Following event sources appear more then once in a request: "
            f"[{', '.join(repeated)}]."
        )
    if "userAuthEvents" in sources and plan != "PLUS":
        raise AwsError(
            "FeatureUnavailableInTierException",
            f"The following feature is not available for the {plan} pricing tier configured: Log Streaming",
        )
    for each in configurations:
        _check_one(each, home=home)


def _check_one(configuration: dict[str, Any], *, home: Home) -> None:
    source = configuration["EventSource"]
    if configuration["LogLevel"] != _LEVELS[source]:
        raise invalid_parameter(f"The event source {source} is logged at the level {_LEVELS[source]}.")
    destinations = [name for name in _DESTINATIONS if configuration.get(name)]
    if len(destinations) != 1:
        raise invalid_parameter("A log configuration needs exactly one destination.")
    if source == "userNotification" and destinations != ["CloudWatchLogsConfiguration"]:
        raise invalid_parameter(f"The event source {source} is logged to CloudWatch Logs only.")
    _check_log_group(configuration.get("CloudWatchLogsConfiguration", {}).get("LogGroupArn"), home=home)


def _check_log_group(arn: str | None, *, home: Home) -> None:
    if arn is None:
        return
    region, account_id = arn.split(":")[3:5]
    errors = []
    if account_id != home.account_id:
        errors.append("ARN does not belong to invoking account. ")
    if region != home.region:
        errors.append("ARN does not belong to current region. ")
    if errors:
        raise invalid_parameter(
            f"Request validation Failed. [CloudWatch log group arn {arn} failed with the following "
            f"validation errors: {''.join(errors)}]"
        )
