"""The authorizers of API Gateway: 401 by an error's message, 403 by a no, and a policy that can be kept."""

from collections.abc import Callable
from typing import Any

import pytest

from isthmus.errors import MalformedError, UnavailableError
from isthmus.guard.authorizer import PolicyAuthorizer, SimpleAuthorizer, UnauthorizedError
from unit.cognito.pools import CLIENT, NOW, READ, WRITE, a_machine_token
from unit.guard.callers import outage, some_callers
from unit.guard.lambda_events import ROUTE, a_rest_api_event, an_http_api_event
from unit.guard.refusals import REFUSED, Refused

MakeEvent = Callable[..., dict[str, Any]]
Authorizer = PolicyAuthorizer | SimpleAuthorizer


def a_token_event(authorization: str | None, **_: str) -> dict[str, Any]:
    return {"type": "TOKEN", "methodArn": f"{ROUTE}/GET/orders", "authorizationToken": authorization or ""}


def some_authorizers(**settings: Any) -> list[tuple[Authorizer, MakeEvent]]:
    policy = PolicyAuthorizer(callers=some_callers(**settings))
    simple = SimpleAuthorizer(callers=some_callers(**settings))
    return [
        (policy, a_token_event),
        (policy, a_rest_api_event),
        (policy, an_http_api_event),
        (simple, an_http_api_event),
    ]


@pytest.mark.parametrize("refused", [refused for refused in REFUSED if refused.status == 401])
@pytest.mark.parametrize(("authorizer", "make_event"), some_authorizers())
def test_an_authorizer_refuses_by_the_one_message_that_becomes_401(
    refused: Refused, authorizer: Authorizer, make_event: MakeEvent
) -> None:
    with pytest.raises(UnauthorizedError) as caught:
        authorizer(make_event(refused.authorization), None)
    assert str(caught.value) == "Unauthorized"
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


@pytest.mark.parametrize("make_event", [a_rest_api_event, an_http_api_event])
def test_an_authorizer_refuses_a_token_in_the_query(make_event: MakeEvent) -> None:
    event = make_event(f"Bearer {a_machine_token()}", query="access_token=x")
    with pytest.raises(UnauthorizedError):
        PolicyAuthorizer(callers=some_callers())(event, None)


@pytest.mark.parametrize("make_event", [a_token_event, a_rest_api_event, an_http_api_event])
def test_a_policy_denies_where_only_a_scope_is_missing(make_event: MakeEvent) -> None:
    answer = PolicyAuthorizer(callers=some_callers())(
        make_event(f"Bearer {a_machine_token(scope='o/r')}"), None
    )
    (statement,) = answer["policyDocument"]["Statement"]
    assert (statement["Effect"], statement["Resource"]) == ("Deny", f"{ROUTE}/*")
    assert "context" not in answer


def test_a_simple_answer_is_no_where_only_a_scope_is_missing() -> None:
    event = an_http_api_event(f"Bearer {a_machine_token(scope='o/r')}")
    assert SimpleAuthorizer(callers=some_callers())(event, None) == {"isAuthorized": False}


@pytest.mark.parametrize(("authorizer", "make_event"), some_authorizers(fetch=outage))
def test_an_authorizer_fails_when_the_keys_can_not_be_had(
    authorizer: Authorizer, make_event: MakeEvent
) -> None:
    with pytest.raises(UnavailableError):
        authorizer(make_event(f"Bearer {a_machine_token()}"), None)


@pytest.mark.parametrize("arn", [None, "", "*", "arn:aws:s3:::bucket/*", f"{ROUTE}", "arn:aws:execute-api:*"])
def test_a_policy_is_never_made_for_anything_but_a_stage(arn: str | None) -> None:
    event = a_token_event(f"Bearer {a_machine_token()}") | {"methodArn": arn}
    with pytest.raises(MalformedError):
        PolicyAuthorizer(callers=some_callers())(event, None)


@pytest.mark.parametrize("make_event", [a_token_event, a_rest_api_event, an_http_api_event])
def test_a_policy_allows_an_accepted_caller_the_stage(make_event: MakeEvent) -> None:
    answer = PolicyAuthorizer(callers=some_callers())(make_event(f"Bearer {a_machine_token()}"), None)
    assert answer == {
        "principalId": CLIENT,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": f"{ROUTE}/*"}],
        },
        "context": {
            "client_id": CLIENT,
            "sub": CLIENT,
            "username": "",
            "scope": f"{READ} {WRITE}",
            "expires_at": NOW + 3600,
        },
    }


def test_a_simple_answer_is_yes_for_an_accepted_caller() -> None:
    answer = SimpleAuthorizer(callers=some_callers())(an_http_api_event(f"Bearer {a_machine_token()}"), None)
    assert (answer["isAuthorized"], answer["context"]["client_id"]) == (True, CLIENT)
