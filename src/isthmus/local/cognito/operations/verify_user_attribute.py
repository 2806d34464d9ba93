"""VerifyUserAttribute."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.codes import Purpose
from isthmus.local.cognito.delivery import check_is_verifiable
from isthmus.local.cognito.proofs import Proofs

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import VerifyUserAttributeRequestTypeDef


async def verify_user_attribute(
    request: "VerifyUserAttributeRequestTypeDef", *, access_tokens: AccessTokens, proofs: Proofs
) -> dict[str, Any]:
    """Verify an attribute of the user of an access token by the code sent to it; only then it is an alias."""
    signed_in = access_tokens.verify(request["AccessToken"])
    check_is_verifiable(request["AttributeName"])
    proofs.verify_attribute(
        signed_in.pool,
        signed_in.user,
        purpose=Purpose.verifying(request["AttributeName"]),
        unverified_code=request["Code"],
    )
    return {}
