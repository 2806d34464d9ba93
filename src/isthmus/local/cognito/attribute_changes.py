"""Changes of addresses: which are written at once, which wait for their code, and which get one after.

Page: developerguide/user-pool-settings-email-phone-verification, "Verifying updates to email addresses and
phone numbers".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from isthmus.local.cognito.codes import Codes, Purpose
from isthmus.local.cognito.custom_message import Occasion
from isthmus.local.cognito.delivery import MEDIA
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.user import User


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeChanges:
    """What a request changes.

    `waiting` are the addresses that only a code makes the user's; `verifying` names the written ones that get
    a code. Both are empty for addresses that the request itself says are verified.
    """

    written: Mapping[str, str]
    waiting: Mapping[str, str]
    verifying: tuple[str, ...]

    @classmethod
    def of(cls, pool: Pool, user: User, changes: Mapping[str, str]) -> Self:
        """Sort the verified changes of a user."""
        changed = [name for name in MEDIA if changes.get(name) and changes[name] != user.attributes.get(name)]
        unproven = [name for name in changed if changes.get(f"{name}_verified") != "true"]
        verified_first = pool.verified_before_update
        waiting = {name: changes[name] for name in unproven if name in verified_first}
        written = {name: value for name, value in changes.items() if name not in waiting}
        for name in unproven:
            written[f"{name}_verified"] = "false"
        for name in waiting:
            # The address in place stays, as verified as it was.
            del written[f"{name}_verified"]
        automatic = pool.settings.get("AutoVerifiedAttributes", ())
        verifying = tuple(name for name in unproven if name in automatic and name not in waiting)
        return cls(written=written, waiting=waiting, verifying=verifying)


async def send_codes(
    pool: Pool, user: User, plan: AttributeChanges, *, codes: Codes, occasion: Occasion
) -> list[dict[str, Any]]:
    """Send the codes of a plan whose changes are written; give the CodeDeliveryDetails."""
    details = [
        await codes.send_to_new_address(pool, user, attribute=name, value=value, occasion=occasion)
        for name, value in plan.waiting.items()
    ]
    details += [
        await codes.send(pool, user, purpose=Purpose.verifying(name), attribute=name, occasion=occasion)
        for name in plan.verifying
    ]
    return details
