"""permission-set-removed: nobody has a permission set's permissions, although it stays assigned.

Nothing is unassigned, so that nothing has to be put back: its records are there, and give nothing, as after
the assignments expired. A callout is then refused in Salesforce's one sentence about credentials.
"""

from isthmus.local.faults.settings import NameSetting
from isthmus.local.faults.switch import About, FaultId, Switch

PERMISSION_SET = NameSetting(
    name="permission_set", what="The API name of the permission set.", default="Cognito_API_Access"
)
ABOUT = About(
    fault=FaultId.PERMISSION_SET_REMOVED,
    title="Permission set removed",
    what="Who has the permission set has none of its permissions; its records in the org stay as they are.",
    settings=(PERMISSION_SET,),
)


class PermissionSetRemoved:
    """Withhold what a permission set gives."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    def is_withheld(self, permission_set: str) -> bool:
        """Whether a permission set gives nothing. Names are the same in any case, as in the org."""
        if not self._switch.is_on:
            return False
        if permission_set.lower() != self._switch.text(PERMISSION_SET.name).lower():
            return False
        self._switch.mark()
        return True
