"""What an app client can be set to: AWS's rules with AWS's messages, and what the local stack refuses.

Page: API_CreateUserPoolClient; the messages were measured (badmintoncryer/cdk-preflight, rules/cognito).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.clients import REFRESH_FLOW
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.external.providers import LOCAL_USERS, IdentityProviders
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.resource_servers import ResourceServers
from isthmus.local.cognito.schema import VERIFICATION_FLAGS

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UserPoolClientTypeTypeDef

CLIENT_TOKEN_FLOW = "ALLOW_CLIENT_TOKEN_AUTH"  # noqa: S105  a flow's name
STANDARD_SCOPES = frozenset({"openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"})
_SHOWN = (
    "RefreshTokenValidity",
    "AccessTokenValidity",
    "IdTokenValidity",
    "TokenValidityUnits",
    "RefreshTokenRotation",
    "ReadAttributes",
    "WriteAttributes",
    "ExplicitAuthFlows",
    "SupportedIdentityProviders",
    "CallbackURLs",
    "LogoutURLs",
    "DefaultRedirectURI",
    "AllowedOAuthFlows",
    "AllowedOAuthScopes",
    "AllowedOAuthFlowsUserPoolClient",
    "PreventUserExistenceErrors",
    "EnableTokenRevocation",
    "EnablePropagateAdditionalUserContextData",
    "AuthSessionValidity",
    "AnalyticsConfiguration",
)
_DEFAULTS = {
    "TokenValidityUnits": {},
    "AllowedOAuthFlowsUserPoolClient": False,
    "PreventUserExistenceErrors": "LEGACY",
    "EnableTokenRevocation": True,
    "EnablePropagateAdditionalUserContextData": False,
    "AuthSessionValidity": 3,
}
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
# AWS: an access or ID token without a validity of its own.
_HOUR = 3600
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def verify_client_settings(
    request: Mapping[str, Any],
    *,
    pool: Pool,
    servers: ResourceServers,
    providers: IdentityProviders,
    has_secret: bool,
) -> "UserPoolClientTypeTypeDef":
    """Give the settings of a client, or raise what AWS raises. What the request omits is at its default."""
    settings: dict[str, Any] = _DEFAULTS | {name: request[name] for name in _SHOWN if name in request}
    settings["RefreshTokenValidity"] = settings.get("RefreshTokenValidity") or _thirty_days(settings)
    _check_context_data(settings, has_secret=has_secret)
    _check_analytics(settings.get("AnalyticsConfiguration"))
    _check_flows(settings.get("ExplicitAuthFlows", ()), has_secret=has_secret)
    _check_rotation(settings)
    _check_attributes(settings, pool)
    _check_validities(settings)
    _check_providers(settings.get("SupportedIdentityProviders", ()), pool, providers=providers)
    _check_urls(settings)
    _check_oauth(settings, has_secret=has_secret)
    _check_scopes(settings, pool_id=pool.id, servers=servers)
    verified: UserPoolClientTypeTypeDef = settings  # type: ignore[assignment]  # checked by AWS's model before
    return verified


def _thirty_days(settings: Mapping[str, Any]) -> int:
    return 30 * _SECONDS["days"] // _SECONDS[settings["TokenValidityUnits"].get("RefreshToken", "days")]


def _check_context_data(settings: Mapping[str, Any], *, has_secret: bool) -> None:
    if settings["EnablePropagateAdditionalUserContextData"] and not has_secret:
        raise invalid_parameter(
            "Client Secret is required to set EnablePropagateAdditionalUserContextData as true"
        )


def _check_analytics(configuration: Mapping[str, Any] | None) -> None:
    if configuration is None:
        return
    longer = [name in configuration for name in ("ApplicationId", "RoleArn", "ExternalId")]
    is_valid = not any(longer) if "ApplicationArn" in configuration else all(longer)
    if not is_valid:
        raise invalid_parameter(
            "Invalid analytics configuration given, either <application arn> or <application id, role arn, "
            "external id> are valid"
        )


def _check_flows(flows: list[str], *, has_secret: bool) -> None:
    prefixed = [flow for flow in flows if flow.startswith("ALLOW_")]
    if prefixed and len(prefixed) != len(flows):
        raise invalid_parameter(
            "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names."
        )
    if CLIENT_TOKEN_FLOW not in flows:
        return
    if set(flows) != {CLIENT_TOKEN_FLOW}:
        raise invalid_parameter(f"{CLIENT_TOKEN_FLOW} cannot be used with other auth flows.")
    if not has_secret:
        raise invalid_parameter(f"{CLIENT_TOKEN_FLOW} needs a client with a secret.")


def _check_rotation(settings: Mapping[str, Any]) -> None:
    """AWS: developerguide/amazon-cognito-user-pools-using-the-refresh-token, "Refresh token rotation"."""
    is_on = settings.get("RefreshTokenRotation", {}).get("Feature") == "ENABLED"
    if is_on and REFRESH_FLOW in settings.get("ExplicitAuthFlows", ()):
        raise invalid_parameter(f"{REFRESH_FLOW} cannot be used with refresh token rotation.")


def _check_attributes(settings: Mapping[str, Any], pool: Pool) -> None:
    names = {attribute["Name"] for attribute in pool.schema if not attribute["DeveloperOnlyAttribute"]}
    if not names.issuperset(settings.get("ReadAttributes", ())):
        raise invalid_parameter("Invalid read attributes specified while creating a client")
    writable = names - {"sub", *VERIFICATION_FLAGS}
    if not writable.issuperset(settings.get("WriteAttributes", ())):
        raise invalid_parameter("Invalid write attributes specified while creating a client")


def _check_validities(settings: Mapping[str, Any]) -> None:
    day, ten_years = 86_400, 315_360_000
    chosen = {}
    for name, unit, shortest, longest in (
        ("AccessToken", "hours", 300, day),
        ("IdToken", "hours", 300, day),
        ("RefreshToken", "days", 3600, ten_years),
    ):
        validity = settings.get(f"{name}Validity")
        seconds = _SECONDS[settings["TokenValidityUnits"].get(name, unit)]
        if validity is not None and not shortest <= validity * seconds <= longest:
            raise invalid_parameter("Invalid range for token validity.")
        chosen[name] = _HOUR if validity is None else validity * seconds
    if max(chosen["AccessToken"], chosen["IdToken"]) > chosen["RefreshToken"]:
        raise invalid_parameter(
            "Access and Id Token expiration times must be less than or equal to refresh token expiration "
            "times."
        )


def _check_providers(names: list[str], pool: Pool, *, providers: IdentityProviders) -> None:
    for name in names:
        if name != LOCAL_USERS and providers.find(pool.id, name) is None:
            raise invalid_parameter(f"The provider {name} does not exist for User Pool {pool.id}.")


def _check_urls(settings: Mapping[str, Any]) -> None:
    callbacks = settings.get("CallbackURLs", [])
    for url in (*callbacks, *settings.get("LogoutURLs", [])):
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise invalid_parameter(f"{url} is not a valid redirect URL.") from error
        is_web = parts.scheme in ("http", "https")
        if "#" in url:
            raise invalid_parameter(f"{url} cannot use fragment")
        if not parts.scheme or (is_web and not parts.hostname):
            raise invalid_parameter(f"{url} is not a valid redirect URL.")
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise invalid_parameter(f"{url} cannot use the HTTP protocol.")
    default = settings.get("DefaultRedirectURI")
    if default is not None and default not in callbacks:
        raise invalid_parameter(f"The default redirect URI {default} is not in the callback URIs list.")


def _check_oauth(settings: Mapping[str, Any], *, has_secret: bool) -> None:
    flows, scopes = settings.get("AllowedOAuthFlows", []), settings.get("AllowedOAuthScopes", [])
    if settings["AllowedOAuthFlowsUserPoolClient"] and not (flows and scopes):
        raise invalid_parameter(
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use "
            "OAuth flows."
        )
    if {"code", "implicit"} & set(flows) and not settings.get("CallbackURLs"):
        raise _invalid_flow("CallbackUrls can not be empty when code flow or implicit flow is selected")
    if "client_credentials" not in flows:
        return
    if set(flows) != {"client_credentials"}:
        raise _invalid_flow(
            "client_credentials flow can not be selected along with code flow or implicit flow."
        )
    if not has_secret:
        raise _invalid_flow(
            "client_credentials flow can not be selected if client does not have a client secret."
        )
    for scope in scopes:
        if scope in STANDARD_SCOPES:
            raise _invalid_flow(f"{scope} is not supported with client_credentials flow")


def _check_scopes(settings: Mapping[str, Any], *, pool_id: str, servers: ResourceServers) -> None:
    for scope in settings.get("AllowedOAuthScopes", ()):
        if scope not in STANDARD_SCOPES and not servers.has_scope(pool_id, scope):
            raise AwsError("ScopeDoesNotExistException", f"Invalid scope requested: {scope}")


def _invalid_flow(message: str) -> AwsError:
    return AwsError("InvalidOAuthFlowException", message)
