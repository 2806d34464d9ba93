"""ConfirmForgotPassword."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.errors import account_not_found, code_mismatch
from isthmus.local.cognito.named_account import NamedAccounts
from isthmus.local.cognito.passwords import check_policy, make_password
from isthmus.local.cognito.proofs import Proofs
from isthmus.local.cognito.recovery import check_is_recoverable
from isthmus.local.cognito.sign_in.attempt import check_is_confirmed, check_may_sign_in
from isthmus.local.cognito.sign_up import CONFIRM_FORGOT_PASSWORD, PostConfirmation
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ConfirmForgotPasswordRequestTypeDef


async def confirm_forgot_password(
    request: "ConfirmForgotPasswordRequestTypeDef",
    *,
    accounts: NamedAccounts,
    users: Users,
    proofs: Proofs,
    post_confirmation: PostConfirmation,
) -> dict[str, Any]:
    """Set a new password by the code that was sent. It ends a lock-out; tokens stay good, as with AWS."""
    # (1) Who, and is the password one that the pool takes?
    account = accounts.find(
        request["Username"],
        client_id=request["ClientId"],
        unverified_secret_hash=request.get("SecretHash"),
    )
    check_policy(request["Password"], policy=account.pool.settings["Policies"]["PasswordPolicy"])
    password = await make_password(
        request["Password"],
        pool_id=account.pool.id,
        username=account.username if account.user is None else account.user.username,
        expires_at=None,
    )

    # (2) Read the user after the hashing: an administrator may have acted meanwhile.
    user = None if account.user is None else users.find_by_id(account.user.id)
    if account.client.hides_unknown_users and (user is None or not user.is_enabled):
        raise code_mismatch("there is no such user, or a disabled one")
    if user is None:
        raise account_not_found()
    check_may_sign_in(user)
    check_is_confirmed(user)
    check_is_recoverable(account.pool, user)

    # (3) Take the code and set the password at once.
    proofs.reset_password(user, unverified_code=request["ConfirmationCode"], password=password)
    await post_confirmation.run(
        account.pool,
        users.get(account.pool, user.username),
        source=CONFIRM_FORGOT_PASSWORD,
        client_id=account.client.id,
        metadata=request.get("ClientMetadata", {}),
    )
    return {}
