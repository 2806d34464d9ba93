"""Which of the three flows an exchange is a sign of, and how sure a sign."""

from isthmus.local.tracing.hop import Party
from isthmus.local.tracing.naming.answerers import Answerer
from isthmus.local.tracing.reading import Reading

M2M, WEB_IDENTITY, SESSION_SSO = "m2m", "web_identity", "session_sso"
SURE, LIKELY = 2, 1

_WEB_IDENTITY_CALLS = frozenset(
    {"GetId", "GetCredentialsForIdentity", "GetOpenIdToken", "AssumeRoleWithWebIdentity"}
)
_CHALLENGE_TRIGGERS = frozenset({"DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"})


def find_flow(reading: Reading, *, answerer: Answerer) -> tuple[str, int] | None:  # noqa: PLR0911  a list of rules, one a line
    """Give the flow and how sure it is, None if the exchange tells nothing of it."""
    operation = answerer.operation.partition(" ")[0]
    if answerer.party is Party.COGNITO and operation in {"client_credentials", "GetClientToken"}:
        return M2M, SURE
    if answerer.operation == "callout by a named credential":
        return M2M, SURE
    if operation in _WEB_IDENTITY_CALLS:
        return WEB_IDENTITY, SURE
    if answerer.name in _CHALLENGE_TRIGGERS or answerer.operation.endswith("CUSTOM_AUTH"):
        return SESSION_SSO, SURE
    if answerer.party is Party.API_GATEWAY and answerer.operation.endswith("/token-validator"):
        return SESSION_SSO, SURE
    if answerer.party is Party.SALESFORCE and operation == "authorize":
        returns_to_pool = "/oauth2/idpresponse" in reading.query.get("redirect_uri", "")
        return None if returns_to_pool else (WEB_IDENTITY, LIKELY)
    return None
