"""The verify trigger, from event to event, against a fake org and a fake table over HTTP."""

from typing import Any

import pytest

from isthmus.lambdas._runtime import TriggerFailedError
from isthmus.lambdas.verify_auth_challenge import handler
from unit.aws.fake_aws import refuse
from unit.flows.session_sso.fakes import NONCE, OTHER_SESSION, OTHER_USERNAME
from unit.lambdas.events import a_create_event, a_verify_event
from unit.lambdas.surroundings import Surroundings
from unit.salesforce.fake_org import (
    INVALID_SESSION,
    OTHER_ORG_ID,
    OTHER_USER_ID,
    a_session_text,
    a_userinfo,
)
from unit.salesforce.loopback import Answer


def is_right(event: dict[str, Any]) -> Any:
    response: Any = handler(event, None)["response"]
    assert set(response) == {"answerCorrect"}
    return response["answerCorrect"]


WRONG_ANSWERS = {
    "no answer": a_verify_event(challengeAnswer=None),
    "an empty answer": a_verify_event(challengeAnswer=""),
    "a word": a_verify_event(challengeAnswer="garbage"),
    "a made-up session": a_verify_event(challengeAnswer=a_session_text(tail="x" * 40)),
    "a session of another org": a_verify_event(challengeAnswer=a_session_text(org_id=OTHER_ORG_ID)),
    "the session of another user": a_verify_event(challengeAnswer=OTHER_SESSION),
    "another user who signs in": a_verify_event(username=OTHER_USERNAME),
    "an unknown user": a_verify_event(userNotFound=True),
    "no challenge": a_verify_event(privateChallengeParameters=None),
    "another's challenge": a_verify_event(privateChallengeParameters={"challenge": "x", "nonce": NONCE}),
}


@pytest.mark.parametrize("name", WRONG_ANSWERS)
def test_is_wrong(name: str, surroundings: Surroundings) -> None:
    surroundings.org.sessions[OTHER_SESSION] = a_userinfo(user_id=OTHER_USER_ID)
    assert is_right(WRONG_ANSWERS[name]) is False
    assert surroundings.table.items == {}


def test_an_ended_session_is_wrong(surroundings: Surroundings) -> None:
    surroundings.org.trouble = INVALID_SESSION
    assert is_right(a_verify_event()) is False


def test_a_second_answer_to_one_challenge_is_wrong(surroundings: Surroundings) -> None:
    assert [is_right(a_verify_event()), is_right(a_verify_event())] == [True, False]
    assert len(surroundings.table.items) == 1


@pytest.mark.parametrize(
    "event",
    [
        {},
        a_create_event(),
        a_verify_event(challengeAnswer=7),
        a_verify_event(challengeAnswer={"ANSWER": "x"}),
        a_verify_event(privateChallengeParameters=[]),
        a_verify_event(privateChallengeParameters={"nonce": 7}),
        a_verify_event(userNotFound="false"),
    ],
    ids=lambda event: str(event.get("request"))[-60:],
)
@pytest.mark.usefixtures("surroundings")
def test_signs_nobody_in_on_an_event_it_does_not_understand(event: dict[str, Any]) -> None:
    with pytest.raises(TriggerFailedError, match="the sign-in is not possible at the moment"):
        handler(event, None)


def test_signs_nobody_in_while_the_org_is_out_of_order(
    surroundings: Surroundings, capsys: pytest.CaptureFixture[str]
) -> None:
    surroundings.org.trouble = Answer(status=503)
    with pytest.raises(TriggerFailedError) as failed:
        handler(a_verify_event(), None)
    assert str(failed.value) == "the sign-in is not possible at the moment"
    assert failed.value.__cause__ is None
    assert failed.value.__context__ is None
    assert '"code": "unavailable"' in capsys.readouterr().out


def test_signs_nobody_in_while_the_table_is_out_of_order(surroundings: Surroundings) -> None:
    surroundings.aws.operations = {"PutItem": refuse("AccessDeniedException")}
    with pytest.raises(TriggerFailedError):
        handler(a_verify_event(), None)


def test_signs_nobody_in_without_usable_settings(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert surroundings.environ
    monkeypatch.delenv("ISTHMUS_SALESFORCE_ORGS")
    with pytest.raises(TriggerFailedError):
        handler(a_verify_event(), None)
    assert "set ISTHMUS_SALESFORCE_ORGS" in capsys.readouterr().out


def test_the_log_of_all_this_holds_no_secret(
    surroundings: Surroundings, capsys: pytest.CaptureFixture[str]
) -> None:
    for event in (a_verify_event(), a_verify_event(), *WRONG_ANSWERS.values()):
        handler(event, None)
    surroundings.org.trouble = Answer(status=500, body=a_session_text().encode())
    with pytest.raises(TriggerFailedError):
        handler(a_verify_event(), None)
    log = capsys.readouterr()
    shown = log.out + log.err
    assert shown.count("\n") == len(WRONG_ANSWERS) + 3
    secrets = [a_session_text(), OTHER_SESSION, NONCE, "garbage", "x" * 40, "jane"]
    secrets += [surroundings.environ[name] for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")]
    assert [secret for secret in secrets if secret in shown] == []


def test_the_live_session_of_the_user_is_right_and_the_event_comes_back(surroundings: Surroundings) -> None:
    event = a_verify_event()
    assert handler(event, None) == event | {"response": {"answerCorrect": True}}
    assert len(surroundings.org_server.asked) == 1
    assert surroundings.aws.called == ["PutItem"]


def test_chatter_is_asked_where_that_is_set(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISTHMUS_OWNER_LOOKUP", "chatter")
    assert is_right(a_verify_event()) is True
    assert surroundings.org_server.asked[0].path == "/services/data/v66.0/chatter/users/me"
