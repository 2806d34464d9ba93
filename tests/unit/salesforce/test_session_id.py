"""Session ids: their form, and that they never show."""

import pytest

from isthmus.errors import MalformedError
from isthmus.salesforce.session_id import SessionId
from unit.salesforce.fake_org import ORG_ID, a_session_text

TAIL = "AQ4AQ.sample_session_of_the_first_user"
NO_SESSION_IDS = {
    "nothing": "",
    "a word": "garbage",
    "no exclamation mark": f"00D1t000000rXxR{TAIL}",
    "two exclamation marks": f"00D1t000000rXxR!{TAIL}!{TAIL}",
    "a long org id": f"{ORG_ID}!{TAIL}",
    "the id of a user": f"0051t000001qjZ7!{TAIL}",
    "a tail that is too short": f"00D1t000000rXxR!{'x' * 19}",
    "a tail that is too long": f"00D1t000000rXxR!{'x' * 513}",
    "a trailing line break": f"{a_session_text()}\n",
    "a leading space": f" {a_session_text()}",
    "a line break and a header": f"{a_session_text()}\r\nX-Evil: 1",
    "a slash": f"00D1t000000rXxR!{'x' * 20}/",
    "a letter of another script": f"00D1t000000rXxR!{'я' * 20}",
}


@pytest.mark.parametrize("name", NO_SESSION_IDS)
def test_refuses(name: str) -> None:
    with pytest.raises(MalformedError, match="not a Salesforce session id"):
        SessionId.parse(NO_SESSION_IDS[name])


def test_refuses_a_jwt_based_access_token_and_says_so() -> None:
    with pytest.raises(MalformedError, match="JWT-based access token is not a session id"):
        SessionId.parse("eyJ0eXAiOiJKV1QifQ.eyJzdWIiOiJ1aWQ6MDA1In0.c2lnbmF0dXJl")


@pytest.mark.parametrize("name", NO_SESSION_IDS)
def test_a_refusal_does_not_quote_the_text(name: str) -> None:
    with pytest.raises(MalformedError) as refused:
        SessionId.parse(NO_SESSION_IDS[name])
    assert TAIL not in str(refused.value)


def test_never_shows_itself() -> None:
    session_id = SessionId.parse(a_session_text())
    assert TAIL not in f"{session_id} {session_id!r} {session_id.secret}"


def test_knows_the_org_it_claims() -> None:
    session_id = SessionId.parse(a_session_text())
    assert session_id.org_id == ORG_ID
    assert session_id.secret.reveal() == a_session_text()
