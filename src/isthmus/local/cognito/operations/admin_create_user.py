"""AdminCreateUser."""

from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.descriptions import describe_user
from isthmus.local.cognito.errors import user_not_found
from isthmus.local.cognito.invitations import Invitations, new_temporary_password
from isthmus.local.cognito.new_names import check_is_new, name_new_user, verify_new_user
from isthmus.local.cognito.passwords import check_policy, make_password
from isthmus.local.cognito.pools import Pool, Pools
from isthmus.local.cognito.sign_up import PreSignUp, SignUpRequest
from isthmus.local.cognito.user import FORCE_CHANGE_PASSWORD, Password, User
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminCreateUserRequestTypeDef

_DAY = 86_400
_TAKEN = "User account already exists"


async def admin_create_user(
    request: "AdminCreateUserRequestTypeDef",
    *,
    pools: Pools,
    users: Users,
    pre_sign_up: PreSignUp,
    invitations: Invitations,
    clock: Clock,
) -> dict[str, Any]:
    """Make a user who has to change a temporary password, and send it.

    Where it is suppressed and the request has none, no password opens the account until
    AdminSetUserPassword.
    """
    # (1) Is it a password that the pool takes? RESEND only gives a user another one.
    pool = pools.get(request["UserPoolId"])
    chosen = _choose_password(request, pool)
    if request.get("MessageAction") == "RESEND":
        user = await _renew(request, pool, users=users, chosen=chosen, clock=clock)
        await _invite(request, pool, user, invitations=invitations, password=chosen)
        return {"User": describe_user(user)}
    username, attributes = verify_new_user(request, pool)
    sub, kept_username = name_new_user(pool, username=username)
    password = await _temporary_password(chosen, pool, username=kept_username, clock=clock)

    # (2) Does the pool's function let the user in?
    check_is_new(pool, users, username=username, taken=_TAKEN)
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

    # (3) Make the user and send the invitation.
    check_is_new(pool, users, username=username, taken=_TAKEN)
    user = users.insert(
        pool,
        username=kept_username,
        sub=sub,
        status=FORCE_CHANGE_PASSWORD,
        password=password,
        attributes=attributes,
        takes_over_aliases=request.get("ForceAliasCreation", False),
    )
    await _invite(request, pool, user, invitations=invitations, password=chosen)
    return {"User": describe_user(user)}


def _choose_password(request: "AdminCreateUserRequestTypeDef", pool: Pool) -> str | None:
    policy = pool.settings["Policies"]["PasswordPolicy"]
    unverified = request.get("TemporaryPassword")
    if unverified:
        check_policy(unverified, policy=policy)
        return unverified
    return None if request.get("MessageAction") == "SUPPRESS" else new_temporary_password(policy)


async def _temporary_password(chosen: str | None, pool: Pool, *, username: str, clock: Clock) -> Password:
    days = pool.settings["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"]
    expires_at = clock.now() + days * _DAY
    if chosen is None:
        return Password(hashed=None, verifier=None, expires_at=expires_at)
    return await make_password(chosen, pool_id=pool.id, username=username, expires_at=expires_at)


async def _invite(
    request: "AdminCreateUserRequestTypeDef",
    pool: Pool,
    user: User,
    *,
    invitations: Invitations,
    password: str | None,
) -> None:
    if password is not None and request.get("MessageAction") != "SUPPRESS":
        await invitations.send(
            pool,
            user,
            media=request.get("DesiredDeliveryMediums", ()),
            password=password,
            metadata=request.get("ClientMetadata", {}),
        )


async def _renew(
    request: "AdminCreateUserRequestTypeDef",
    pool: Pool,
    *,
    users: Users,
    chosen: str | None,
    clock: Clock,
) -> User:
    user = _find_invited(pool, request["Username"], users=users)
    password = await _temporary_password(chosen, pool, username=user.username, clock=clock)
    # Look again after the hashing: the user may have chosen a password meanwhile.
    user = _find_invited(pool, user.username, users=users)
    users.set_password(user, password=password, status=user.status)
    return users.get(pool, user.username)


def _find_invited(pool: Pool, username: str, *, users: Users) -> User:
    user = users.find(pool, username)
    if user is None:
        raise user_not_found()
    if user.status != FORCE_CHANGE_PASSWORD:
        raise AwsError(
            "UnsupportedUserStateException",
            f"Resend not possible. {user.username} status is not FORCE_CHANGE_PASSWORD",
        )
    return user
