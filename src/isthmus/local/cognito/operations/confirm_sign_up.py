"""ConfirmSignUp."""

from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.errors import code_mismatch, not_authorized
from isthmus.local.cognito.named_account import NamedAccounts
from isthmus.local.cognito.proofs import Proofs
from isthmus.local.cognito.sign_in.attempt import check_may_sign_in
from isthmus.local.cognito.sign_up import CONFIRM_SIGN_UP, PostConfirmation
from isthmus.local.cognito.user import UNCONFIRMED, User

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ConfirmSignUpRequestTypeDef


async def confirm_sign_up(
    request: "ConfirmSignUpRequestTypeDef",
    *,
    accounts: NamedAccounts,
    proofs: Proofs,
    post_confirmation: PostConfirmation,
) -> dict[str, Any]:
    """Confirm a user who signed up, by the code that was sent; the attribute it was sent to is verified."""
    if "Session" in request:
        raise UnsupportedError("A Session in ConfirmSignUp")
    account = accounts.find(
        request["Username"],
        client_id=request["ClientId"],
        unverified_secret_hash=request.get("SecretHash"),
    )
    if account.user is None and account.client.hides_unknown_users:
        raise code_mismatch("there is no such user")
    user = account.known_user()
    check_may_sign_in(user)
    check_is_unconfirmed(user)
    user = proofs.confirm_sign_up(
        account.pool,
        user,
        unverified_code=request["ConfirmationCode"],
        takes_over_aliases=request.get("ForceAliasCreation", False),
    )
    await post_confirmation.run(
        account.pool,
        user,
        source=CONFIRM_SIGN_UP,
        client_id=account.client.id,
        metadata=request.get("ClientMetadata", {}),
    )
    return {}


def check_is_unconfirmed(user: User) -> None:
    """Refuse who is confirmed, or was made by an administrator."""
    if user.status != UNCONFIRMED:
        raise not_authorized(f"User cannot be confirmed. Current status is {user.status}")
