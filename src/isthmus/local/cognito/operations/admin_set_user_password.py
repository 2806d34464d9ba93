"""AdminSetUserPassword."""

from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.cognito.passwords import check_policy, hash_password
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.user import CONFIRMED, FORCE_CHANGE_PASSWORD, Password
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminSetUserPasswordRequestTypeDef

_DAY = 86_400


async def admin_set_user_password(
    request: "AdminSetUserPasswordRequestTypeDef", *, pools: Pools, users: Users, clock: Clock
) -> dict[str, Any]:
    """Set a password: a permanent one confirms the user, a temporary one has to be changed."""
    pool = pools.get(request["UserPoolId"])
    user = users.get(pool, request["Username"])
    policy = pool.settings["Policies"]["PasswordPolicy"]
    check_policy(request["Password"], policy=policy)
    hashed = await hash_password(request["Password"])
    if request.get("Permanent", False):
        users.set_password(user, password=Password(hashed=hashed, expires_at=None), status=CONFIRMED)
        return {}
    expires_at = clock.now() + policy["TemporaryPasswordValidityDays"] * _DAY
    users.set_password(
        user, password=Password(hashed=hashed, expires_at=expires_at), status=FORCE_CHANGE_PASSWORD
    )
    return {}
