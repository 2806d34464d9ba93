"""SignUp."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.aliases import attribute_of_username
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.codes import Codes, Purpose
from isthmus.local.cognito.custom_message import Occasion, Source
from isthmus.local.cognito.delivery import sign_up_attribute
from isthmus.local.cognito.errors import AliasExistsError, invalid_parameter, not_authorized, user_exists
from isthmus.local.cognito.named_account import NamedAccounts
from isthmus.local.cognito.new_names import check_is_new, name_new_user
from isthmus.local.cognito.passwords import check_policy, make_password
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.sign_up import CONFIRM_SIGN_UP, PostConfirmation, PreSignUp, SignUpRequest
from isthmus.local.cognito.user import CONFIRMED, UNCONFIRMED, Password, User
from isthmus.local.cognito.user_attributes import check_required, verify_new_attributes
from isthmus.local.cognito.users import Users
from isthmus.local.cognito.writable import check_writable

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import SignUpRequestTypeDef

_TAKEN = "User already exists"


async def sign_up(
    request: "SignUpRequestTypeDef",
    *,
    accounts: NamedAccounts,
    users: Users,
    codes: Codes,
    pre_sign_up: PreSignUp,
    post_confirmation: PostConfirmation,
) -> dict[str, Any]:
    """Make a user who chose name and password, and send a code to confirm it.

    UsernameExistsException is the answer to a taken name whatever PreventUserExistenceErrors says, as AWS's.
    """
    # (1) May anybody sign up here, and is the request complete?
    account = accounts.find(
        request["Username"],
        client_id=request["ClientId"],
        unverified_secret_hash=request.get("SecretHash"),
    )
    pool, client = account.pool, account.client
    if pool.settings["AdminCreateUserConfig"].get("AllowAdminCreateUserOnly"):
        raise not_authorized("SignUp is not permitted for this user pool")
    username, attributes = _names(request, pool, client)
    check_is_new(pool, users, username=username, taken=_TAKEN)
    sub, kept_username = name_new_user(pool, username=username)
    password = await _make_password(request, pool, username=kept_username)

    # (2) Does the pool's function let the user in?
    asked = _sign_up_request(request, username=kept_username, attributes=attributes)
    decision = await pre_sign_up.run_for_user(pool, asked, client_id=client.id)

    # (3) Make the user. AWS: an address that the function verifies moves from whom it named before.
    check_is_new(pool, users, username=username, taken=_TAKEN)
    try:
        user = users.insert(
            pool,
            username=kept_username,
            sub=sub,
            status=CONFIRMED if decision.confirms else UNCONFIRMED,
            password=password,
            attributes={**attributes, **decision.flags()},
            takes_over_aliases=True,
        )
    except AliasExistsError as error:
        raise user_exists(error.message) from error

    # (4) Tell the function, or ask for the code.
    if decision.confirms:
        await post_confirmation.run(
            pool, user, source=CONFIRM_SIGN_UP, client_id=client.id, metadata=asked.metadata
        )
    occasion = Occasion(source=Source.SIGN_UP, client_id=client.id, metadata=asked.metadata)
    delivery = None if decision.confirms else await _send_code(pool, user, codes=codes, occasion=occasion)
    return {"UserConfirmed": decision.confirms, "UserSub": user.sub, "CodeDeliveryDetails": delivery}


def _sign_up_request(
    request: "SignUpRequestTypeDef", *, username: str, attributes: dict[str, str]
) -> SignUpRequest:
    data = {entry["Name"]: entry.get("Value", "") for entry in request.get("ValidationData", ())}
    metadata = request.get("ClientMetadata", {})
    return SignUpRequest(username=username, attributes=attributes, validation_data=data, metadata=metadata)


def _names(request: "SignUpRequestTypeDef", pool: Pool, client: AppClient) -> tuple[str, dict[str, str]]:
    username = pool.normalized(request["Username"])
    attributes = verify_new_attributes(pool, request.get("UserAttributes", ()))
    check_writable(client, attributes)
    if "preferred_username" in attributes and "preferred_username" in pool.alias_attributes:
        raise invalid_parameter("A preferred_username cannot be provided for unconfirmed account")
    attribute = attribute_of_username(pool, username)
    if attribute is not None and attributes.setdefault(attribute, username) != username:
        raise invalid_parameter(f"The username and the attribute {attribute} differ.")
    check_required(pool, attributes)
    return username, attributes


async def _make_password(request: "SignUpRequestTypeDef", pool: Pool, *, username: str) -> Password:
    unverified = request.get("Password")
    if not unverified:
        # AWS: without one only where passwordless sign-in is on, which pools here can't be set to.
        raise invalid_parameter("Password cannot be empty")
    check_policy(unverified, policy=pool.settings["Policies"]["PasswordPolicy"])
    return await make_password(unverified, pool_id=pool.id, username=username, expires_at=None)


async def _send_code(pool: Pool, user: User, *, codes: Codes, occasion: Occasion) -> dict[str, Any] | None:
    attribute = sign_up_attribute(pool, user)
    if attribute is None:
        return None
    return await codes.send(pool, user, purpose=Purpose.SIGN_UP, attribute=attribute, occasion=occasion)
