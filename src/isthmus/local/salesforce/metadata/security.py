"""Org-wide settings that metadata sets: CORS, session length, lock-out, Chatter, the user-agent flow."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from isthmus.errors import MalformedError
from isthmus.local.salesforce.metadata.documents import Values
from isthmus.local.salesforce.metadata.urls import parse_origin_pattern, parse_trusted_url
from isthmus.local.salesforce.store.users import LoginPolicy

_MINUTE, _HOUR = 60, 3600
_TIMEOUTS = {
    "FifteenMinutes": 15 * _MINUTE,
    "ThirtyMinutes": 30 * _MINUTE,
    "SixtyMinutes": 60 * _MINUTE,
    "NinetyMinutes": 90 * _MINUTE,
    "TwoHours": 2 * _HOUR,
    "FourHours": 4 * _HOUR,
    "EightHours": 8 * _HOUR,
    "TwelveHours": 12 * _HOUR,
    "TwentyFourHours": 24 * _HOUR,
}
_ATTEMPTS = {"ThreeAttempts": 3, "FiveAttempts": 5, "TenAttempts": 10, "NoLimit": None}
_LOCKOUTS = {
    "FifteenMinutes": 15 * _MINUTE,
    "ThirtyMinutes": 30 * _MINUTE,
    "SixtyMinutes": 60 * _MINUTE,
    "Forever": float("inf"),
}


def _default_login() -> LoginPolicy:
    return LoginPolicy(max_attempts=10, lockout_seconds=15 * _MINUTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecuritySettings:
    """Settings:Security. The defaults are Salesforce's."""

    allows_oauth_cors: bool = False
    session_seconds: int = 2 * _HOUR
    locks_sessions_to_ip: bool = False
    login: LoginPolicy = field(default_factory=_default_login)


@dataclass(frozen=True, slots=True, kw_only=True)
class OauthOidcSettings:
    """Settings:OauthOidc."""

    blocks_user_agent_flow: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatterSettings:
    """Settings:Chatter."""

    is_enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedAppSettings:
    """Settings:ConnectedApp. API Access Control is off: the shape refuses to turn it on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorsOrigin:
    """An entry of the CORS allowlist; `https://*.example.com` stands for every subdomain."""

    pattern: str

    def covers(self, origin: str) -> bool:
        """Whether a browser's Origin header is this one, or a subdomain under its wildcard."""
        if "://*." not in self.pattern:
            return origin == self.pattern
        head, tail = self.pattern.split("*", 1)
        label = origin.removeprefix(head).removesuffix(tail)
        is_between = origin == head + label + tail
        return is_between and bool(label) and urlsplit(origin).path == "" and "@" not in origin


@dataclass(frozen=True, slots=True, kw_only=True)
class CspTrustedSite:
    """A trusted URL for Lightning and Visualforce pages. The local org serves none, and only keeps it."""

    endpoint_url: str


def parse_security_settings(full_name: str, values: Values) -> SecuritySettings:
    """Read Settings:Security."""
    _check_name(full_name, "Security")
    session, password = values.group("sessionSettings"), values.group("passwordPolicies")
    return SecuritySettings(
        allows_oauth_cors=session.flag("enableOauthCorsPolicy", default=False),
        locks_sessions_to_ip=session.flag("lockSessionsToIp", default=False),
        session_seconds=_TIMEOUTS[session.find_text("sessionTimeout") or "TwoHours"],
        login=LoginPolicy(
            max_attempts=_ATTEMPTS[password.find_text("maxLoginAttempts") or "TenAttempts"],
            lockout_seconds=_LOCKOUTS[password.find_text("lockoutInterval") or "FifteenMinutes"],
        ),
    )


def parse_oauth_oidc_settings(full_name: str, values: Values) -> OauthOidcSettings:
    """Read Settings:OauthOidc."""
    _check_name(full_name, "OauthOidc")
    return OauthOidcSettings(blocks_user_agent_flow=values.flag("blockOAuthUsrAgtFlow", default=True))


def parse_chatter_settings(full_name: str, values: Values) -> ChatterSettings:
    """Read Settings:Chatter."""
    _check_name(full_name, "Chatter")
    return ChatterSettings(is_enabled=values.flag("enableChatter", default=True))


def parse_connected_app_settings(full_name: str, _values: Values) -> ConnectedAppSettings:
    """Read Settings:ConnectedApp."""
    _check_name(full_name, "ConnectedApp")
    return ConnectedAppSettings()


def parse_cors_origin(_full_name: str, values: Values) -> CorsOrigin:
    """Read an entry of the CORS allowlist."""
    return CorsOrigin(pattern=parse_origin_pattern(values.text("urlPattern")))


def parse_csp_trusted_site(_full_name: str, values: Values) -> CspTrustedSite:
    """Check a trusted URL: something must be allowed from it (API 59.0 and later)."""
    allowed = [name for name in values.by_name if name.startswith(("isApplicableTo", "canAccess"))]
    if not any(values.flag(name, default=False) for name in allowed):
        raise MalformedError("At least one field that begins with isApplicableTo or canAccess must be true")
    return CspTrustedSite(endpoint_url=parse_trusted_url(values.text("endpointUrl")))


def _check_name(full_name: str, expected: str) -> None:
    if full_name != expected:
        raise MalformedError(f"Settings {full_name} are not supported by the local org")
