"""UpdateAuthEventFeedback. Page: API_UpdateAuthEventFeedback."""

from typing import TYPE_CHECKING, NoReturn

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.risk_configurations import check_threat_protection

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UpdateAuthEventFeedbackRequestTypeDef


async def update_auth_event_feedback(
    request: "UpdateAuthEventFeedbackRequestTypeDef", *, pools: Pools
) -> NoReturn:
    """Refuse as AWS does without threat protection. With it AWS mails feedback tokens, and here is none."""
    check_threat_protection(pools.get(request["UserPoolId"]))
    raise UnsupportedError("Feedback on sign-ins (UpdateAuthEventFeedback)")
