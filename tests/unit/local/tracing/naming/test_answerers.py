from typing import Any

import pytest

from isthmus.local.tracing.exchange import Exchange, Receiver
from isthmus.local.tracing.hop import Party
from isthmus.local.tracing.naming.answerers import name_answerer
from isthmus.local.tracing.reading import Reading
from unit.local.tracing.exchanges import a_form, an_exchange, aws_call

IDP, IDENTITY = "AWSCognitoIdentityProviderService", "AWSCognitoIdentityService"
SIGNED = "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261121/us-east-1/{}/aws4_request, Signature=00"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:isthmus-verify-auth-challenge"


def signed(service: str, **more: Any) -> Exchange:
    return an_exchange(headers={"authorization": SIGNED.format(service)}, **more)


def get(target: str, receiver: Receiver = Receiver.SALESFORCE) -> Exchange:
    return an_exchange(receiver=receiver, method="GET", target=target)


CASES: list[tuple[Exchange, Party, str, str]] = [
    (aws_call(f"{IDP}.ListUsers", {"UserPoolId": "x"}), Party.COGNITO, "Cognito user pool", "ListUsers"),
    (
        aws_call(f"{IDP}.InitiateAuth", {"AuthFlow": "CUSTOM_AUTH"}),
        Party.COGNITO,
        "Cognito user pool",
        "InitiateAuth CUSTOM_AUTH",
    ),
    (
        aws_call(f"{IDP}.RespondToAuthChallenge", {"ChallengeName": "CUSTOM_CHALLENGE"}),
        Party.COGNITO,
        "Cognito user pool",
        "RespondToAuthChallenge CUSTOM_CHALLENGE",
    ),
    (aws_call(f"{IDENTITY}.GetId", {}), Party.IDENTITY_POOL, "Identity pool", "GetId"),
    (
        aws_call("DynamoDB_20120810.Scan", {"TableName": "ProductCatalog"}),
        Party.DYNAMODB,
        "DynamoDB",
        "Scan ProductCatalog",
    ),
    (
        aws_call("Logs_20140328.PutLogEvents", {}, headers={"authorization": SIGNED.format("logs")}),
        Party.AWS,
        "CloudWatch Logs",
        "PutLogEvents",
    ),
    (aws_call("Unheard_1.Of", {}), Party.AWS, "AWS", "Of"),
    (aws_call("no target at all", {}), Party.AWS, "AWS", "POST /"),
    (a_form("/", {"Action": "AssumeRoleWithWebIdentity"}), Party.AWS, "STS", "AssumeRoleWithWebIdentity"),
    (
        a_form("/", {"Action": "GetRole"}, headers={"authorization": SIGNED.format("iam")}),
        Party.AWS,
        "IAM",
        "GetRole",
    ),
    (a_form("/", {"Action": "<script>"}), Party.AWS, "AWS", "POST /"),
    (signed("lambda", target="/2015-03-31/functions"), Party.AWS, "Lambda", "CreateFunction"),
    (
        signed(
            "lambda",
            target="/2015-03-31/functions/arn%3Aaws%3Alambda%3Ax%3A1%3Afunction%3Asample/invocations",
        ),
        Party.AWS,
        "Lambda",
        "Invoke sample",
    ),
    (
        signed("lambda", target="/2015-03-31/functions/sample/policy"),
        Party.AWS,
        "Lambda",
        "AddPermission sample",
    ),
    (
        signed("apigateway", method="GET", target="/v2/apis"),
        Party.API_GATEWAY,
        "API Gateway (setup)",
        "GET /v2/apis",
    ),
    (
        an_exchange(target="/_aws/execute-api/6ee74007/token-validator"),
        Party.API_GATEWAY,
        "API Gateway",
        "POST /token-validator",
    ),
    (
        an_exchange(target="/x", headers={"host": "6ee74007.execute-api.localhost:4566"}),
        Party.API_GATEWAY,
        "API Gateway",
        "POST /x",
    ),
    (
        a_form("/oauth2/token", {"grant_type": "client_credentials"}),
        Party.COGNITO,
        "Cognito user pool",
        "client_credentials token",
    ),
    (a_form("/oauth2/token", {}), Party.COGNITO, "Cognito user pool", "token endpoint: token"),
    (get("/oauth2/authorize?client_id=x", Receiver.AWS), Party.COGNITO, "Cognito user pool", "authorize"),
    (get("/oauth2/userInfo", Receiver.AWS), Party.COGNITO, "Cognito user pool", "userInfo"),
    (get("/login?client_id=x", Receiver.AWS), Party.COGNITO, "Cognito user pool", "sign-in page"),
    (an_exchange(target="/login"), Party.COGNITO, "Cognito user pool", "sign-in"),
    (
        get("/oauth2/idpresponse", Receiver.AWS),
        Party.COGNITO,
        "Cognito user pool",
        "return from the identity provider",
    ),
    (
        get("/us-east-1_Sample001/.well-known/jwks.json", Receiver.AWS),
        Party.COGNITO,
        "Cognito user pool",
        "signing keys (JWKS)",
    ),
    (
        get("/us-east-1_Sample001/.well-known/openid-configuration", Receiver.AWS),
        Party.COGNITO,
        "Cognito user pool",
        "OpenID discovery",
    ),
    (get("/.well-known/jwks_uri", Receiver.AWS), Party.IDENTITY_POOL, "Identity pool", "signing keys (JWKS)"),
    (get("/_isthmus/outbox", Receiver.AWS), Party.COGNITO, "Cognito user pool", "outbox"),
    (
        an_exchange(
            receiver=Receiver.FUNCTION,
            method="INVOKE",
            target=FUNCTION,
            body={"triggerSource": "VerifyAuthChallengeResponse_Authentication"},
        ),
        Party.FUNCTION,
        "VerifyAuthChallengeResponse",
        "VerifyAuthChallengeResponse_Authentication",
    ),
    (
        an_exchange(receiver=Receiver.FUNCTION, method="INVOKE", target=FUNCTION, body=b"cut"),
        Party.FUNCTION,
        "isthmus-verify-auth-challenge",
        "Invoke",
    ),
    (
        an_exchange(method="OPTIONS", headers={"access-control-request-method": "POST"}),
        Party.AWS,
        "AWS",
        "CORS preflight of POST",
    ),
    (get("/test?x=1", Receiver.API), Party.API, "Sample API", "GET /test"),
    (get("/callback.html?code=x", Receiver.APP), Party.APP, "Sample web app", "GET /callback.html"),
    (get("https://hooks.example:8443/x?y=1", Receiver.OUTSIDE), Party.OUTSIDE, "hooks.example:8443", "GET"),
]

