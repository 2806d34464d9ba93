"""The PreSignUp trigger. AdminCreateUser is the one way to become a user here; SignUp is not."""

from collections.abc import Mapping

from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.triggers import TriggerEvent, Triggers

# WIRE: AdminCreateUser comes from no app client (developerguide/user-pool-lambda-pre-sign-up).
NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"


class PreSignUp:
    """Ask the pool's function before a user is made."""

    def __init__(self, triggers: Triggers) -> None:
        self._triggers = triggers

    async def run_for_admin(
        self,
        pool: Pool,
        *,
        username: str,
        attributes: Mapping[str, str],
        validation_data: Mapping[str, str],
        metadata: Mapping[str, str],
    ) -> None:
        """Run PreSignUp_AdminCreateUser, whose error refuses the user; AWS ignores its response."""
        arn = pool.triggers.get("PreSignUp")
        if arn is None:
            return
        request: dict[str, object] = {
            "userAttributes": dict(attributes),
            "validationData": dict(validation_data) or None,
        }
        if metadata:
            request["clientMetadata"] = dict(metadata)
        event = TriggerEvent(
            trigger="PreSignUp",
            source="PreSignUp_AdminCreateUser",
            username=username,
            client_id=NO_CLIENT,
            request=request,
            response={"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
        )
        await self._triggers.run(arn, event, pool=pool)
