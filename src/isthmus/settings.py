"""The only reader of the environment: what is missing, unknown or unusable is refused.

Every name that begins with ISTHMUS_ is known here or refused. No reason quotes a value. The settings of the
functions that call out are typed in `callout_settings`: the define and create triggers must not load that.
"""

import os
import re

from isthmus.errors import ConfigurationError

TYPE_CHECKING = False  # NOTE: `typing` costs 5 ms at a trigger's cold start; checkers know the name
if TYPE_CHECKING:
    from collections.abc import Mapping

ORGS = "ISTHMUS_SALESFORCE_ORGS"
OWNER_LOOKUP = "ISTHMUS_OWNER_LOOKUP"
API_VERSION = "ISTHMUS_API_VERSION"
USER_POOL_ID = "ISTHMUS_USER_POOL_ID"
USE_ONCE_TABLE = "ISTHMUS_USE_ONCE_TABLE"
MAX_ATTEMPTS = "ISTHMUS_MAX_ATTEMPTS"
INSECURE_HTTP_AWS_ENDPOINT = "ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT"
ACCEPTED_CLIENT_IDS = "ISTHMUS_ACCEPTED_CLIENT_IDS"
REQUIRED_SCOPES = "ISTHMUS_REQUIRED_SCOPES"
POOL_ISSUER = "ISTHMUS_POOL_ISSUER"
AUTHORIZER_ANSWER = "ISTHMUS_AUTHORIZER_ANSWER"
M2M_DOMAIN = "ISTHMUS_M2M_DOMAIN"
M2M_CLIENT_ID = "ISTHMUS_M2M_CLIENT_ID"
M2M_CLIENT_SECRET = "ISTHMUS_M2M_CLIENT_SECRET"  # noqa: S105  a name
M2M_SCOPES = "ISTHMUS_M2M_SCOPES"
ORG_SESSION = "ISTHMUS_ORG_SESSION"

SETTINGS = {
    ORGS: "The trusted orgs: `<org id>=<https origin>`, separated by commas.",
    OWNER_LOOKUP: "How an org is asked whose a session is: `userinfo` (default) or `chatter`.",
    API_VERSION: "The version of the REST API that `chatter` asks, such as `v66.0` (default).",
    USER_POOL_ID: "The user pool in which the token validator makes users, or whose tokens the authorizer"
    " accepts, such as `us-east-1_AbCdEfGhI`.",
    USE_ONCE_TABLE: "The DynamoDB table in which the verify trigger remembers used challenges.",
    MAX_ATTEMPTS: "How many answers a sign-in may give: `1` (default), `2` or `3`.",
    ACCEPTED_CLIENT_IDS: "The app clients whose tokens the authorizer accepts, separated by spaces; `*` for"
    " every client of the pool.",
    REQUIRED_SCOPES: "The scopes that a token has to hold, all of them, separated by spaces; `*` for a token"
    " whatever its scopes.",
    POOL_ISSUER: "Which host the pool's tokens name, as its IssuerConfiguration says: `original` (default) or"
    " `updated`.",
    AUTHORIZER_ANSWER: "How the authorizer answers: `policy` (default) or `simple`, for an HTTP API with"
    " payload format 2.0 and simple responses.",
    M2M_DOMAIN: "The user pool's domain, `https://<prefix>.auth.<region>.amazoncognito.com`.",
    M2M_CLIENT_ID: "The app client that asks for tokens.",
    M2M_CLIENT_SECRET: "The secret of that app client.",
    ORG_SESSION: "A session id or access token of the org's administrator, for `isthmus m2m connect`.",
    M2M_SCOPES: "The scopes to ask for, separated by spaces; absent for all that the client is allowed.",
    INSECURE_HTTP_AWS_ENDPOINT: "`true` lets AWS_ENDPOINT_URL be plain http, for a local stack only.",
}
"""Every ISTHMUS_ name and what it says. A function reads its own, passes over the rest, refuses others."""

_PREFIX = "ISTHMUS_"


class Environment:
    """The variables, read once. One that is empty is absent."""

    __slots__ = ("_values",)

    def __init__(self, values: "Mapping[str, str] | None" = None) -> None:
        self._values = dict(os.environ if values is None else values)
        unknown = sorted(name for name in self._values if name.startswith(_PREFIX) and name not in SETTINGS)
        if unknown:
            raise ConfigurationError(
                f"unknown settings, misspelt or of another version: {', '.join(unknown)}"
            )

    def find(self, name: str) -> str | None:
        """Give the value, or None."""
        return self._values.get(name) or None

    def get(self, name: str, *, pattern: str, default: str | None = None) -> str:
        """Give the value, which matches `pattern` as a whole; raise `ConfigurationError` else."""
        value = self.find(name) or default
        if value is None:
            hint = SETTINGS.get(name, "AWS Lambda sets it; elsewhere it has to be exported.")
            raise ConfigurationError(f"set {name}: {hint}")
        if not re.fullmatch(pattern, value, re.ASCII):
            raise ConfigurationError(f"{name} has a value it can't have. {SETTINGS.get(name, '')}".rstrip())
        return value


def load_max_attempts(values: "Mapping[str, str] | None" = None) -> int:
    """Read the one setting of the define trigger."""
    return int(Environment(values).get(MAX_ATTEMPTS, pattern="[123]", default="1"))


def check_environment(values: "Mapping[str, str] | None" = None) -> None:
    """Refuse unknown names: all there is to do for the create trigger, which has no settings."""
    Environment(values)
