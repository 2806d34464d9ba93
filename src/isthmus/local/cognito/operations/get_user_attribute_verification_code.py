"""GetUserAttributeVerificationCode."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.codes import Codes, Purpose
from isthmus.local.cognito.custom_message import Occasion, Source
from isthmus.local.cognito.delivery import check_is_verifiable
from isthmus.local.cognito.errors import invalid_parameter

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import GetUserAttributeVerificationCodeRequestTypeDef


async def get_user_attribute_verification_code(
    request: "GetUserAttributeVerificationCodeRequestTypeDef",
    *,
    access_tokens: AccessTokens,
    codes: Codes,
) -> dict[str, Any]:
    """Send a code that verifies an attribute of the user of an access token.

    A value that waits for its verification gets the code, as it is the one to be verified.
    """
    signed_in = access_tokens.verify(request["AccessToken"])
    name = request["AttributeName"]
    check_is_verifiable(name)
    pool, user = signed_in.pool, signed_in.user
    occasion = Occasion(
        source=Source.VERIFY_ATTRIBUTE,
        client_id=signed_in.client_id,
        metadata=request.get("ClientMetadata", {}),
    )
    waiting = codes.find_new_address(user, attribute=name)
    if waiting is not None:
        details = await codes.send_to_new_address(
            pool, user, attribute=name, value=waiting, occasion=occasion
        )
        return {"CodeDeliveryDetails": details}
    if name not in user.attributes:
        raise invalid_parameter(f"User does not have the attribute {name}.")
    purpose = Purpose.verifying(name)
    details = await codes.send(pool, user, purpose=purpose, attribute=name, occasion=occasion)
    return {"CodeDeliveryDetails": details}
