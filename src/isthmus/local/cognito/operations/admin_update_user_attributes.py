"""AdminUpdateUserAttributes."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.attribute_changes import AttributeChanges, send_codes
from isthmus.local.cognito.codes import Codes
from isthmus.local.cognito.custom_message import Occasion, Source
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.triggers import NO_CLIENT
from isthmus.local.cognito.user_attributes import verify_changes
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminUpdateUserAttributesRequestTypeDef


async def admin_update_user_attributes(
    request: "AdminUpdateUserAttributesRequestTypeDef", *, pools: Pools, users: Users, codes: Codes
) -> dict[str, Any]:
    """Change attributes of a user; an empty value deletes one.

    As for users themselves, an address that changes gets a code where the pool verifies such, unless the
    request says that it is verified (API page).
    """
    pool = pools.get(request["UserPoolId"])
    user = users.get(pool, request["Username"])
    changes = verify_changes(pool, request["UserAttributes"], current=user.attributes)
    plan = AttributeChanges.of(pool, user, changes)
    users.set_attributes(pool, user, plan.written)
    occasion = Occasion(
        source=Source.UPDATE_ATTRIBUTE, client_id=NO_CLIENT, metadata=request.get("ClientMetadata", {})
    )
    await send_codes(pool, users.get(pool, user.username), plan, codes=codes, occasion=occasion)
    return {}
