"""VerifySoftwareToken. Page: API_VerifySoftwareToken."""

from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.sign_in.mfa import ASSOCIATED, VERIFIED, Mfa
from isthmus.local.cognito.sign_in.software_token_holder import SoftwareTokenHolders
from isthmus.local.cognito.software_tokens import SoftwareTokens
from isthmus.local.cognito.user import User

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import VerifySoftwareTokenRequestTypeDef


async def verify_software_token(
    request: "VerifySoftwareTokenRequestTypeDef",
    *,
    holders: SoftwareTokenHolders,
    software_tokens: SoftwareTokens,
    mfa: Mfa,
) -> dict[str, Any]:
    """Put the key in force if the code proves it. FriendlyDeviceName is not kept."""
    unverified_session = request.get("Session")
    user = holders.get(request.get("AccessToken"), unverified_session=unverified_session)
    mfa.check_not_locked(user)
    if unverified_session is None:
        _verify_code(request["UserCode"], user, software_tokens)
        return {"Status": "SUCCESS"}
    session = holders.consume_setup(unverified_session, stage=ASSOCIATED)
    try:
        _verify_code(request["UserCode"], user, software_tokens)
    except AwsError:
        holders.give_back(unverified_session)
        raise
    software_tokens.set_preference(user, is_enabled=True, is_preferred=False)
    following = holders.continue_setup(unverified_session, session, stage=VERIFIED)
    return {"Status": "SUCCESS", "Session": following}


def _verify_code(unverified_code: str, user: User, software_tokens: SoftwareTokens) -> None:
    if not software_tokens.find(user).is_pending:
        raise invalid_parameter("There is no software token to verify: AssociateSoftwareToken")
    if not software_tokens.verify_pending(user, unverified_code):
        raise AwsError("EnableSoftwareTokenMFAException", "Code mismatch")
