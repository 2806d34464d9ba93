"""The names of a new user: which are kept, and whether they are free."""

from isthmus.local.cognito.aliases import attribute_of_username
from isthmus.local.cognito.errors import user_exists
from isthmus.local.cognito.identifiers import new_uuid
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.users import Users


def check_is_new(pool: Pool, users: Users, *, username: str, taken: str) -> None:
    """Raise UsernameExistsException for a taken username; `taken` is what the operation says of it.

    An alias of somebody else is no taken username: who signs up learns of it only by proving the address.
    """
    user = users.find(pool, username)
    if user is None:
        return
    attribute = attribute_of_username(pool, username)
    if attribute is not None:
        raise user_exists(f"An account with the given {attribute} already exists.")
    if user.username == username:
        raise user_exists(taken)


def name_new_user(pool: Pool, *, username: str) -> tuple[str, str]:
    """Give a fresh `sub`, and the username to keep: the `sub` where users sign in by an attribute."""
    sub = new_uuid()
    return sub, sub if pool.username_attributes else username
