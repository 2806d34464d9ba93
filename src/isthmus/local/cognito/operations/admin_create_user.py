"""AdminCreateUser."""

import logging
from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.aliases import attribute_of_username
from isthmus.local.cognito.descriptions import describe_user
from isthmus.local.cognito.errors import invalid_parameter, user_not_found
from isthmus.local.cognito.new_names import check_is_new, name_new_user
from isthmus.local.cognito.passwords import check_policy, make_password
from isthmus.local.cognito.pools import Pool, Pools
from isthmus.local.cognito.sign_up import PreSignUp, SignUpRequest
from isthmus.local.cognito.user import FORCE_CHANGE_PASSWORD, Password, User
from isthmus.local.cognito.user_attributes import verify_new_attributes
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminCreateUserRequestTypeDef

LOG = logging.getLogger(__name__)
_DAY = 86_400


async def admin_create_user(
    request: "AdminCreateUserRequestTypeDef",
    *,
    pools: Pools,
    users: Users,
    pre_sign_up: PreSignUp,
    clock: Clock,
) -> dict[str, Any]:
    """Make a user who has to change a temporary password.

    No message is sent: the local stack has no mail. Without TemporaryPassword no password opens the account
    until AdminSetUserPassword.
    """
    pool = pools.get(request["UserPoolId"])
    if request.get("MessageAction") == "RESEND":
        return {"User": describe_user(await _renew(request, pool, users=users, clock=clock))}
    username, attributes = _names(request, pool)
    sub, kept_username = name_new_user(pool, username=username)
    password = await _temporary_password(request, pool, username=kept_username, clock=clock)
    check_is_new(pool, users, username=username, taken="User account already exists")
    await pre_sign_up.run_for_admin(
        pool,
        SignUpRequest(
            username=username,
            attributes=attributes,
            validation_data={
                entry["Name"]: entry.get("Value", "") for entry in request.get("ValidationData", ())
            },
            metadata=request.get("ClientMetadata", {}),
        ),
    )
    check_is_new(pool, users, username=username, taken="User account already exists")
    user = users.insert(
        pool,
        username=kept_username,
        sub=sub,
        status=FORCE_CHANGE_PASSWORD,
        password=password,
        attributes=attributes,
        takes_over_aliases=request.get("ForceAliasCreation", False),
    )
    if request.get("MessageAction") != "SUPPRESS":
        LOG.info("no invitation is sent: the local stack has no mail")
    return {"User": describe_user(user)}


async def _temporary_password(
    request: "AdminCreateUserRequestTypeDef", pool: Pool, *, username: str, clock: Clock
) -> Password:
    policy = pool.settings["Policies"]["PasswordPolicy"]
    expires_at = clock.now() + policy["TemporaryPasswordValidityDays"] * _DAY
    unverified = request.get("TemporaryPassword")
    if not unverified:
        return Password(hashed=None, verifier=None, expires_at=expires_at)
    check_policy(unverified, policy=policy)
    return await make_password(unverified, pool_id=pool.id, username=username, expires_at=expires_at)


async def _renew(request: "AdminCreateUserRequestTypeDef", pool: Pool, *, users: Users, clock: Clock) -> User:
    user = users.find(pool, request["Username"])
    if user is None:
        raise user_not_found()
    if user.status != FORCE_CHANGE_PASSWORD:
        raise AwsError(
            "UnsupportedUserStateException",
            f"Resend not possible. {user.username} status is not FORCE_CHANGE_PASSWORD",
        )
    password = await _temporary_password(request, pool, username=user.username, clock=clock)
    users.set_password(user, password=password, status=user.status)
    return users.get(pool, user.username)


def _names(request: "AdminCreateUserRequestTypeDef", pool: Pool) -> tuple[str, dict[str, str]]:
    username = pool.normalized(request["Username"])
    attributes = verify_new_attributes(pool, request.get("UserAttributes", ()))
    for flag in ("email_verified", "phone_number_verified"):
        name = flag.removesuffix("_verified")
        if attributes.get(flag) == "true" and name not in attributes and not pool.username_attributes:
            raise invalid_parameter(f"{name} is required to set {flag} to true.")
    attribute = attribute_of_username(pool, username)
    if attribute is not None and attributes.setdefault(attribute, username) != username:
        raise invalid_parameter(f"The username and the attribute {attribute} differ.")
    return username, attributes
