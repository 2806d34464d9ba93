"""Who answers an exchange, and which operation that is."""

import re
from dataclasses import dataclass, replace

from isthmus.local.tracing.exchange import Receiver
from isthmus.local.tracing.hop import Party
from isthmus.local.tracing.naming.cognito_pages import name_page
from isthmus.local.tracing.naming.salesforce import name_salesforce
from isthmus.local.tracing.reading import Reading

_TARGETS = {
    "AWSCognitoIdentityProviderService": (Party.COGNITO, "Cognito user pool"),
    "AWSCognitoIdentityService": (Party.IDENTITY_POOL, "Identity pool"),
    "DynamoDB_20120810": (Party.DYNAMODB, "DynamoDB"),
}
_SERVICES = {
    "iam": "IAM",
    "sts": "STS",
    "logs": "CloudWatch Logs",
    "lambda": "Lambda",
    "secretsmanager": "Secrets Manager",
    "s3": "S3",
    "apigateway": "API Gateway",
    "monitoring": "CloudWatch",
    "dynamodb": "DynamoDB",
    "ssm": "Systems Manager",
    "kms": "KMS",
}
_CREDENTIAL = re.compile(r"Credential=[^/,]+/[0-9]{8}/[^/,]+/([a-z0-9-]{1,40})/")
_FUNCTION_PATH = re.compile(r"/2015-03-31/functions/([^/]+)(?:/([a-z-]+))?")
_EXECUTE_API = re.compile(r"/_aws/execute-api/[^/]+(/.*)")
_WORD = re.compile(r"[A-Za-z0-9._-]{1,60}")
_LAMBDA_CALLS = {
    ("GET", ""): "GetFunction",
    ("DELETE", ""): "DeleteFunction",
    ("POST", "invocations"): "Invoke",
    ("GET", "policy"): "GetPolicy",
    ("POST", "policy"): "AddPermission",
    ("GET", "configuration"): "GetFunctionConfiguration",
    ("PUT", "configuration"): "UpdateFunctionConfiguration",
    ("PUT", "code"): "UpdateFunctionCode",
}
_DOCUMENTS = {
    "/.well-known/openid-configuration": "OpenID discovery",
    "/.well-known/jwks_uri": "signing keys (JWKS)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerer:
    """Who answers, by its name, and what it is asked to do."""

    party: Party
    name: str
    operation: str


def name_answerer(reading: Reading) -> Answerer:
    """Name them for any exchange; what is not known is named by its method and path."""
    answerer = _name(reading)
    asked = reading.request_headers.get("access-control-request-method", "")
    if reading.exchange.method == "OPTIONS" and _WORD.fullmatch(asked):
        return replace(answerer, operation=f"CORS preflight of {asked}")
    return answerer


def _name(reading: Reading) -> Answerer:
    exchange = reading.exchange
    match exchange.receiver:
        case Receiver.SALESFORCE:
            return Answerer(party=Party.SALESFORCE, name="Salesforce org", operation=name_salesforce(reading))
        case Receiver.API:
            return Answerer(party=Party.API, name="Sample API", operation=_plainly(reading))
        case Receiver.APP:
            return Answerer(party=Party.APP, name="Sample web app", operation=_plainly(reading))
        case Receiver.FUNCTION:
            return _function(reading)
        case Receiver.OUTSIDE:
            host = exchange.target.partition("://")[2].partition("/")[0]
            return Answerer(party=Party.OUTSIDE, name=host or "outside", operation=exchange.method)
    return _aws(reading)


def _function(reading: Reading) -> Answerer:
    source = reading.member("triggerSource")
    trigger = source.partition("_")[0]
    name = reading.exchange.target.rpartition(":")[2] or "function"
    shown = trigger if _WORD.fullmatch(trigger) else name
    operation = source if _WORD.fullmatch(source) else "Invoke"
    return Answerer(party=Party.FUNCTION, name=shown, operation=operation)


def _aws(reading: Reading) -> Answerer:
    prefix, _, operation = reading.request_headers.get("x-amz-target", "").partition(".")
    service = service_of(reading)
    if operation and _WORD.fullmatch(operation):
        party, name = _TARGETS.get(prefix, (Party.AWS, _SERVICES.get(service, service or "AWS")))
        return Answerer(party=party, name=name, operation=_with_subject(operation, reading))
    action = reading.form.get("Action") or reading.query.get("Action", "")
    if _WORD.fullmatch(action):
        return Answerer(party=Party.AWS, name=_SERVICES.get(service, "STS"), operation=action)
    return _by_path(reading, service=service)


def _by_path(reading: Reading, *, service: str) -> Answerer:  # noqa: PLR0911  a list of rules, one a line
    path, method = reading.path, reading.exchange.method
    if found := _EXECUTE_API.fullmatch(path):
        return Answerer(party=Party.API_GATEWAY, name="API Gateway", operation=f"{method} {found[1]}")
    if ".execute-api." in reading.request_headers.get("host", ""):
        return Answerer(party=Party.API_GATEWAY, name="API Gateway", operation=_plainly(reading))
    if path.startswith(("/v2/apis", "/restapis")):
        return Answerer(party=Party.API_GATEWAY, name="API Gateway (setup)", operation=_plainly(reading))
    if path.startswith("/2015-03-31/functions"):
        return Answerer(party=Party.AWS, name="Lambda", operation=_lambda_call(reading))
    if path in _DOCUMENTS and service == "":
        return Answerer(party=Party.IDENTITY_POOL, name="Identity pool", operation=_DOCUMENTS[path])
    page = name_page(reading)
    if page is not None:
        return Answerer(party=Party.COGNITO, name="Cognito user pool", operation=page)
    return Answerer(
        party=Party.AWS, name=_SERVICES.get(service, service or "AWS"), operation=_plainly(reading)
    )


def service_of(reading: Reading) -> str:
    """Give the service that a request is signed for, empty if it is not signed."""
    signed = _CREDENTIAL.search(reading.request_headers.get("authorization", ""))
    return signed[1] if signed else ""


def _with_subject(operation: str, reading: Reading) -> str:
    """A table is what one wants to know of a call to DynamoDB; a flow or a challenge of a sign-in."""
    for member in ("TableName", "AuthFlow", "ChallengeName", "FunctionName"):
        subject = reading.member(member)
        if _WORD.fullmatch(subject):
            return f"{operation} {subject}"
    return operation


def _lambda_call(reading: Reading) -> str:
    found = _FUNCTION_PATH.fullmatch(reading.path)
    method = reading.exchange.method
    if found is None:
        return "CreateFunction" if method == "POST" else "ListFunctions"
    call = _LAMBDA_CALLS.get((method, found[2] or ""), f"{method} {found[2] or 'function'}")
    return f"{call} {found[1].rpartition(':')[2]}"


def _plainly(reading: Reading) -> str:
    return f"{reading.exchange.method} {reading.path}"
