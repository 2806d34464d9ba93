"""/setup/switches: what an administrator turns on and off, here to see what breaks.

A switch is a flag of the org's settings metadata, as in Salesforce: what is set here is what a deployment
of the same settings would set, and a later deployment of that file wins.
"""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from isthmus.local.salesforce.errors import PageError
from isthmus.local.salesforce.metadata.catalog import Catalog
from isthmus.local.salesforce.metadata.settings_flag import SettingsFlag
from isthmus.local.salesforce.setup.addresses import SETUP
from isthmus.local.salesforce.setup.door import Form, Visit, nothing_here

SWITCHES = f"{SETUP}/switches"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A switch: the flag it sets, and what it says of the org when `is_on`."""

    name: str
    label: str
    about: str
    flag: SettingsFlag
    on_means: bool
    is_flag_set: Callable[[Catalog], bool]

    def is_on(self, catalog: Catalog) -> bool:
        """Whether the switch is on."""
        return self.is_flag_set(catalog) == self.on_means


ALL = (
    Switch(
        name="chatter",
        label="Chatter",
        about="Off: chatter/users/me answers 403. Clients should ask userinfo instead.",
        flag=SettingsFlag(type="ChatterSettings", name="Chatter", path=("enableChatter",)),
        on_means=True,
        is_flag_set=lambda catalog: catalog.chatter.is_enabled,
    ),
    Switch(
        name="user-agent-flow",
        label="User-agent and hybrid flow",
        about="On: apps may ask for `token` and `token id_token` in the browser. Off as in today's orgs.",
        flag=SettingsFlag(type="OauthOidcSettings", name="OauthOidc", path=("blockOAuthUsrAgtFlow",)),
        on_means=False,
        is_flag_set=lambda catalog: catalog.oauth_oidc.blocks_user_agent_flow,
    ),
    Switch(
        name="oauth-cors",
        label="CORS for OAuth endpoints",
        about="Off: a browser app can't read the token endpoint's answers, allowlisted or not.",
        flag=SettingsFlag(
            type="SecuritySettings", name="Security", path=("sessionSettings", "enableOauthCorsPolicy")
        ),
        on_means=True,
        is_flag_set=lambda catalog: catalog.security.allows_oauth_cors,
    ),
)


async def show(visit: Visit) -> Response:
    """Show every switch as it stands."""
    catalog = visit.parts.metadata.catalog
    return visit.render("switches", rows=[(switch, switch.is_on(catalog)) for switch in ALL])


async def set_switch(visit: Visit, form: Form) -> Response:
    """Set one switch."""
    switch = next((item for item in ALL if item.name == visit.argument("switch")), None)
    if switch is None:
        raise nothing_here()
    if form.get("to") not in {"on", "off"}:
        raise PageError("invalid_request", "Choose on or off.")
    is_flag_set = (form["to"] == "on") == switch.on_means
    visit.parts.deployments.set_flag(switch.flag, value=is_flag_set)
    return visit.back(SWITCHES, notice="switched")
