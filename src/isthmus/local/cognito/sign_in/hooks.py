"""The PreAuthentication and PostAuthentication triggers, around every kind of sign-in.

ClientMetadata of InitiateAuth reaches PreAuthentication as `validationData`; that of RespondToAuthChallenge
reaches PostAuthentication as `clientMetadata` (API_InitiateAuth, API_RespondToAuthChallenge).
"""

from typing import Any

from isthmus.local.cognito.sign_in.attempt import Attempt
from isthmus.local.cognito.triggers import TriggerEvent, Triggers


class SignInHooks:
    """Run the two triggers if the pool has them."""

    def __init__(self, triggers: Triggers) -> None:
        self._triggers = triggers

    async def before(self, attempt: Attempt) -> None:
        """Run PreAuthentication, whose error refuses the sign-in."""
        arn = attempt.pool.triggers.get("PreAuthentication")
        request = attempt.event_request()
        if attempt.metadata:
            request["validationData"] = dict(attempt.metadata)
        await self._run(arn, attempt, trigger="PreAuthentication", request=request)

    async def after(self, attempt: Attempt, *, is_new_device: bool) -> None:
        """Run PostAuthentication, whose error withholds the tokens.

        AWS: `newDeviceUsed` is true only in pools that track devices.
        """
        arn = attempt.pool.triggers.get("PostAuthentication")
        attributes = attempt.known_user().trigger_attributes()
        request: dict[str, Any] = {"userAttributes": attributes, "newDeviceUsed": is_new_device}
        if attempt.metadata:
            request["clientMetadata"] = dict(attempt.metadata)
        await self._run(arn, attempt, trigger="PostAuthentication", request=request)

    async def _run(self, arn: str | None, attempt: Attempt, *, trigger: str, request: dict[str, Any]) -> None:
        if arn is None:
            return
        event = TriggerEvent(
            trigger=trigger,
            source=f"{trigger}_Authentication",
            username=attempt.username,
            client_id=attempt.client.id,
            request=request,
            response={},
        )
        await self._triggers.run(arn, event, pool=attempt.pool)
