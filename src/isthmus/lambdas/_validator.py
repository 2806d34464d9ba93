"""The token validator, for API Gateway and ASGI alike: a request -> `answer_request` -> an answer."""

from functools import partial

from isthmus.aws.json_call import USER_POOLS
from isthmus.callout_settings import load_validator_settings
from isthmus.clock import SystemClock
from isthmus.cognito.directory import Directory
from isthmus.flows.session_sso.sign_up import sign_up
from isthmus.flows.session_sso.validation import (
    HttpAnswer,
    ValidationRequest,
    answer_failure,
    answer_request,
)
from isthmus.lambdas._log import write_log
from isthmus.lambdas._ports import open_owners, open_service
from isthmus.lambdas._runtime import once, run_guarded
from isthmus.salesforce.session_owners import SessionOwners
from isthmus.settings import Environment

_FUNCTION = "token_validator"


def validate(request: ValidationRequest) -> HttpAnswer:
    """Answer a request, whatever happens."""
    answer = run_guarded(_FUNCTION, lambda: _answer(request)) or answer_failure()
    write_log(_FUNCTION, status=str(answer.status), code=answer.code, reason=answer.reason)
    return answer


@once
def open_ports() -> tuple[SessionOwners, Directory]:
    """Open what the validator needs; raise `ConfigurationError` if a setting is missing or unusable."""
    settings = load_validator_settings(Environment())
    api = open_service("cognito-idp", protocol=USER_POOLS, settings=settings.aws, clock=SystemClock())
    return open_owners(settings.salesforce), Directory(pool_id=settings.user_pool_id, api=api)


def _answer(request: ValidationRequest) -> HttpAnswer:
    owners, directory = open_ports()
    return answer_request(request, sign_up=partial(sign_up, owners=owners, directory=directory))