SALESFORCE: list[tuple[Exchange, str]] = [
    (get("/services/oauth2/authorize?client_id=x"), "authorize"),
    (
        a_form("/services/oauth2/token", {"grant_type": "authorization_code"}, receiver=Receiver.SALESFORCE),
        "authorization_code token",
    ),
    (
        a_form(
            "/services/oauth2/token",
            {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"},
            receiver=Receiver.SALESFORCE,
        ),
        "jwt_bearer token",
    ),
    (get("/services/oauth2/userinfo"), "userinfo"),
    (get("/id/keys"), "signing keys (JWKS)"),
    (get("/id/00D000000000001AAA/005000000000001AAA"), "identity URL"),
    (get("/login?request=x"), "login page"),
    (an_exchange(receiver=Receiver.SALESFORCE, target="/login"), "log in"),
    (an_exchange(receiver=Receiver.SALESFORCE, target="/services/oauth2/approve"), "consent"),
    (get("/services/data/v66.0"), "resources of the REST API"),
    (get("/services/data/v66.0/chatter/users/me"), "Chatter users/me"),
    (get("/services/data/v66.0/query?q=SELECT+Id+FROM+User+LIMIT+1"), "SOQL query User"),
    (get("/services/data/v66.0/tooling/query?q=nonsense"), "SOQL query"),
    (get("/services/data/v66.0/tooling/executeAnonymous?anonymousBody=x"), "run anonymous Apex"),
    (get("/services/data/v66.0/sobjects/User/005000000000001AAA"), "GET sobjects/User/005000000000001AAA"),
    (get("/services/data/v66.0/named-credentials/credential"), "GET credential of a named credential"),
    (
        an_exchange(
            receiver=Receiver.SALESFORCE,
            target="/services/Soap/u/58.0",
            body="<e:Envelope><e:Body><n1:login><n1:username>x</n1:username>",
            headers={"content-type": "text/xml"},
        ),
        "Partner API login",
    ),
    (an_exchange(receiver=Receiver.SALESFORCE, target="/services/Soap/m/58.0"), "Metadata API call"),
    (an_exchange(receiver=Receiver.SALESFORCE, target="/_local/callouts"), "callout by a named credential"),
    (get("/setup/users"), "setup page users"),
    (get("/unheard/of"), "GET /unheard/of"),
]


@pytest.mark.parametrize(("exchange", "party", "name", "operation"), CASES)
def test_names_who_answers_and_what(exchange: Exchange, party: Party, name: str, operation: str) -> None:
    answerer = name_answerer(Reading(exchange))
    assert (answerer.party, answerer.name, answerer.operation) == (party, name, operation)


@pytest.mark.parametrize(("exchange", "operation"), SALESFORCE)
def test_names_what_an_org_is_asked(exchange: Exchange, operation: str) -> None:
    answerer = name_answerer(Reading(exchange))
    assert (answerer.party, answerer.operation) == (Party.SALESFORCE, operation)
