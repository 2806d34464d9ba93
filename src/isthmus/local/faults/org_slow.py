"""org-slow: the org takes its time, and then answers as ever."""

from starlette.types import ASGIApp, Scope

from isthmus.local.faults.settings import NumberSetting
from isthmus.local.faults.switch import About, FaultId, Switch

ABOUT = About(
    fault=FaultId.ORG_SLOW,
    title="Org slow",
    what="Every request to the Salesforce org waits before the org sees it.",
    settings=(NumberSetting(name="seconds", what="How long each waits.", lowest=0.1, highest=30, default=2),),
)


class OrgSlow:
    """Let requests wait."""

    def __init__(self, switch: Switch) -> None:
        self.switch = switch

    async def meet(self, scope: Scope) -> ASGIApp | None:  # noqa: ARG002  whatever is asked
        """Wait, and let the request through."""
        self.switch.mark()
        await self.switch.wait_while_on(self.switch.number("seconds"))
        return None
