"""UpdateUserAttributes."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens, signed_in_client
from isthmus.local.cognito.attribute_changes import AttributeChanges, send_codes
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.codes import Codes, Purpose
from isthmus.local.cognito.custom_message import Occasion, Source
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.schema import VERIFICATION_FLAGS
from isthmus.local.cognito.user_attributes import check_deletable, verify_changes
from isthmus.local.cognito.users import Users
from isthmus.local.cognito.writable import check_writable

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UpdateUserAttributesRequestTypeDef


async def update_user_attributes(
    request: "UpdateUserAttributesRequestTypeDef",
    *,
    access_tokens: AccessTokens,
    clients: AppClients,
    users: Users,
    codes: Codes,
) -> dict[str, Any]:
    """Change attributes of the user of an access token, as far as the client may write them.

    An address that changes is unverified, and a code is sent to it if the pool verifies such; where the pool
    wants it verified first, it is written only when the code comes back.
    """
    # (1) May the user change this, and be sent that many codes?
    signed_in = access_tokens.verify(request["AccessToken"])
    pool, user = signed_in.pool, signed_in.user
    names = [attribute["Name"] for attribute in request["UserAttributes"]]
    for flag in VERIFICATION_FLAGS:
        if flag in names:
            raise invalid_parameter(f"Cannot modify the non-mutable attribute {flag}")
    changes = verify_changes(pool, request["UserAttributes"], current=user.attributes)
    check_writable(signed_in_client(signed_in, clients=clients), names)
    check_deletable(pool, changes)
    plan = AttributeChanges.of(pool, user, changes)
    for name in (*plan.waiting, *plan.verifying):
        codes.check_may_send(user, purpose=Purpose.verifying(name))

    # (2) Write, and send the codes.
    users.set_attributes(pool, user, plan.written)
    occasion = Occasion(
        source=Source.UPDATE_ATTRIBUTE,
        client_id=signed_in.client_id,
        metadata=request.get("ClientMetadata", {}),
    )
    user = users.get(pool, user.username)
    return {"CodeDeliveryDetailsList": await send_codes(pool, user, plan, codes=codes, occasion=occasion)}
