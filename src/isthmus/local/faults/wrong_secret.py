"""wrong-secret: the org sends a wrong client secret, as after somebody mistyped it in Setup.

The right one stays stored; the wrong one is in memory, and is sent in its place for every new token.
"""

from isthmus.local.faults.switch import About, FaultId, Switch
from isthmus.secret import Secret

ABOUT = About(
    fault=FaultId.WRONG_SECRET,
    title="Wrong secret",
    what=(
        "The principals of the org's external credentials ask for each token with a wrong client secret; "
        "Cognito answers invalid_client, and the callout fails."
    ),
)
_WRONG = Secret("wrong-on-purpose-by-the-fault-wrong-secret")


class WrongSecret:
    """Give the wrong secret."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    def find_mistyped_secret(self, external_credential: str) -> Secret | None:  # noqa: ARG002  of every one
        """Give what is sent in place of the secret, or None."""
        if not self._switch.is_on:
            return None
        self._switch.mark()
        return _WRONG
