"""External Client Apps: five files of metadata that say who may sign in how, and what tokens hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from isthmus.errors import MalformedError
from isthmus.local.salesforce.metadata.certificates import check_rsa_certificate
from isthmus.local.salesforce.metadata.documents import Values
from isthmus.local.salesforce.metadata.urls import parse_callback

# Metadata's word for a scope, and OAuth's.
SCOPES = {
    "Basic": "id",
    "Api": "api",
    "Web": "web",
    "Full": "full",
    "Chatter": "chatter_api",
    "RefreshToken": "refresh_token",
    "OfflineAccess": "refresh_token",
    "OpenID": "openid",
    "Profile": "profile",
    "Email": "email",
    "Address": "address",
    "Phone": "phone",
}
_MINUTES = range(1, 721)
_DEFAULT_MINUTES = 2
_JWT_MINUTES = frozenset({1, 5, 10, 15, 30, 60, 90, 120, 240, 480, 720})
_UNIT_SECONDS = {"Hours": 3600, "Days": 86400, "Months": 30 * 86400}


class PermittedUsers(StrEnum):
    """Who may use an app."""

    SELF_AUTHORIZED = "AllSelfAuthorized"
    ADMIN_APPROVED = "AdminApprovedPreAuthorized"


class RefreshPolicy(StrEnum):
    """How long a refresh token is honoured."""

    INFINITE = "Infinite"
    ZERO = "Zero"
    LIFETIME = "SpecificLifetime"
    INACTIVITY = "SpecificInactivity"


_TIMED = frozenset({RefreshPolicy.LIFETIME, RefreshPolicy.INACTIVITY})


@dataclass(frozen=True, slots=True, kw_only=True)
class AppHeader:
    """ExternalClientApplication."""

    label: str
    contact_email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppOauthSettings:
    """ExtlClntAppOauthSettings."""

    app: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppGlobalOauthSettings:
    """ExtlClntAppGlobalOauthSettings. The org makes the consumer key and secret unless they stand here."""

    app: str
    callback_urls: tuple[str, ...]
    consumer_key: str | None
    consumer_secret: str | None
    requires_pkce: bool
    is_secret_optional: bool
    is_secret_required_for_refresh: bool
    can_introspect_all: bool
    id_token_seconds: int
    id_token_audiences: tuple[str, ...]
    has_standard_claims: bool
    certificate: str | None
    allows_client_credentials: bool
    issues_jwt: bool
    rotates_refresh_tokens: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AppOauthPolicies:
    """ExtlClntAppOauthConfigurablePolicies. Without the file nobody is permitted."""

    app: str
    permitted_users: PermittedUsers = PermittedUsers.ADMIN_APPROVED
    permission_sets: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    refresh_policy: RefreshPolicy = RefreshPolicy.INFINITE
    refresh_token_seconds: int = 0
    session_seconds: int | None = None
    jwt_seconds: int | None = None
    allows_client_credentials: bool = False
    client_credentials_username: str | None = None

    def is_refresh_token_live(self, *, created_at: float, used_at: float, now: float) -> bool:
        """Whether the policy still honours a refresh token."""
        if self.refresh_policy is RefreshPolicy.LIFETIME:
            return now < created_at + self.refresh_token_seconds
        if self.refresh_policy is RefreshPolicy.INACTIVITY:
            return now < used_at + self.refresh_token_seconds
        return self.refresh_policy is RefreshPolicy.INFINITE


@dataclass(frozen=True, slots=True, kw_only=True)
class AppPolicies:
    """ExtlClntAppConfigurablePolicies. Without the file the app is enabled, as in Salesforce."""

    app: str
    is_enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalClientApp:
    """An app, all of its files read together; or a connected app, which says the same in one."""

    name: str
    header: AppHeader
    oauth: AppOauthSettings
    settings: AppGlobalOauthSettings
    oauth_policies: AppOauthPolicies
    policies: AppPolicies
    is_connected_app: bool = False


def parse_header(full_name: str, values: Values) -> AppHeader:
    """Read the app's header file."""
    return AppHeader(
        label=values.find_text("label") or full_name, contact_email=values.find_text("contactEmail")
    )


