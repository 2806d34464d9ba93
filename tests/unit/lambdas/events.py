"""Events as Cognito and API Gateway send them, from AWS's documentation."""

from typing import Any

from unit.flows.session_sso.fakes import NONCE, USERNAME
from unit.salesforce.fake_org import a_session_text

RIGHT = {
    "challengeName": "CUSTOM_CHALLENGE",
    "challengeResult": True,
    "challengeMetadata": "SALESFORCE_SESSION",
}
WRONG = RIGHT | {"challengeResult": False}


def a_trigger_event(trigger: str, *, username: str = USERNAME, **request: Any) -> dict[str, Any]:
    return {
        "version": "1",
        "triggerSource": f"{trigger}_Authentication",
        "region": "us-east-1",
        "userPoolId": "us-east-1_AbCdEfGhI",
        "userName": username,
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "1example23456789"},
        "request": {
            "userAttributes": {
                "sub": "91192d26-7031-7069-06eb-8ed870233366",
                "cognito:user_status": "CONFIRMED",
                "email_verified": "true",
                "email": "jane@example.com",
            },
            **request,
        },
        "response": {},
    }


def a_define_event(*session: Any, **request: Any) -> dict[str, Any]:
    return a_trigger_event("DefineAuthChallenge", **{"session": list(session), **request})


def a_create_event(**request: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"challengeName": "CUSTOM_CHALLENGE", "session": [], "userNotFound": False}
    return a_trigger_event("CreateAuthChallenge", **given | request)


def a_verify_event(*, username: str = USERNAME, **request: Any) -> dict[str, Any]:
    given = {
        "privateChallengeParameters": {"challenge": "SALESFORCE_SESSION", "nonce": NONCE},
        "challengeAnswer": a_session_text(),
        "userNotFound": False,
    } | request
    return a_trigger_event("VerifyAuthChallengeResponse", username=username, **given)


def an_http_event(
    *, method: str = "POST", query: str = "", headers: dict[str, str] | None = None, **changes: Any
) -> dict[str, Any]:
    return {
        "version": "2.0",
        "routeKey": "ANY /token-validator",
        "rawPath": "/token-validator",
        "rawQueryString": query,
        "headers": {"authorization": f"Bearer {a_session_text()}"} if headers is None else headers,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api-id",
            "domainName": "api-id.execute-api.us-east-1.amazonaws.com",
            "http": {
                "method": method,
                "path": "/token-validator",
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "agent",
            },
            "requestId": "id",
            "routeKey": "ANY /token-validator",
            "stage": "$default",
            "time": "12/Mar/2020:19:03:58 +0000",
            "timeEpoch": 1583348638390,
        },
        "isBase64Encoded": False,
        **changes,
    }
