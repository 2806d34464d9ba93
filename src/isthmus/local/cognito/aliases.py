"""The names that lead to a user besides the username: verified e-mail, verified phone, preferred username.

Page: developerguide/user-pool-settings-attributes, "Customizing sign-in attributes".
"""

from isthmus.local.cognito.errors import AliasExistsError, invalid_parameter
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.user import EXTERNAL_PROVIDER, User
from isthmus.local.cognito.user_attributes import is_email, is_phone_number
from isthmus.local.database import Database

_FORMATS = {"email": is_email, "phone_number": is_phone_number}


def attribute_of_username(pool: Pool, username: str) -> str | None:
    """Tell which attribute a username is in this pool, or None in a pool with plain usernames.

    Raises InvalidParameterException for a username whose form the pool does not allow.
    """
    for name in pool.username_attributes:
        if _FORMATS[name](username):
            return name
    if pool.username_attributes:
        raise invalid_parameter("Username should be either an email or a phone number.")
    if "email" in pool.alias_attributes and is_email(username):
        raise invalid_parameter(
            "Username cannot be of email format, since user pool is configured for email alias."
        )
    if "phone_number" in pool.alias_attributes and is_phone_number(username):
        raise invalid_parameter(
            "Username cannot be of phone number format, since user pool is configured for phone number alias."
        )
    return None


class Aliases:
    """Keep which alias leads to which user. All calls stand inside the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def renew(self, pool: Pool, user: User, *, take_over: bool) -> None:
        """Write the aliases of a user anew.

        An alias of another user raises AliasExistsException; with `take_over` it moves.
        """
        self._database.execute("DELETE FROM sign_in_alias WHERE user_id = ?", (user.id,))
        for name, value in _aliases(pool, user).items():
            owner = self._database.find_row(
                "SELECT user_id FROM sign_in_alias WHERE pool_id = ? AND name = ? AND value = ?",
                (pool.id, name, value),
            )
            if owner is not None and (not take_over or name in pool.username_attributes):
                raise AliasExistsError(name)
            if owner is not None:
                self._unverify(owner["user_id"], name=name)
            self._database.execute(
                "INSERT OR REPLACE INTO sign_in_alias (pool_id, name, value, user_id) VALUES (?, ?, ?, ?)",
                (pool.id, name, value, user.id),
            )

    def _unverify(self, user_id: int, *, name: str) -> None:
        """AWS: who loses an alias to another user keeps the attribute, as an unverified one."""
        self._database.execute(
            "UPDATE user_attribute SET value = 'false' WHERE user_id = ? AND name = ?",
            (user_id, f"{name}_verified"),
        )


def _aliases(pool: Pool, user: User) -> dict[str, str]:
    if user.status == EXTERNAL_PROVIDER:
        # SECURITY: a provider's word makes no sign-in name, and takes none from a local user.
        return {}
    names = {name for name in pool.username_attributes if name in user.attributes}
    for name in pool.alias_attributes:
        is_usable = name == "preferred_username" or user.attributes.get(f"{name}_verified") == "true"
        if name in user.attributes and is_usable:
            names.add(name)
    return {name: user.attributes[name] for name in sorted(names)}
