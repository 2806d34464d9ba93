"""The verify trigger: an answer -> `judge_answer`, which asks Salesforce -> right or not."""

from isthmus.aws.json_call import DYNAMODB
from isthmus.aws.use_once import UseOnceTable
from isthmus.callout_settings import load_verify_settings
from isthmus.clock import SystemClock
from isthmus.cognito.trigger_event import TriggerEvent, find_text
from isthmus.flows.session_sso.verify import Answer, judge_answer
from isthmus.lambdas._log import write_log
from isthmus.lambdas._ports import open_owners, open_service
from isthmus.lambdas._runtime import once, run_trigger
from isthmus.salesforce.session_owners import SessionOwners
from isthmus.secret import Secret
from isthmus.settings import Environment

_FUNCTION = "verify_auth_challenge"


def handler(event: dict[str, object], _context: object) -> dict[str, object]:
    """Answer Cognito's VerifyAuthChallengeResponse event."""
    return event | {"response": run_trigger(_FUNCTION, lambda: _respond(event))}


def _respond(event: dict[str, object]) -> dict[str, object]:
    parsed = TriggerEvent.parse(event, trigger_source="VerifyAuthChallengeResponse_Authentication")
    answer = Answer(
        user_pool_id=parsed.user_pool_id,
        username=parsed.username,
        is_user_known=parsed.is_user_known,
        private_parameters=parsed.find_texts("privateChallengeParameters"),
        unverified_answer=Secret(find_text(parsed.request, "challengeAnswer")),
    )
    owners, use_once = _ports()
    verdict = judge_answer(answer, owners=owners, use_once=use_once)
    write_log(_FUNCTION, code=verdict.code, rule=verdict.rule, reason=verdict.reason)
    return {"answerCorrect": verdict.is_right}


@once
def _ports() -> tuple[SessionOwners, UseOnceTable]:
    settings, clock = load_verify_settings(Environment()), SystemClock()
    dynamodb = open_service("dynamodb", protocol=DYNAMODB, settings=settings.aws, clock=clock)
    use_once = UseOnceTable(dynamodb=dynamodb, table=settings.use_once_table, clock=clock)
    return open_owners(settings.salesforce), use_once
