"""AdminSetUserPassword."""

from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.cognito.passwords import check_policy, make_password
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.user import CONFIRMED, FORCE_CHANGE_PASSWORD
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
    is_permanent = request.get("Permanent", False)
    password = await make_password(
        request["Password"],
        pool_id=pool.id,
        username=user.username,
        expires_at=None if is_permanent else clock.now() + policy["TemporaryPasswordValidityDays"] * _DAY,
    )
    users.set_password(user, password=password, status=CONFIRMED if is_permanent else FORCE_CHANGE_PASSWORD)
    return {}
