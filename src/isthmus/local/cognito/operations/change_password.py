"""ChangePassword."""

from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.errors import incorrect_credentials, invalid_parameter, limit_exceeded
from isthmus.local.cognito.passwords import check_policy, hash_password, is_password
from isthmus.local.cognito.sign_in.password import count_failure
from isthmus.local.cognito.user import Password
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ChangePasswordRequestTypeDef


async def change_password(
    request: "ChangePasswordRequestTypeDef", *, access_tokens: AccessTokens, users: Users, clock: Clock
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
    if signed_in.user.locked_until > clock.now():
        raise limit_exceeded("too many wrong passwords")
    is_right = await is_password(previous, hashed=before)
    hashed = await hash_password(request["ProposedPassword"])

    # (3) Look again after the hashing: token or password may have been taken away meanwhile.
    user = access_tokens.verify(request["AccessToken"]).user
    if not is_right or user.password != before:
        count_failure(user, users=users, now=clock.now())
        raise incorrect_credentials("the previous password is wrong")
    users.set_password(user, password=Password(hashed=hashed, expires_at=None), status=user.status)
    return {}
