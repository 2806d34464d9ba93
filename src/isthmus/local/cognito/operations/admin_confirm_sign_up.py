"""AdminConfirmSignUp."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.operations.confirm_sign_up import check_is_unconfirmed
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.sign_up import CONFIRM_SIGN_UP, PostConfirmation
from isthmus.local.cognito.triggers import NO_CLIENT
from isthmus.local.cognito.user import CONFIRMED
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminConfirmSignUpRequestTypeDef


async def admin_confirm_sign_up(
    request: "AdminConfirmSignUpRequestTypeDef",
    *,
    pools: Pools,
    users: Users,
    post_confirmation: PostConfirmation,
) -> dict[str, Any]:
    """Confirm a user who signed up without a code; nothing is verified by that."""
    pool = pools.get(request["UserPoolId"])
    user = users.get(pool, request["Username"])
    check_is_unconfirmed(user)
    users.set_status(user, status=CONFIRMED)
    await post_confirmation.run(
        pool,
        users.get(pool, user.username),
        source=CONFIRM_SIGN_UP,
        client_id=NO_CLIENT,
        metadata=request.get("ClientMetadata", {}),
    )
    return {}
