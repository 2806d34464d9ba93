"""The triggers around a sign-up: PreSignUp, which decides, and PostConfirmation, which is told.

Pages: developerguide/user-pool-lambda-pre-sign-up and user-pool-lambda-post-confirmation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.local.cognito.errors import unrecognizable_output
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.triggers import NO_CLIENT, TriggerEvent, Triggers
from isthmus.local.cognito.user import User

CONFIRM_SIGN_UP = "PostConfirmation_ConfirmSignUp"
CONFIRM_FORGOT_PASSWORD = "PostConfirmation_ConfirmForgotPassword"  # noqa: S105  a trigger source


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpDecision:
    """What PreSignUp decided on a user who signs up."""

    confirms: bool = False
    verifies_email: bool = False
    verifies_phone_number: bool = False

    def flags(self) -> dict[str, str]:
        """Give the verification flags that it sets."""
        flags = {"email_verified": self.verifies_email, "phone_number_verified": self.verifies_phone_number}
        return {name: "true" for name, is_set in flags.items() if is_set}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpRequest:
    """Who wants to be a user, as the event says it."""

    username: str
    attributes: Mapping[str, str]
    validation_data: Mapping[str, str]
    metadata: Mapping[str, str]


class PreSignUp:
    """Ask the pool's function before a user is made."""

    def __init__(self, triggers: Triggers) -> None:
        self._triggers = triggers

    async def run_for_admin(self, pool: Pool, request: SignUpRequest) -> None:
        """Run PreSignUp_AdminCreateUser, whose error refuses the user; AWS ignores its response."""
        await self._run(pool, request, source="PreSignUp_AdminCreateUser", client_id=NO_CLIENT)

    async def run_for_user(self, pool: Pool, request: SignUpRequest, *, client_id: str) -> SignUpDecision:
        """Run PreSignUp_SignUp, whose error refuses the user."""
        return await self._decide(pool, request, source="PreSignUp_SignUp", client_id=client_id)

    async def run_for_external_user(
        self, pool: Pool, request: SignUpRequest, *, client_id: str
    ) -> SignUpDecision:
        """Run PreSignUp_ExternalProvider before somebody's first sign-in through a provider."""
        return await self._decide(pool, request, source="PreSignUp_ExternalProvider", client_id=client_id)

    async def _decide(
        self, pool: Pool, request: SignUpRequest, *, source: str, client_id: str
    ) -> SignUpDecision:
        response = await self._run(pool, request, source=source, client_id=client_id)
        decision = SignUpDecision(
            confirms=_flag(response.get("autoConfirmUser")),
            verifies_email=_flag(response.get("autoVerifyEmail")),
            verifies_phone_number=_flag(response.get("autoVerifyPhone")),
        )
        if any(flag.removesuffix("_verified") not in request.attributes for flag in decision.flags()):
            # AWS: an attribute to verify must have a value, otherwise the user can't sign up.
            raise unrecognizable_output()
        return decision

    async def _run(
        self, pool: Pool, sign_up: SignUpRequest, *, source: str, client_id: str
    ) -> dict[str, Any]:
        arn = pool.triggers.get("PreSignUp")
        if arn is None:
            return {}
        request: dict[str, object] = {
            "userAttributes": dict(sign_up.attributes),
            "validationData": dict(sign_up.validation_data) or None,
        }
        if sign_up.metadata:
            request["clientMetadata"] = dict(sign_up.metadata)
        event = TriggerEvent(
            trigger="PreSignUp",
            source=source,
            username=sign_up.username,
            client_id=client_id,
            request=request,
            response={"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
        )
        return await self._triggers.run(arn, event, pool=pool)


class PostConfirmation:
    """Tell the pool's function of a user who was confirmed, by whatever means."""

    def __init__(self, triggers: Triggers) -> None:
        self._triggers = triggers

    async def run(
        self, pool: Pool, user: User, *, source: str, client_id: str, metadata: Mapping[str, str]
    ) -> None:
        """Run the function; its error reaches the caller, and the user stays confirmed."""
        arn = pool.triggers.get("PostConfirmation")
        if arn is None:
            return
        request: dict[str, object] = {"userAttributes": user.trigger_attributes()}
        if metadata:
            request["clientMetadata"] = dict(metadata)
        event = TriggerEvent(
            trigger="PostConfirmation",
            source=source,
            username=user.username,
            client_id=client_id,
            request=request,
            response={},
        )
        await self._triggers.run(arn, event, pool=pool)


def _flag(value: Any) -> bool:
    if value is not None and not isinstance(value, bool):
        raise unrecognizable_output()
    return value is True
