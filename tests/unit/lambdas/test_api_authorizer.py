"""The API authorizer, from event to answer, against a server that has the pool's keys."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from isthmus.guard.authorizer import UnauthorizedError
from isthmus.lambdas import api_authorizer
from isthmus.lambdas.api_authorizer import AuthorizerFailedError, handler
from unit.cognito.pools import CLIENT, READ, id_claims, machine_claims
from unit.guard.lambda_events import ROUTE, a_rest_api_event, an_http_api_event
from unit.jose.issuing import a_jwks, a_private_key, sign
from unit.salesforce.loopback import Answer, serving

POOL_ID = "us-east-1_EXAMPLE"


@dataclass(slots=True)
class Pool:
    """A pool of this machine; `keys` is what it answers when asked for them."""

    issuer: str
    keys: Answer

    def token(self, **changes: Any) -> str:
        now = int(time.time())
        return f"Bearer {sign(machine_claims(**{'iss': self.issuer, 'iat': now, 'exp': now + 60} | changes))}"


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    made = Pool("", Answer(body=a_jwks()))
    with serving(lambda _: made.keys) as server:
        made.issuer = f"{server.origin}/{POOL_ID}"
        environ = {
            "AWS_ENDPOINT_URL": str(server.origin),
            "ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT": "true",
            "ISTHMUS_USER_POOL_ID": POOL_ID,
            "ISTHMUS_ACCEPTED_CLIENT_IDS": CLIENT,
            "ISTHMUS_REQUIRED_SCOPES": READ,
        }
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        yield made
        if api_authorizer._open_authorizer.cache_info().currsize:
            close(api_authorizer._open_authorizer())


def close(authorizer: Any) -> None:
    (caller,) = authorizer._decision._gate._callers._accepted
    caller.verifier.pool.origin.close()


def a_token_event(authorization: str | None) -> dict[str, Any]:
    return {"type": "TOKEN", "methodArn": f"{ROUTE}/GET/orders", "authorizationToken": authorization}


EVENTS = [a_token_event, a_rest_api_event, an_http_api_event]


@pytest.mark.parametrize("make_event", EVENTS)
def test_refuses_with_the_one_message_that_becomes_401(pool: Pool, make_event: Any) -> None:
    now = int(time.time())
    refused = [
        None,
        "",
        "Basic YTpi",
        "Bearer garbage",
        pool.token(exp=now - 1),
        pool.token(client_id="another"),
        pool.token(iss="https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE"),
        f"Bearer {sign(id_claims(iss=pool.issuer, exp=now + 60))}",
        f"Bearer {sign(machine_claims(iss=pool.issuer, exp=now + 60), key=a_private_key('another'))}",
    ]
    for authorization in refused:
        with pytest.raises(UnauthorizedError) as caught:
            handler(make_event(authorization), None)
        assert str(caught.value) == "Unauthorized"
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)


@pytest.mark.parametrize(
    "trouble", [Answer(status=503), Answer(body=b"<html>"), Answer(body=b'{"keys": []}')], ids=range(3)
)
def test_fails_and_lets_nobody_in_when_there_are_no_keys(
    pool: Pool, trouble: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    pool.keys, authorization = trouble, pool.token()
    with pytest.raises(AuthorizerFailedError) as failed:
        handler(a_token_event(authorization), None)
    assert (failed.value.__cause__, failed.value.__context__) == (None, None)
    logged = capsys.readouterr().out
    assert '"code": "unavailable"' in logged
    assert authorization not in logged


@pytest.mark.parametrize("name", ["ISTHMUS_ACCEPTED_CLIENT_IDS", "ISTHMUS_REQUIRED_SCOPES"])
def test_fails_without_a_setting_and_says_in_the_log_which(
    pool: Pool, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(AuthorizerFailedError):
        handler(a_token_event(pool.token()), None)
    assert f"set {name}: " in capsys.readouterr().out


@pytest.mark.parametrize("event", [{}, {"type": "TOKEN"}, {"methodArn": "*"}, {"headers": None}])
def test_fails_at_an_event_that_is_none_of_an_authorizer(pool: Pool, event: dict[str, Any]) -> None:
    with pytest.raises((AuthorizerFailedError, UnauthorizedError)):
        handler({"authorizationToken": pool.token()} | event, None)


@pytest.mark.parametrize("make_event", EVENTS)
def test_denies_where_only_a_scope_is_missing(pool: Pool, make_event: Any) -> None:
    answer = handler(make_event(pool.token(scope="other/read")), None)
    assert answer["policyDocument"]["Statement"][0]["Effect"] == "Deny"


@pytest.mark.parametrize("make_event", EVENTS)
def test_allows_an_accepted_caller_the_stage(pool: Pool, make_event: Any) -> None:
    answer = handler(make_event(pool.token()), None)
    (statement,) = answer["policyDocument"]["Statement"]
    assert (statement["Effect"], statement["Resource"]) == ("Allow", f"{ROUTE}/*")
    assert answer["context"]["client_id"] == CLIENT


def test_answers_simply_where_that_is_set(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISTHMUS_AUTHORIZER_ANSWER", "simple")
    assert handler(an_http_api_event(pool.token(scope="other/read")), None) == {"isAuthorized": False}
    assert handler(an_http_api_event(pool.token()), None)["isAuthorized"] is True
