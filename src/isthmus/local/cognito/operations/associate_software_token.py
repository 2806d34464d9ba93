"""AssociateSoftwareToken. Page: API_AssociateSoftwareToken."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.sign_in.mfa import ASKED, ASSOCIATED
from isthmus.local.cognito.sign_in.software_token_holder import SoftwareTokenHolders
from isthmus.local.cognito.software_tokens import SoftwareTokens

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AssociateSoftwareTokenRequestTypeDef


async def associate_software_token(
    request: "AssociateSoftwareTokenRequestTypeDef",
    *,
    holders: SoftwareTokenHolders,
    software_tokens: SoftwareTokens,
) -> dict[str, Any]:
    """Give a key for an authenticator app, which VerifySoftwareToken puts in force."""
    unverified_session = request.get("Session")
    user = holders.get(request.get("AccessToken"), unverified_session=unverified_session)
    if unverified_session is None:
        return {"SecretCode": software_tokens.associate(user)}
    session = holders.consume_setup(unverified_session, stage=ASKED)
    following = holders.continue_setup(unverified_session, session, stage=ASSOCIATED)
    return {"SecretCode": software_tokens.associate(user), "Session": following}
