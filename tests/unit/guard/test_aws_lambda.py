"""The decorator for a bare Lambda handler, with events of both payload formats."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from isthmus.cognito.tokens import AccessToken
from isthmus.guard.aws_lambda import Handler, RequireToken
from isthmus.guard.gateway_event import Event
from unit.cognito.pools import CLIENT, a_machine_token
from unit.guard.callers import outage, some_callers
from unit.guard.lambda_events import a_rest_api_event, an_http_api_event
from unit.guard.refusals import REFUSED, Refused

MakeEvent = Callable[..., dict[str, Any]]
both_formats = pytest.mark.parametrize("make_event", [an_http_api_event, a_rest_api_event])


def a_handler(**settings: Any) -> Handler:
    @RequireToken(callers=some_callers(**settings), realm="api")
    def handler(event: Event, context: object, token: AccessToken) -> dict[str, Any]:
        assert event["headers"]
        assert context == "context"
        return {"statusCode": 200, "body": token.client_id}

    return handler


@both_formats
@pytest.mark.parametrize("refused", REFUSED)
def test_lambda_refuses_before_the_handler_sees_the_event(refused: Refused, make_event: MakeEvent) -> None:
    answer = a_handler()(make_event(refused.authorization, query=refused.query), "context")
    assert answer["statusCode"] == refused.status
    assert answer["headers"]["WWW-Authenticate"] == refused.challenge
    assert list(json.loads(answer["body"])) == ["detail"]


@pytest.mark.parametrize("event", [{}, {"headers": None}, {"headers": []}, {"Records": []}])
def test_lambda_refuses_an_event_of_something_else(event: dict[str, Any]) -> None:
    assert a_handler()(event, "context")["statusCode"] == 401


def test_lambda_refuses_a_header_that_was_sent_twice() -> None:
    event = a_rest_api_event(f"Bearer {a_machine_token()}")
    event["multiValueHeaders"]["authorization"] = ["Bearer a.b.c"]
    assert a_handler()(event, "context")["statusCode"] == 400


@both_formats
def test_lambda_answers_unavailable_when_the_keys_can_not_be_had(make_event: MakeEvent) -> None:
    answer = a_handler(fetch=outage)(make_event(f"Bearer {a_machine_token()}"), "context")
    assert (answer["statusCode"], answer["headers"]["Retry-After"]) == (503, "5")


@both_formats
def test_lambda_gives_the_token_of_an_accepted_caller_to_the_handler(make_event: MakeEvent) -> None:
    answer = a_handler()(make_event(f"Bearer {a_machine_token()}"), "context")
    assert answer == {"statusCode": 200, "body": CLIENT}
