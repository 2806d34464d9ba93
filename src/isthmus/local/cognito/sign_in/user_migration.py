"""The UserMigration trigger: make a user whom another directory knows, when the name leads to nobody here.

Pages: developerguide/user-pool-lambda-migrate-user and cognito-user-pools-import-using-lambda. It fails
closed: what the function leaves out or mistypes makes no user, and its error is the caller's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.aliases import attribute_of_username
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.errors import AliasExistsError, unrecognizable_output
from isthmus.local.cognito.invitations import Invitations
from isthmus.local.cognito.new_names import name_new_user
from isthmus.local.cognito.passwords import make_password
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.second_factors import SMS_MFA, Choice, SecondFactors
from isthmus.local.cognito.sign_in.attempt import SentParameters, verify_username
from isthmus.local.cognito.triggers import TriggerEvent, Triggers
from isthmus.local.cognito.user import CONFIRMED, RESET_REQUIRED, Password
from isthmus.local.cognito.user_attributes import verify_new_attributes
from isthmus.local.cognito.users import Users

# What stands in a welcome for the password.
UNCHANGED = "(unchanged)"
_NO_PASSWORD = Password(hashed=None, verifier=None, expires_at=None)
_MEDIA = frozenset({"EMAIL", "SMS"})
_RESPONSE = (
    "userAttributes",
    "finalUserStatus",
    "messageAction",
    "desiredDeliveryMediums",
    "forceAliasCreation",
    "enableSMSMFA",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the function says of a user."""

    attributes: Mapping[str, str]
    status: str
    is_silent: bool
    media: tuple[str, ...]
    takes_over_aliases: bool
    wants_sms_mfa: bool


class UserMigration:
    """Ask the pool's function, and make the user that it describes."""

    def __init__(
        self, triggers: Triggers, *, users: Users, factors: SecondFactors, invitations: Invitations
    ) -> None:
        self._triggers = triggers
        self._users = users
        self._factors = factors
        self._invitations = invitations

    async def run_for_sign_in(
        self,
        pool: Pool,
        *,
        client: AppClient,
        sent: SentParameters,
        unverified_password: str,
        metadata: Mapping[str, str],
    ) -> None:
        """Make the user of a sign-in by password. The sign-in goes on as for any user."""
        username = verify_username(sent, client=client)
        data = {"validationData": dict(metadata) or None, "clientMetadata": None}
        await self._run(
            pool,
            client=client,
            username=username,
            source="UserMigration_Authentication",
            request={"password": unverified_password, **data},
            password=unverified_password,
            metadata=metadata,
        )

    async def run_for_recovery(
        self, pool: Pool, *, client: AppClient, username: str, metadata: Mapping[str, str]
    ) -> None:
        """Make the user of ForgotPassword, who has no password."""
        await self._run(
            pool,
            client=client,
            username=username,
            source="UserMigration_ForgotPassword",
            request={"validationData": None, "clientMetadata": dict(metadata) or None},
            password=None,
            metadata=metadata,
        )

    async def _run(
        self,
        pool: Pool,
        *,
        client: AppClient,
        username: str,
        source: str,
        request: Mapping[str, Any],
        password: str | None,
        metadata: Mapping[str, str],
    ) -> None:
        arn = pool.triggers.get("UserMigration")
        if arn is None or self._users.find(pool, username) is not None:
            return
        event = TriggerEvent(
            trigger="UserMigration",
            source=source,
            username=username,
            client_id=client.id,
            request={name: value for name, value in request.items() if value is not None},
            response=dict.fromkeys(_RESPONSE),
        )
        response = await self._triggers.run(arn, event, pool=pool)
        if response.get("userAttributes") in (None, {}):
            # AWS: an empty response says that there is no such user.
            return
        found = _parse(response)
        try:
            await self._make(pool, found, username=username, password=password, metadata=metadata)
        except AliasExistsError:
            raise
        except AwsError as error:
            raise _not_migrated(client, f"{error.code}: {error.message}") from error

    async def _make(
        self,
        pool: Pool,
        found: _Found,
        *,
        username: str,
        password: str | None,
        metadata: Mapping[str, str],
    ) -> None:
        kept_name, given = _names(pool, found, username=username)
        attributes = verify_new_attributes(
            pool, [{"Name": name, "Value": value} for name, value in given.items()]
        )
        if found.wants_sms_mfa and not (pool.has_second_factor(SMS_MFA) and "phone_number" in attributes):
            raise AwsError("InvalidParameterException", "enableSMSMFA needs MFA and a phone number")
        sub, kept_username = name_new_user(pool, username=kept_name)
        hashed = _NO_PASSWORD
        if password is not None and found.status == CONFIRMED:
            hashed = await make_password(password, pool_id=pool.id, username=kept_username, expires_at=None)
        if self._users.find(pool, username) is not None:
            # Another sign-in made the user while the password was hashed.
            return
        user = self._users.insert(
            pool,
            username=kept_username,
            sub=sub,
            status=found.status,
            password=hashed,
            attributes=attributes,
            takes_over_aliases=found.takes_over_aliases,
        )
        if found.wants_sms_mfa:
            self._factors.choose(user, name=SMS_MFA, choice=Choice(is_enabled=True, is_preferred=True))
        if not found.is_silent:
            # SECURITY: the password is the user's own: no message repeats it.
            await self._invitations.send(pool, user, media=found.media, password=UNCHANGED, metadata=metadata)


def _names(pool: Pool, found: _Found, *, username: str) -> tuple[str, dict[str, str]]:
    """Give the username to keep and the attributes.

    AWS: the function may name the user otherwise only where an alias was typed, which it then has to give.
    """
    attributes = dict(found.attributes)
    typed = pool.normalized(username)
    named = pool.normalized(attributes.pop("username", username))
    if named != typed and typed not in {attributes.get(alias) for alias in pool.alias_attributes}:
        raise AwsError("InvalidParameterException", "the function gave another username")
    attribute = attribute_of_username(pool, named)
    if attribute is not None and attributes.setdefault(attribute, named) != named:
        raise AwsError("InvalidParameterException", f"the username and the attribute {attribute} differ")
    return named, attributes


def _parse(response: Mapping[str, Any]) -> _Found:
    """Check the response's types, or raise InvalidLambdaResponseException."""
    attributes, media = response.get("userAttributes"), response.get("desiredDeliveryMediums")
    if not isinstance(attributes, dict) or not all(isinstance(value, str) for value in attributes.values()):
        raise unrecognizable_output()
    if media is not None and (not isinstance(media, list) or not _MEDIA.issuperset(media)):
        raise unrecognizable_output()
    status, action = response.get("finalUserStatus"), response.get("messageAction")
    if status not in (None, CONFIRMED, RESET_REQUIRED) or action not in (None, "SUPPRESS", "RESEND"):
        raise unrecognizable_output()
    flags = [response.get(name) for name in ("forceAliasCreation", "enableSMSMFA")]
    if not all(flag is None or isinstance(flag, bool) for flag in flags):
        raise unrecognizable_output()
    return _Found(
        attributes=attributes,
        status=status or RESET_REQUIRED,
        is_silent=action == "SUPPRESS",
        media=tuple(media or ()),
        takes_over_aliases=flags[0] is True,
        wants_sms_mfa=flags[1] is True,
    )


def _not_migrated(client: AppClient, reason: str) -> AwsError:
    """The function's answer makes no user of this pool. The words are AWS's; the log says why."""
    message = f"Exception migrating user in app client {client.id}"
    return AwsError("UserNotFoundException", message, reason=reason)
