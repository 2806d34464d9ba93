"""trigger-failing: a Lambda trigger of every user pool fails, without being run.

WIRE: what Cognito's callers see is Cognito's own: `UserLambdaValidationException` for a function that raises,
`UnexpectedLambdaException` for one that does not answer or may not be invoked
(developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers).
"""

import json

from isthmus.local.cognito.triggers import (
    FunctionAnswer,
    Functions,
    FunctionTimeoutError,
    FunctionUnavailableError,
)
from isthmus.local.faults.settings import ChoiceSetting
from isthmus.local.faults.switch import About, FaultId, Switch

TRIGGER = ChoiceSetting(
    name="trigger",
    what="Which trigger, by its name in the pool's LambdaConfig.",
    options=(
        "VerifyAuthChallengeResponse",
        "CreateAuthChallenge",
        "CustomMessage",
        "DefineAuthChallenge",
        "PostAuthentication",
        "PostConfirmation",
        "PreAuthentication",
        "PreSignUp",
        "PreTokenGeneration",
        "UserMigration",
    ),
)
HOW = ChoiceSetting(
    name="how",
    what="The function raises, gives no answer in time (told at once), or may not be invoked.",
    options=("error", "timeout", "denied"),
)
ABOUT = About(
    fault=FaultId.TRIGGER_FAILING,
    title="Trigger failing",
    what="A Lambda trigger of every user pool fails, and Cognito refuses what needed it.",
    settings=(TRIGGER, HOW),
)
_OTHER_SOURCES = {"PreTokenGeneration": "TokenGeneration"}
_PAYLOAD = {"errorMessage": "The fault trigger-failing is on", "errorType": "Exception", "stackTrace": []}


class FaultyFunctions:
    """Run functions through the fault. Implements the port `isthmus.local.cognito.triggers.Functions`."""

    def __init__(self, functions: Functions, *, switch: Switch) -> None:
        self._functions = functions
        self._switch = switch

    async def invoke(self, function_arn: str, *, source_arn: str, payload: bytes) -> FunctionAnswer:
        """Invoke, or fail in the function's place."""
        if self._switch.is_on and _trigger_of(payload) == self._source():
            self._switch.mark()
            return self._fail()
        return await self._functions.invoke(function_arn, source_arn=source_arn, payload=payload)

    def _source(self) -> str:
        trigger = self._switch.text(TRIGGER.name)
        return _OTHER_SOURCES.get(trigger, trigger)

    def _fail(self) -> FunctionAnswer:
        match self._switch.text(HOW.name):
            case "timeout":
                raise FunctionTimeoutError("the fault trigger-failing is on")
            case "denied":
                raise FunctionUnavailableError("AccessDeniedException")
            case _:
                return FunctionAnswer(payload=json.dumps(_PAYLOAD).encode(), error="Unhandled")


def _trigger_of(payload: bytes) -> str:
    """Give what an event's `triggerSource` begins with: it is the trigger's name, or nearly so."""
    return str(json.loads(payload)["triggerSource"]).partition("_")[0]
