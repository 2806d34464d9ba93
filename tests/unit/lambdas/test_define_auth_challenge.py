"""The define trigger, from event to event."""

from typing import Any

import pytest

from isthmus.lambdas._runtime import TriggerFailedError
from isthmus.lambdas.define_auth_challenge import handler
from unit.lambdas.events import RIGHT, WRONG, a_create_event, a_define_event

PUBLIC = "the sign-in is not possible at the moment"


def respond(event: dict[str, Any]) -> Any:
    return handler(event, None)["response"]


@pytest.mark.parametrize(
    "event",
    [
        {},
        a_create_event(),
        a_define_event() | {"request": None},
        a_define_event() | {"triggerSource": "DefineAuthChallenge"},
        a_define_event(userNotFound="true"),
        a_define_event(userNotFound=1),
        a_define_event("CUSTOM_CHALLENGE"),
        a_define_event(RIGHT | {"challengeName": 7}),
        a_define_event(RIGHT | {"challengeMetadata": ["SALESFORCE_SESSION"]}),
        a_define_event() | {"request": {"session": "[]"}},
        a_define_event() | {"userName": 7},
    ],
    ids=lambda event: str(event.get("request"))[-60:],
)
def test_signs_nobody_in_on_an_event_it_does_not_understand(
    event: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(TriggerFailedError, match=PUBLIC):
        handler(event, None)
    assert '"code": "malformed"' in capsys.readouterr().out


def test_signs_nobody_in_without_usable_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ISTHMUS_MAX_ATTEMPTS", "9")
    with pytest.raises(TriggerFailedError, match=PUBLIC):
        handler(a_define_event(), None)
    assert "ISTHMUS_MAX_ATTEMPTS" in capsys.readouterr().out


@pytest.mark.parametrize(
    "event",
    [
        a_define_event(WRONG),
        a_define_event(RIGHT, userNotFound=True),
        a_define_event(RIGHT | {"challengeName": "PASSWORD_VERIFIER"}),
        a_define_event(RIGHT | {"challengeMetadata": None}),
        a_define_event(RIGHT | {"challengeResult": "true"}),
        a_define_event(RIGHT | {"challengeResult": 1}),
        a_define_event({"challengeName": "SRP_A", "challengeResult": True}),
    ],
)
def test_fails_the_sign_in(event: dict[str, Any]) -> None:
    assert respond(event) == {"issueTokens": False, "failAuthentication": True}


@pytest.mark.parametrize(
    "event", [a_define_event(), a_define_event(userNotFound=True), a_define_event(session=None)]
)
def test_asks_known_and_unknown_users_alike(event: dict[str, Any]) -> None:
    assert respond(event) == {
        "challengeName": "CUSTOM_CHALLENGE",
        "issueTokens": False,
        "failAuthentication": False,
    }


def test_asks_again_as_often_as_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISTHMUS_MAX_ATTEMPTS", "2")
    assert respond(a_define_event(WRONG))["challengeName"] == "CUSTOM_CHALLENGE"
    assert respond(a_define_event(WRONG, WRONG))["failAuthentication"] is True


def test_issues_tokens_after_a_right_answer_and_gives_the_event_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    event = a_define_event(RIGHT)
    assert handler(event, None) == event | {"response": {"issueTokens": True, "failAuthentication": False}}
    assert capsys.readouterr().out == (
        '{"function": "define_auth_challenge", "code": "issue_tokens", "rule": "right_answer"}\n'
    )
