"""GetUserAttributeVerificationCode."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.codes import Codes, Purpose
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
    """Send a code that verifies an attribute of the user of an access token."""
    signed_in = access_tokens.verify(request["AccessToken"])
    name = request["AttributeName"]
    check_is_verifiable(name)
    if name not in signed_in.user.attributes:
        raise invalid_parameter(f"User does not have the attribute {name}.")
    delivery = codes.send(signed_in.pool, signed_in.user, purpose=Purpose.verifying(name), attribute=name)
    return {"CodeDeliveryDetails": delivery}
