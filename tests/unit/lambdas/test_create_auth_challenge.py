"""The create trigger, from event to event."""

from typing import Any

import pytest

from isthmus.lambdas._runtime import TriggerFailedError
from isthmus.lambdas.create_auth_challenge import handler
from unit.lambdas.events import a_create_event, a_define_event


@pytest.mark.parametrize(
    "event",
    [
        a_define_event(),
        a_create_event(challengeName="PASSWORD_VERIFIER"),
        a_create_event(challengeName=None),
        a_create_event(challengeName=7),
    ],
)
def test_makes_no_other_challenge(event: dict[str, Any]) -> None:
    with pytest.raises(TriggerFailedError, match="the sign-in is not possible at the moment"):
        handler(event, None)


def test_makes_none_without_usable_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ISTHMUS_TYPO", "1")
    with pytest.raises(TriggerFailedError):
        handler(a_create_event(), None)
    assert "ISTHMUS_TYPO" in capsys.readouterr().out


def shape(event: dict[str, Any]) -> Any:
    response: Any = handler(event, None)["response"]
    private = response["privateChallengeParameters"]
    return response | {"privateChallengeParameters": private | {"nonce": len(private["nonce"])}}


def test_known_and_unknown_users_get_the_same_but_for_the_nonce() -> None:
    unknown = a_create_event(userNotFound=True)
    unknown["request"]["userAttributes"] = {}
    assert shape(unknown) == shape(a_create_event())


def test_gives_the_event_back_with_texts_only(capsys: pytest.CaptureFixture[str]) -> None:
    event = a_create_event()
    answered = handler(event, None)
    response: Any = answered["response"]
    assert {name: answered[name] for name in event if name != "response"} == {
        name: event[name] for name in event if name != "response"
    }
    assert response["challengeMetadata"] == "SALESFORCE_SESSION"
    for parameters in (response["publicChallengeParameters"], response["privateChallengeParameters"]):
        assert parameters
        assert all(isinstance(value, str) for value in parameters.values())
    assert response["privateChallengeParameters"]["nonce"] not in capsys.readouterr().out
