"""/setup/switches: what an administrator turns on and off, here to see what breaks.

Most switches are flags of the settings metadata, as in Salesforce: what is set here is what a deployment
of the same settings would set, and a later deployment of that file wins.
"""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from isthmus.local.salesforce.errors import PageError
from isthmus.local.salesforce.metadata.settings_flag import SettingsFlag
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.setup.addresses import SETUP
from isthmus.local.salesforce.setup.door import Form, Visit, nothing_here
from isthmus.local.salesforce.store.api_usage import ApiLimits

SWITCHES = f"{SETUP}/switches"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A switch: how it is read, and how it is set by a user."""

    name: str
    label: str
    about: str
    is_on: Callable[[OrgParts], bool]
    set_on: Callable[[OrgParts, bool, str], None]


_CHATTER = SettingsFlag(type="ChatterSettings", name="Chatter", path=("enableChatter",))
_BLOCK_USER_AGENT = SettingsFlag(type="OauthOidcSettings", name="OauthOidc", path=("blockOAuthUsrAgtFlow",))
_OAUTH_CORS, _LOCK_TO_IP = (
    SettingsFlag(type="SecuritySettings", name="Security", path=("sessionSettings", name))
    for name in ("enableOauthCorsPolicy", "lockSessionsToIp")
)
_NONE_LEFT = ApiLimits(daily_requests=0, chatter_requests_per_hour=0)
ALL = (
    Switch(
        name="chatter",
        label="Chatter",
        about="Off: chatter/users/me answers 403. Clients should ask userinfo instead.",
        is_on=lambda parts: parts.metadata.catalog.chatter.is_enabled,
        set_on=lambda parts, on, by: parts.deployments.set_flag(_CHATTER, value=on, by=by),
    ),
    Switch(
        name="soap-login",
        label="SOAP API login()",
        about="Off as in an org of today: clients that log in by username and password over SOAP fail.",
        is_on=lambda parts: parts.org_settings.allows_soap_login,
        set_on=lambda parts, on, _by: parts.org_settings.set_soap_login(allowed=on),
    ),
    Switch(
        name="lock-sessions-to-ip",
        label="Lock sessions to the IP address they began at",
        about="On: a session made from here on is refused from any other address, such as a Lambda's.",
        is_on=lambda parts: parts.metadata.catalog.security.locks_sessions_to_ip,
        set_on=lambda parts, on, by: parts.deployments.set_flag(_LOCK_TO_IP, value=on, by=by),
    ),
    Switch(
        name="user-agent-flow",
        label="User-agent and hybrid flow",
        about="On: apps may ask for `token` and `token id_token` in the browser. Off as in today's orgs.",
        is_on=lambda parts: not parts.metadata.catalog.oauth_oidc.blocks_user_agent_flow,
        set_on=lambda parts, on, by: parts.deployments.set_flag(_BLOCK_USER_AGENT, value=not on, by=by),
    ),
    Switch(
        name="oauth-cors",
        label="CORS for OAuth endpoints",
        about="Off: a browser app can't read the token endpoint's answers, allowlisted or not.",
        is_on=lambda parts: parts.metadata.catalog.security.allows_oauth_cors,
        set_on=lambda parts, on, by: parts.deployments.set_flag(_OAUTH_CORS, value=on, by=by),
    ),
    Switch(
        name="api-limit-reached",
        label="API limit reached",
        about="On: REST answers 403 REQUEST_LIMIT_EXCEEDED to everybody. A restart turns it off.",
        is_on=lambda parts: parts.api_usage.limits.daily_requests == 0,
        set_on=lambda parts, on, _by: parts.api_usage.set_limits(_NONE_LEFT if on else ApiLimits()),
    ),
)


async def show(visit: Visit) -> Response:
    """Show every switch as it stands."""
    return visit.render("switches", rows=[(switch, switch.is_on(visit.parts)) for switch in ALL])


async def set_switch(visit: Visit, form: Form) -> Response:
    """Set one switch."""
    switch = next((item for item in ALL if item.name == visit.argument("switch")), None)
    if switch is None:
        raise nothing_here()
    if form.get("to") not in {"on", "off"}:
        raise PageError("invalid_request", "Choose on or off.")
    switch.set_on(visit.parts, form["to"] == "on", visit.user.id)
    return visit.back(SWITCHES, notice="switched")
