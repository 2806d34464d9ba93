"""Where the pages of Setup are, and the menu that leads to them."""

from dataclasses import dataclass

SETUP = "/setup"
LOGIN = f"{SETUP}/login"


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry:
    """A line of the menu."""

    path: str
    label: str
    about: str


MENU = (
    MenuEntry(path=f"{SETUP}/users", label="Users", about="Who is here, and who may log in"),
    MenuEntry(path=f"{SETUP}/sessions", label="Sessions", about="Who is in; session ids for tests"),
    MenuEntry(path=f"{SETUP}/permission-sets", label="Permission sets", about="Who has them, what they open"),
    MenuEntry(path=f"{SETUP}/apps", label="Apps", about="External Client Apps: keys, policies"),
    MenuEntry(path=f"{SETUP}/credentials", label="Credentials", about="External and named credentials"),
    MenuEntry(
        path=f"{SETUP}/deploys",
        label="Deployed metadata",
        about="Deployments and their failures; what is here",
    ),
    MenuEntry(path=f"{SETUP}/keys", label="Signing keys", about="What signs ID tokens; rotate"),
    MenuEntry(path=f"{SETUP}/switches", label="Switches", about="Break things on purpose"),
)
