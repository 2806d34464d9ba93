"""The token endpoint gives a token; if not, which of id, secret, flow and scope is wrong."""

from isthmus.cognito.token_requests import TokenRequestError
from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.m2m.described_client import describe_client
from isthmus.doctor.patient import Patient, get_machine, require
from isthmus.errors import IsthmusError

_SECRET = (
    "the client secret is wrong",
    "Set ISTHMUS_M2M_CLIENT_SECRET anew: aws cognito-idp describe-user-pool-client shows it.",
)
_ID_OR_SECRET = (
    "the client id or the client secret is wrong",
    "Compare both with aws cognito-idp describe-user-pool-client. By AWS credentials the doctor tells.",
)
_BY_ERROR = {
    "unauthorized_client": (
        "the app client may not use client_credentials",
        "Update the app client: AllowedOAuthFlows=client_credentials, and no other flow.",
    ),
    "invalid_scope": (
        "a scope does not exist at any resource server",
        "Correct ISTHMUS_M2M_SCOPES, or add the scope to the resource server.",
    ),
    "invalid_grant": (
        "the app client is not allowed a scope, or OAuth flows are switched off for it",
        "Look at AllowedOAuthScopes and AllowedOAuthFlowsUserPoolClient of the app client.",
    ),
}


def _run(patient: Patient) -> Verdict:
    get_token = require(get_machine(patient).get_token, "set ISTHMUS_M2M_CLIENT_SECRET")
    try:
        issued = get_token()
    except TokenRequestError as error:
        cause, remedy = _explain(patient, error.oauth_error)
        return Failed(cause=cause, evidence=f"the token endpoint answered {error.oauth_error}", remedy=remedy)
    return Ok(detail=f"good for {issued.expires_at - issued.asked_at:.0f} s")


def _explain(patient: Patient, oauth_error: str) -> tuple[str, str]:
    if oauth_error == "invalid_client":
        return _SECRET if _is_client_known(patient) else _ID_OR_SECRET
    unknown = (f"the token endpoint refused: {oauth_error}", "See docs/troubleshooting.md.")
    return _BY_ERROR.get(oauth_error, unknown)


def _is_client_known(patient: Patient) -> bool:
    try:
        describe_client(patient)
    except IsthmusError:
        return False
    return True


CHECK = Check(
    name="m2m.token",
    flow=Flow.M2M,
    title="the token endpoint gives a token",
    needs=("m2m.domain", "m2m.client", "m2m.grant", "m2m.scopes"),
    run=_run,
    unanswered="Try again in a minute; Cognito may be throttling (429) or have an outage.",
)