def parse_oauth_settings(_full_name: str, values: Values) -> AppOauthSettings:
    """Read the scopes; a scope the local org has no use for is refused."""
    words = list(_listed(values.find_text("commaSeparatedOauthScopes")))
    if unknown := [word for word in words if word not in SCOPES]:
        raise MalformedError(f"the OAuth scope '{unknown[0]}' is not supported by the local org")
    scopes = tuple(dict.fromkeys(SCOPES[word] for word in words))
    return AppOauthSettings(app=values.text("externalClientApplication"), scopes=scopes)


def parse_global_oauth_settings(_full_name: str, values: Values) -> AppGlobalOauthSettings:
    """Read the OAuth plugin's settings; what is absent has Salesforce's default."""
    id_token = values.group("idTokenConfig")
    minutes = id_token.number("idTokenValidityInMinutes", default=_DEFAULT_MINUTES)
    if minutes not in _MINUTES:
        raise MalformedError(f"idTokenValidityInMinutes must be between 1 and 720, not {minutes}")
    return AppGlobalOauthSettings(
        app=values.text("externalClientApplication"),
        callback_urls=tuple(parse_callback(url) for url in (values.find_text("callbackUrl") or "").split()),
        consumer_key=values.find_text("consumerKey"),
        consumer_secret=values.find_text("consumerSecret"),
        requires_pkce=values.flag("isPkceRequired", default=True),
        is_secret_optional=values.flag("isConsumerSecretOptional", default=False),
        is_secret_required_for_refresh=values.flag("isSecretRequiredForRefreshToken", default=True),
        can_introspect_all=values.flag("isIntrospectAllTokens", default=False),
        id_token_seconds=minutes * 60,
        id_token_audiences=tuple(_listed(id_token.find_text("idTokenAudience"))),
        has_standard_claims=id_token.flag("idTokenIncludeStandardClaims", default=False),
        certificate=check_rsa_certificate(pem) if (pem := values.find_text("certificate")) else None,
        allows_client_credentials=values.flag("isClientCredentialsFlowEnabled", default=False),
        issues_jwt=values.flag("isNamedUserJwtEnabled", default=False),
        rotates_refresh_tokens=values.flag("isRefreshTokenRotationEnabled", default=False),
    )


def parse_oauth_policies(_full_name: str, values: Values) -> AppOauthPolicies:
    """Read who may use the app, and for how long."""
    policy = RefreshPolicy(values.find_text("refreshTokenPolicyType") or RefreshPolicy.INFINITE)
    period = values.number("refreshTokenValidityPeriod", default=0)
    unit = values.find_text("refreshTokenValidityUnit")
    if policy in _TIMED and (period < 1 or unit is None):
        raise MalformedError(f"{policy} requires refreshTokenValidityPeriod and refreshTokenValidityUnit")
    minutes = values.number("sessionTimeoutInMinutes", default=0)
    return AppOauthPolicies(
        app=values.text("externalClientApplication"),
        permitted_users=PermittedUsers(
            values.find_text("permittedUsersPolicyType") or PermittedUsers.ADMIN_APPROVED
        ),
        permission_sets=tuple(_listed(values.find_text("commaSeparatedPermissionSet"))),
        profiles=tuple(_listed(values.find_text("commaSeparatedProfile"))),
        refresh_policy=policy,
        refresh_token_seconds=period * _UNIT_SECONDS[unit or "Hours"],
        session_seconds=minutes * 60 if minutes > 0 else None,
        jwt_seconds=_parse_jwt_seconds(values),
        allows_client_credentials=values.flag("isClientCredentialsFlowEnabled", default=False),
        client_credentials_username=values.find_text("clientCredentialsFlowUser"),
    )


def parse_policies(_full_name: str, values: Values) -> AppPolicies:
    """Read whether the app, and its OAuth plugin, are on."""
    is_enabled = values.flag("isEnabled", default=True) and values.flag("isOauthPluginEnabled", default=True)
    return AppPolicies(app=values.text("externalClientApplication"), is_enabled=is_enabled)


def _parse_jwt_seconds(values: Values) -> int | None:
    """Give a custom lifetime of JWT-based access tokens; None is that of the user's session."""
    if values.find_text("namedUserJwtSessionTimeoutType") == "UserSession":
        return None
    minutes = values.number("namedUserJwtTimeout", default=0)
    if minutes and minutes not in _JWT_MINUTES:
        raise MalformedError(f"namedUserJwtTimeout can't be {minutes} minutes")
    return minutes * 60 or None


def _listed(text: str | None) -> Iterator[str]:
    return (word.strip() for word in (text or "").split(",") if word.strip())
