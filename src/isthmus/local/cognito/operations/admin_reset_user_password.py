"""AdminResetUserPassword."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.codes import Codes, Purpose
from isthmus.local.cognito.custom_message import Occasion, Source
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.recovery import (
    check_is_recoverable,
    find_recovery_attribute,
    no_recovery_attribute,
)
from isthmus.local.cognito.triggers import NO_CLIENT
from isthmus.local.cognito.user import RESET_REQUIRED, Password
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminResetUserPasswordRequestTypeDef


async def admin_reset_user_password(
    request: "AdminResetUserPasswordRequestTypeDef", *, pools: Pools, users: Users, codes: Codes
) -> dict[str, Any]:
    """Take a user's password away and send a code to set another with (API page)."""
    pool = pools.get(request["UserPoolId"])
    user = users.get(pool, request["Username"])
    check_is_recoverable(pool, user)
    attribute = find_recovery_attribute(pool, user)
    if attribute is None:
        raise no_recovery_attribute()
    occasion = Occasion(
        source=Source.FORGOT_PASSWORD, client_id=NO_CLIENT, metadata=request.get("ClientMetadata", {})
    )
    await codes.send(pool, user, purpose=Purpose.RESET_PASSWORD, attribute=attribute, occasion=occasion)
    users.set_password(
        user, password=Password(hashed=None, verifier=None, expires_at=None), status=RESET_REQUIRED
    )
    return {}
