from typing import Any

import pytest

from isthmus.local.tracing.exchange import Receiver
from isthmus.local.tracing.hop import Outcome
from isthmus.local.tracing.naming.outcomes import name_outcome
from isthmus.local.tracing.reading import Reading
from unit.local.tracing.exchanges import an_exchange

SOAP_FAULT = "<soapenv:Fault><faultcode>sf:INVALID_LOGIN</faultcode></soapenv:Fault>"


@pytest.mark.parametrize(
    ("answered", "outcome", "error"),
    [
        ({"seconds": None}, Outcome.OPEN, None),
        ({"status": 0}, Outcome.FAILED, "connection broken"),
        ({"status": 200}, Outcome.OK, None),
        ({"status": 304}, Outcome.OK, None),
        ({"status": 302, "response_headers": {"location": "/login"}}, Outcome.REDIRECT, None),
        (
            {"status": 302, "response_headers": {"location": "https://a.example/?error=access_denied"}},
            Outcome.REFUSED,
            "access_denied",
        ),
        (
            {"status": 302, "response_headers": {"location": "https://a.example/#error=OAUTH_APP_BLOCKED"}},
            Outcome.REFUSED,
            "OAUTH_APP_BLOCKED",
        ),
        ({"status": 302, "response_headers": {"location": "http://[bad"}}, Outcome.REDIRECT, None),
        ({"status": 400, "response": {"error": "invalid_grant"}}, Outcome.REFUSED, "invalid_grant"),
        (
            {"status": 400, "response": {"__type": "NotAuthorizedException"}},
            Outcome.REFUSED,
            "NotAuthorizedException",
        ),
        (
            {
                "status": 400,
                "response": {"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"},
            },
            Outcome.REFUSED,
            "ResourceNotFoundException",
        ),
        (
            {"status": 401, "response": [{"errorCode": "INVALID_SESSION_ID"}]},
            Outcome.REFUSED,
            "INVALID_SESSION_ID",
        ),
        ({"status": 403, "response": "Bad_OAuth_Token"}, Outcome.REFUSED, "Bad_OAuth_Token"),
        (
            {"status": 400, "response": {"exception": "System.CalloutException"}},
            Outcome.REFUSED,
            "System.CalloutException",
        ),
        (
            {"status": 403, "response": "<R><Error><Type>Sender</Type><Code>AccessDenied</Code></Error></R>"},
            Outcome.REFUSED,
            "AccessDenied",
        ),
        ({"status": 400, "response": SOAP_FAULT}, Outcome.REFUSED, "INVALID_LOGIN"),
        (
            {
                "status": 401,
                "response_headers": {"www-authenticate": 'Bearer realm="x", error="invalid_token"'},
            },
            Outcome.REFUSED,
            "invalid_token",
        ),
        (
            {"status": 400, "response_headers": {"x-amzn-errortype": "SampleException:"}},
            Outcome.REFUSED,
            "SampleException",
        ),
        ({"status": 404, "response": "<p>Not found</p>"}, Outcome.REFUSED, None),
        ({"status": 400, "response": {"error": {"deep": 1}}}, Outcome.REFUSED, None),
        ({"status": 400, "response": {"error": "a text of many words"}}, Outcome.REFUSED, None),
        ({"status": 503, "response": {"message": "x"}}, Outcome.FAILED, None),
    ],
)
def test_tells_how_it_ended(answered: dict[str, Any], outcome: Outcome, error: str | None) -> None:
    assert name_outcome(Reading(an_exchange(**answered))) == (outcome, error)


@pytest.mark.parametrize(
    ("answered", "outcome", "error"),
    [
        (
            {
                "response_headers": {"x-amz-function-error": "Unhandled"},
                "response": {"errorType": "KeyError"},
            },
            Outcome.REFUSED,
            "KeyError",
        ),
        ({"response_headers": {"x-amz-function-error": "Unhandled"}}, Outcome.REFUSED, "function error"),
        ({"response": {"response": {"answerCorrect": False}}}, Outcome.OK, "answerCorrect: false"),
        ({"response": {"response": {"failAuthentication": True}}}, Outcome.OK, "failAuthentication: true"),
        ({"response": {"response": {"answerCorrect": True}}}, Outcome.OK, None),
        ({"response": [1]}, Outcome.OK, None),
    ],
)
def test_tells_how_a_trigger_ended(answered: dict[str, Any], outcome: Outcome, error: str | None) -> None:
    exchange = an_exchange(receiver=Receiver.FUNCTION, method="INVOKE", target="arn:x:sample", **answered)
    assert name_outcome(Reading(exchange)) == (outcome, error)
