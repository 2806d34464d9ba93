"""The token validator behind API Gateway, against a fake org and a fake pool over HTTP."""

import json
from typing import Any

import pytest

from isthmus.lambdas.token_validator import handler
from unit.aws.fake_aws import refuse
from unit.cognito.fake_user_pool import FakeUser
from unit.flows.session_sso.fakes import USERNAME
from unit.lambdas.events import an_http_event
from unit.lambdas.surroundings import Surroundings
from unit.salesforce.fake_org import OTHER_ORG_ID, a_session_text, a_userinfo
from unit.salesforce.loopback import Answer


def ask(event: dict[str, Any]) -> tuple[int, dict[str, str], dict[str, str]]:
    response: Any = handler(event, None)
    assert response["isBase64Encoded"] is False
    assert response["headers"]["Cache-Control"] == "no-store"
    return response["statusCode"], response["headers"], json.loads(response["body"])


@pytest.mark.parametrize(
    ("event", "status", "error"),
    [
        (an_http_event(method="GET"), 405, "method_not_allowed"),
        (an_http_event(query=f"session_id={a_session_text()}"), 400, "invalid_request"),
        (an_http_event(headers={}, query=f"session_id={a_session_text()}"), 400, "invalid_request"),
        (an_http_event(headers={"authorization": "Bearer a, Bearer b"}), 400, "invalid_request"),
        (
            an_http_event(headers={"authorization": "Bearer a", "Authorization": "Bearer b"}),
            400,
            "invalid_request",
        ),
        (an_http_event(headers={}), 401, "invalid_token"),
        (an_http_event(headers={}, body=json.dumps({"session_id": a_session_text()})), 401, "invalid_token"),
        (an_http_event(headers={"cookie": f"sid={a_session_text()}"}), 401, "invalid_token"),
        (an_http_event(headers={"authorization": "Bearer garbage"}), 401, "invalid_token"),
        (
            an_http_event(headers={"authorization": f"Bearer {a_session_text(tail='x' * 40)}"}),
            401,
            "invalid_token",
        ),
        (
            an_http_event(headers={"authorization": f"Bearer {a_session_text(org_id=OTHER_ORG_ID)}"}),
            401,
            "invalid_token",
        ),
    ],
    ids=str,
)
def test_refuses(event: dict[str, Any], status: int, error: str, surroundings: Surroundings) -> None:
    assert ask(event)[0::2] == (status, {"error": error})
    assert surroundings.pool.users == {}


def test_refuses_an_inactive_owner(surroundings: Surroundings) -> None:
    surroundings.org.sessions[a_session_text()] = a_userinfo(active=False)
    assert ask(an_http_event())[0] == 401
    assert surroundings.pool.users == {}


def test_refuses_a_user_who_is_disabled_in_the_pool(surroundings: Surroundings) -> None:
    surroundings.pool.users[USERNAME] = FakeUser("CONFIRMED", enabled=False)
    assert ask(an_http_event())[0] == 401


@pytest.mark.parametrize(
    "event",
    [
        {},
        an_http_event(version="1.0"),
        an_http_event(requestContext=None),
        an_http_event(requestContext={"http": "POST"}),
        an_http_event(requestContext={"http": {"method": None}}),
        an_http_event(rawQueryString=None),
        an_http_event() | {"headers": None},
    ],
    ids=lambda event: str(event)[:60],
)
@pytest.mark.usefixtures("surroundings")
def test_fails_on_an_event_it_does_not_understand(
    event: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(event)[0::2] == (500, {"error": "server_error"})
    assert '"code": "malformed"' in capsys.readouterr().out


def test_says_come_back_later_while_salesforce_is_out_of_order(surroundings: Surroundings) -> None:
    surroundings.org.trouble = Answer(status=503)
    status, headers, body = ask(an_http_event())
    assert (status, body) == (503, {"error": "temporarily_unavailable"})
    assert headers["Retry-After"] == "5"


def test_says_come_back_later_while_cognito_is_out_of_order(surroundings: Surroundings) -> None:
    surroundings.aws.operations = {"AdminGetUser": refuse("TooManyRequestsException")}
    assert ask(an_http_event())[0] == 503


def test_fails_without_usable_settings_and_names_them_in_the_log_only(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert surroundings.environ
    monkeypatch.delenv("ISTHMUS_USER_POOL_ID")
    assert ask(an_http_event())[0::2] == (500, {"error": "server_error"})
    assert "set ISTHMUS_USER_POOL_ID" in capsys.readouterr().out


def test_the_log_of_all_this_holds_no_secret(
    surroundings: Surroundings, capsys: pytest.CaptureFixture[str]
) -> None:
    for event in (
        an_http_event(),
        an_http_event(query=f"session_id={a_session_text()}"),
        an_http_event(headers={"authorization": f"Bearer {a_session_text(tail='x' * 40)}"}),
    ):
        ask(event)
    log = capsys.readouterr()
    shown = log.out + log.err
    secrets = [a_session_text(), "x" * 40, "jane"]
    secrets += [surroundings.environ[name] for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")]
    secrets += surroundings.pool.users[USERNAME].passwords
    assert len(secrets) == 6
    assert [secret for secret in secrets if secret in shown] == []


def test_answers_with_the_username_of_a_user_who_exists_from_then_on(surroundings: Surroundings) -> None:
    status, headers, body = ask(an_http_event())
    assert (status, body) == (200, {"username": USERNAME})
    assert headers["Content-Type"] == "application/json"
    assert surroundings.pool.users[USERNAME].status == "CONFIRMED"
    assert surroundings.pool.users[USERNAME].attributes["email"] == "jane.doe@example.com"


def test_takes_the_header_in_any_case_and_passes_over_the_body(surroundings: Surroundings) -> None:
    event = an_http_event(headers={"Authorization": f"bearer {a_session_text()}"}, body="not JSON")
    assert ask(event)[0] == 200
    assert list(surroundings.pool.users) == [USERNAME]
