"""The names of a new user: which are kept, and whether they are free."""

from typing import TYPE_CHECKING

from isthmus.local.cognito.aliases import attribute_of_username
from isthmus.local.cognito.errors import invalid_parameter, user_exists
from isthmus.local.cognito.identifiers import new_uuid
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.user_attributes import verify_new_attributes
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminCreateUserRequestTypeDef


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
    # SECURITY: whoever is named like another's `sub` would be found in the other's place.
    if username in (user.username, user.sub):
        raise user_exists(taken)


def name_new_user(pool: Pool, *, username: str) -> tuple[str, str]:
    """Give a fresh `sub`, and the username to keep: the `sub` where users sign in by an attribute."""
    sub = new_uuid()
    return sub, sub if pool.username_attributes else username


def verify_new_user(request: "AdminCreateUserRequestTypeDef", pool: Pool) -> tuple[str, dict[str, str]]:
    """Give username and attributes of a user whom an administrator makes, or raise AwsError."""
    username = pool.normalized(request["Username"])
    attributes = verify_new_attributes(pool, request.get("UserAttributes", ()))
    for flag in ("email_verified", "phone_number_verified"):
        name = flag.removesuffix("_verified")
        if attributes.get(flag) == "true" and name not in attributes and not pool.username_attributes:
            raise invalid_parameter(f"{name} is required to set {flag} to true.")
    attribute = attribute_of_username(pool, username)
    if attribute is not None and attributes.setdefault(attribute, username) != username:
        raise invalid_parameter(f"The username and the attribute {attribute} differ.")
    return username, attributes
