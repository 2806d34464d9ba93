"""keys-rotated: user pools and the org sign with new keys. It happens once, is kept, and can't be undone.

Nothing breaks by it: tokens signed before are taken until they expire, and who remembers keys has to fetch
them anew for a key id that is not among them. AWS and Salesforce rotate without notice.
"""

from collections.abc import Awaitable, Callable

from isthmus.local.faults.settings import ChoiceSetting, Values
from isthmus.local.faults.switch import About, FaultId

OF = ChoiceSetting(name="of", what="Whose keys.", options=("both", "cognito", "org"))
ABOUT = About(
    fault=FaultId.KEYS_ROTATED,
    title="Rotate keys",
    what="Every user pool, and the org, signs with new keys from here on; the old ones stay published.",
    settings=(OF,),
    is_action=True,
)


class KeysRotated:
    """Rotate, once both systems run."""

    def __init__(self) -> None:
        self._pools: Callable[[], Awaitable[None]] | None = None
        self._org: Callable[[], None] | None = None

    def connect(self, *, pools: Callable[[], Awaitable[None]], org: Callable[[], None]) -> None:
        """Say how keys are rotated."""
        self._pools, self._org = pools, org

    async def act(self, values: Values) -> None:
        """Rotate, a tenth of a second for each pool."""
        whose = values[OF.name]
        if self._org is not None and whose in ("both", "org"):
            self._org()
        if self._pools is not None and whose in ("both", "cognito"):
            await self._pools()
