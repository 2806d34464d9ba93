"""ChangePassword."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.errors import incorrect_credentials, invalid_parameter, limit_exceeded
from isthmus.local.cognito.passwords import check_policy, is_password, make_password
from isthmus.local.cognito.sign_in.password_guesses import PasswordGuesses
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ChangePasswordRequestTypeDef


async def change_password(
    request: "ChangePasswordRequestTypeDef",
    *,
    access_tokens: AccessTokens,
    users: Users,
    guesses: PasswordGuesses,
) -> dict[str, Any]:
    """Set a new password for the user of an access token who knows the one before."""
    # (1) Whose token is it, and is the password one that the pool takes?
    signed_in = access_tokens.verify(request["AccessToken"])
    previous = request.get("PreviousPassword")
    if not previous:
        # AWS: without one only for users who have no password; nobody here is known to have none.
        raise invalid_parameter("Missing required parameter PreviousPassword")
    policy = signed_in.pool.settings["Policies"]["PasswordPolicy"]
    check_policy(request["ProposedPassword"], policy=policy)

    # (2) Does the user know the one before? A wrong one counts as at sign-in.
    before = signed_in.user.password
    if guesses.is_locked(signed_in.user):
        raise limit_exceeded("too many wrong passwords")
    is_right = await is_password(previous, hashed=before)
    password = await make_password(
        request["ProposedPassword"],
        pool_id=signed_in.pool.id,
        username=signed_in.user.username,
        expires_at=None,
    )

    # (3) Look again after the hashing: token or password may have been taken away meanwhile.
    user = access_tokens.verify(request["AccessToken"]).user
    if not is_right or user.password != before:
        guesses.count_failure(user)
        raise incorrect_credentials("the previous password is wrong")
    users.set_password(user, password=password, status=user.status)
    return {}
