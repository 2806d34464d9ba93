"""The faults inside of the org, as its port `isthmus.local.salesforce.conditions.Conditions`."""

from isthmus.local.faults.permission_set_removed import PermissionSetRemoved
from isthmus.local.faults.wrong_secret import WrongSecret
from isthmus.secret import Secret


class OrgConditions:
    """Ask each fault what is its own."""

    def __init__(self, *, permission_set: PermissionSetRemoved, secret: WrongSecret) -> None:
        self._permission_set = permission_set
        self._secret = secret

    def is_withheld(self, permission_set: str) -> bool:
        """Whether a permission set gives nothing to those who have it."""
        return self._permission_set.is_withheld(permission_set)

    def find_mistyped_secret(self, external_credential: str) -> Secret | None:
        """Give what is sent in place of a client secret, or None."""
        return self._secret.find_mistyped_secret(external_credential)
