"""ResendConfirmationCode."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.codes import Codes, Purpose
from isthmus.local.cognito.custom_message import Occasion, Source
from isthmus.local.cognito.delivery import describe_delivery, describe_made_up_delivery, sign_up_attribute
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.named_account import NamedAccount, NamedAccounts
from isthmus.local.cognito.sign_in.attempt import check_may_sign_in
from isthmus.local.cognito.user import UNCONFIRMED

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ResendConfirmationCodeRequestTypeDef


async def resend_confirmation_code(
    request: "ResendConfirmationCodeRequestTypeDef",
    *,
    accounts: NamedAccounts,
    codes: Codes,
) -> dict[str, Any]:
    """Send another code to a user who signed up; the one before is good for nothing then."""
    account = accounts.find(
        request["Username"],
        client_id=request["ClientId"],
        unverified_secret_hash=request.get("SecretHash"),
    )
    occasion = Occasion(
        source=Source.RESEND_CODE, client_id=account.client.id, metadata=request.get("ClientMetadata", {})
    )
    return {"CodeDeliveryDetails": await _deliver(account, codes=codes, occasion=occasion)}


async def _deliver(account: NamedAccount, *, codes: Codes, occasion: Occasion) -> dict[str, Any]:
    if not account.pool.settings.get("AutoVerifiedAttributes"):
        raise _not_turned_on()
    if account.user is None and account.client.hides_unknown_users:
        return describe_made_up_delivery(account.pool, account.username)
    user = account.known_user()
    attribute = sign_up_attribute(account.pool, user)
    if not user.is_enabled and account.client.hides_unknown_users and attribute is not None:
        return describe_delivery(attribute, user.attributes[attribute])
    check_may_sign_in(user)
    if user.status != UNCONFIRMED:
        raise invalid_parameter("User is already confirmed.")
    if attribute is None:
        raise _not_turned_on()
    return await codes.send(
        account.pool, user, purpose=Purpose.SIGN_UP, attribute=attribute, occasion=occasion
    )


def _not_turned_on() -> Exception:
    return invalid_parameter("Cannot resend codes. Auto verification not turned on.")
