"""The define trigger: the rounds so far -> `decide_step` -> how the sign-in goes on."""

from isthmus.cognito.trigger_event import TriggerEvent, find_text
from isthmus.flows.session_sso.challenge import CUSTOM_CHALLENGE
from isthmus.flows.session_sso.define import Round, Step, decide_step
from isthmus.lambdas._log import write_log
from isthmus.lambdas._runtime import once, run_trigger
from isthmus.settings import load_max_attempts

_FUNCTION = "define_auth_challenge"
_max_attempts = once(load_max_attempts)


def handler(event: dict[str, object], _context: object) -> dict[str, object]:
    """Answer Cognito's DefineAuthChallenge event."""
    return event | {"response": run_trigger(_FUNCTION, lambda: _respond(event))}


def _respond(event: dict[str, object]) -> dict[str, object]:
    parsed = TriggerEvent.parse(event, trigger_source="DefineAuthChallenge_Authentication")
    decision = decide_step(
        [_parse_round(item) for item in parsed.find_items("session")],
        is_user_known=parsed.is_user_known,
        max_attempts=_max_attempts(),
    )
    write_log(_FUNCTION, code=decision.step, rule=decision.rule)
    asked = {"challengeName": CUSTOM_CHALLENGE} if decision.step is Step.ASK else {}
    return {
        "issueTokens": decision.step is Step.ISSUE_TOKENS,
        "failAuthentication": decision.step is Step.FAIL,
        **asked,
    }


def _parse_round(item: dict[str, object]) -> Round:
    return Round(
        challenge_name=find_text(item, "challengeName"),
        metadata=find_text(item, "challengeMetadata"),
        is_correct=item.get("challengeResult") is True,
    )
