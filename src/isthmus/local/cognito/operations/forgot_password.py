"""ForgotPassword."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.codes import Codes, Purpose
from isthmus.local.cognito.custom_message import Occasion, Source
from isthmus.local.cognito.delivery import describe_delivery, describe_made_up_delivery
from isthmus.local.cognito.named_account import NamedAccount, NamedAccounts
from isthmus.local.cognito.recovery import (
    check_is_recoverable,
    check_pool_recovers,
    find_recovery_attribute,
    no_recovery_attribute,
)
from isthmus.local.cognito.sign_in.attempt import check_may_sign_in
from isthmus.local.cognito.sign_in.user_migration import UserMigration

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ForgotPasswordRequestTypeDef


async def forgot_password(
    request: "ForgotPasswordRequestTypeDef",
    *,
    accounts: NamedAccounts,
    codes: Codes,
    migration: UserMigration,
) -> dict[str, Any]:
    """Send a code that a new password can be set with. The old one stays good until then."""
    account = _account(request, accounts)
    check_pool_recovers(account.pool)
    if account.user is None:
        await migration.run_for_recovery(
            account.pool,
            client=account.client,
            username=account.username,
            metadata=request.get("ClientMetadata", {}),
        )
        account = _account(request, accounts)
    occasion = Occasion(
        source=Source.FORGOT_PASSWORD, client_id=account.client.id, metadata=request.get("ClientMetadata", {})
    )
    deliver = _deliver_discreetly if account.client.hides_unknown_users else _deliver
    return {"CodeDeliveryDetails": await deliver(account, codes=codes, occasion=occasion)}


def _account(request: "ForgotPasswordRequestTypeDef", accounts: NamedAccounts) -> NamedAccount:
    return accounts.find(
        request["Username"],
        client_id=request["ClientId"],
        unverified_secret_hash=request.get("SecretHash"),
    )


async def _deliver(account: NamedAccount, *, codes: Codes, occasion: Occasion) -> dict[str, Any]:
    user = account.known_user()
    check_may_sign_in(user)
    check_is_recoverable(account.pool, user)
    attribute = find_recovery_attribute(account.pool, user)
    if attribute is None:
        raise no_recovery_attribute()
    return await codes.send(
        account.pool, user, purpose=Purpose.RESET_PASSWORD, attribute=attribute, occasion=occasion
    )


async def _deliver_discreetly(account: NamedAccount, *, codes: Codes, occasion: Occasion) -> dict[str, Any]:
    """AWS: the answer looks the same for who does not exist, is disabled or has no verified address."""
    user = account.user
    attribute = None if user is None else find_recovery_attribute(account.pool, user)
    if user is not None and user.is_enabled and attribute is not None:
        return await _deliver(account, codes=codes, occasion=occasion)
    if user is not None and attribute is not None:
        return describe_delivery(attribute, user.attributes[attribute])
    if user is not None and user.is_enabled:
        check_is_recoverable(account.pool, user)
    return describe_made_up_delivery(account.pool, account.username)
