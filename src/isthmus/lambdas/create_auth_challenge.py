"""The create trigger: the name of the challenge -> `create_challenge` -> what is asked."""

from isthmus.cognito.trigger_event import TriggerEvent, find_text
from isthmus.flows.session_sso.create import create_challenge
from isthmus.lambdas._log import write_log
from isthmus.lambdas._runtime import once, run_trigger
from isthmus.settings import check_environment

_FUNCTION = "create_auth_challenge"
_check_environment = once(check_environment)


def handler(event: dict[str, object], _context: object) -> dict[str, object]:
    """Answer Cognito's CreateAuthChallenge event."""
    return event | {"response": run_trigger(_FUNCTION, lambda: _respond(event))}


def _respond(event: dict[str, object]) -> dict[str, object]:
    _check_environment()
    parsed = TriggerEvent.parse(event, trigger_source="CreateAuthChallenge_Authentication")
    challenge = create_challenge(find_text(parsed.request, "challengeName"))
    write_log(_FUNCTION, code="ok", challenge=challenge.metadata)
    return {
        "publicChallengeParameters": challenge.public_parameters,
        "privateChallengeParameters": challenge.private_parameters,
        "challengeMetadata": challenge.metadata,
    }
