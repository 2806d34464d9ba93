"""What a user may do: the profile and the metadata of every permission set assigned to them, put together."""

from dataclasses import dataclass

from isthmus.local.salesforce.conditions import Conditions
from isthmus.local.salesforce.metadata.catalog import Metadata
from isthmus.local.salesforce.metadata.permission_set import PermissionSet
from isthmus.local.salesforce.store.permission_sets import PermissionSets
from isthmus.local.salesforce.store.principal_access import PrincipalAccess
from isthmus.local.salesforce.store.principals import PrincipalKey
from isthmus.local.salesforce.store.users import User

_SETUP = frozenset({"CustomizeApplication", "ManageNamedCredentials"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """The sum of one user's permissions at one moment.

    `principals` are those that the user's permission sets open, as `credential-principal` in lower case.
    """

    user: User
    permission_sets: tuple[PermissionSet, ...]
    principals: frozenset[str]

    def can_use_principal(self, key: PrincipalKey) -> bool:
        """Whether External Credential Principal Access is given; no profile of the local org gives it."""
        return str(key).lower() in self.principals

    def can_read_tokens(self) -> bool:
        """Whether User External Credentials may be read."""
        return self.user.is_administrator or any(item.can_read_tokens for item in self.permission_sets)

    def can_store_tokens(self) -> bool:
        """Whether a fetched token may be stored: Modify All on User External Credentials."""
        return self.user.is_administrator or any(item.can_modify_all_tokens for item in self.permission_sets)

    def can_view_setup(self) -> bool:
        """Whether the user has View Setup and Configuration."""
        return self.holds("ViewSetup")

    def can_manage_named_credentials(self) -> bool:
        """Whether the user has Manage Named Credentials or Customize Application."""
        return any(map(self.holds, _SETUP))

    def holds(self, user_permission: str) -> bool:
        """Whether the user has a user permission, such as AuthorApex; an administrator has every one."""
        return self.user.is_administrator or any(
            user_permission in item.user_permissions for item in self.permission_sets
        )

    def can_use_any_api_auth(self) -> bool:
        """Whether the user has Use Any API Auth, without which SOAP's login() refuses."""
        held = frozenset().union(*(item.user_permissions for item in self.permission_sets))
        return self.user.is_administrator or "UseAnyApiAuth" in held


class PermissionBook:
    """Look up anybody's permissions."""

    def __init__(
        self,
        *,
        metadata: Metadata,
        permission_sets: PermissionSets,
        principal_access: PrincipalAccess,
        conditions: Conditions,
    ) -> None:
        self._metadata = metadata
        self._permission_sets = permission_sets
        self._principal_access = principal_access
        self._conditions = conditions

    def of(self, user: User) -> Permissions:
        """Give a user's permissions as they are now."""
        found = (self._metadata.catalog.find_permission_set(name) for name in self.permission_sets_of(user))
        return Permissions(
            user=user,
            permission_sets=tuple(item for item in found if item),
            principals=frozenset(
                principal
                for permission_set, principal in self._principal_access.opened_to(user.id)
                if not self._conditions.is_withheld(permission_set)
            ),
        )

    def permission_sets_of(self, user: User) -> tuple[str, ...]:
        """Give the names of a user's permission sets, without those that are withheld."""
        assigned = self._permission_sets.assigned_to(user.id)
        return tuple(name for name in assigned if not self._conditions.is_withheld(name))
