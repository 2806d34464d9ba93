"""Whose a session is: asked at the org that is pinned, by userinfo or by Chatter."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from isthmus.errors import DeniedError, MalformedError, UnavailableError
from isthmus.origin import Origin
from isthmus.salesforce import session_call
from isthmus.salesforce.lookups import Lookup, chatter_lookup, userinfo_lookup
from isthmus.salesforce.orgs import Orgs
from isthmus.salesforce.session_id import SessionId
from isthmus.salesforce.session_owner import SessionOwner
from isthmus.salesforce.session_owners import SessionOwners
from unit.salesforce.fake_org import (
    CHATTER,
    INVALID_SESSION,
    ORG_ID,
    OTHER_ORG_ID,
    USER_ID,
    USERINFO,
    FakeOrg,
    a_chatter_user,
    a_session_text,
    a_userinfo,
    an_error,
)
from unit.salesforce.loopback import Answer, Loopback, serving

LOOKUPS = {"userinfo": userinfo_lookup(), "chatter": chatter_lookup("v66.0")}
each_lookup = pytest.mark.parametrize("lookup", LOOKUPS.values(), ids=LOOKUPS)


@contextmanager
def an_org(org: FakeOrg, *, lookup: Lookup = LOOKUPS["userinfo"]) -> Iterator[tuple[SessionOwners, Loopback]]:
    with serving(org.answer) as loopback:
        yield SessionOwners(orgs=Orgs({ORG_ID: loopback.origin}), lookup=lookup), loopback


def owner_of(
    org: FakeOrg, *, session: str | None = None, lookup: Lookup = LOOKUPS["userinfo"]
) -> SessionOwner:
    with an_org(org, lookup=lookup) as (owners, _):
        return owners.get_owner(SessionId.parse(session or a_session_text()))


def answering(body: dict[str, Any]) -> FakeOrg:
    return FakeOrg(trouble=Answer(body=json.dumps(body).encode()))


@each_lookup
def test_never_asks_for_a_session_of_an_untrusted_org(lookup: Lookup) -> None:
    with an_org(FakeOrg(), lookup=lookup) as (owners, loopback):
        with pytest.raises(DeniedError) as refused:
            owners.get_owner(SessionId.parse(a_session_text(org_id=OTHER_ORG_ID)))
        assert refused.value.rule == "trusted_org"
        assert loopback.asked == []


@each_lookup
def test_refuses_a_session_the_org_does_not_know(lookup: Lookup) -> None:
    with pytest.raises(DeniedError) as refused:
        owner_of(FakeOrg(), session=a_session_text(tail="x" * 40), lookup=lookup)
    assert refused.value.rule == "session_is_live"


@each_lookup
@pytest.mark.parametrize("refusal", [INVALID_SESSION, Answer(status=401, body=b"<html>")])
def test_refuses_a_session_that_is_answered_401(lookup: Lookup, refusal: Answer) -> None:
    with pytest.raises(DeniedError) as refused:
        owner_of(FakeOrg(trouble=refusal), lookup=lookup)
    assert refused.value.rule == "session_is_live"


@pytest.mark.parametrize("word", [b"Bad_OAuth_Token", b"Missing_OAuth_Token\n"])
def test_refuses_a_session_that_is_answered_403_in_plain_text(word: bytes) -> None:
    with pytest.raises(DeniedError) as refused:
        owner_of(FakeOrg(trouble=Answer(status=403, body=word)))
    assert refused.value.rule == "session_is_live"


@pytest.mark.parametrize(
    "refusal",
    [
        an_error("INSUFFICIENT_ACCESS", status=403),
        Answer(status=403, body=b"no"),
        Answer(status=403, body=b"[]"),
    ],
)
def test_refuses_a_session_that_may_not_call(refusal: Answer) -> None:
    with pytest.raises(DeniedError) as refused:
        owner_of(FakeOrg(trouble=refusal))
    assert refused.value.rule == "session_may_call"


@pytest.mark.parametrize("active", [False, None, "true", 1])
@pytest.mark.parametrize(("lookup", "name"), [("userinfo", "active"), ("chatter", "isActive")])
def test_refuses_an_owner_who_is_not_literally_active(lookup: str, name: str, active: Any) -> None:
    body = a_userinfo() | a_chatter_user() | {name: active}
    with pytest.raises(DeniedError) as refused:
        owner_of(answering(body), lookup=LOOKUPS[lookup])
    assert refused.value.rule == "active_owner"


def test_refuses_an_answer_about_another_org() -> None:
    with pytest.raises(DeniedError) as refused:
        owner_of(answering(a_userinfo(organization_id=OTHER_ORG_ID)))
    assert refused.value.rule == "org_of_session"


TROUBLES = {
    "an outage": Answer(status=500),
    "maintenance": an_error("SERVER_UNAVAILABLE", status=503),
    "a rate limit": Answer(status=429),
    "a daily limit": an_error("REQUEST_LIMIT_EXCEEDED", status=403),
    "an org without API": an_error("API_DISABLED_FOR_ORG", status=403),
    "an org without Chatter": an_error("FUNCTIONALITY_NOT_ENABLED", status=403),
    "a redirect": Answer(status=302, headers={"Location": "https://evil.example/"}),
    "a retired version": Answer(status=410),
    "no such path": Answer(status=404),
    "an empty success": Answer(status=204, body=b""),
    "HTML": Answer(body=b"<html>"),
    "a list": Answer(body=b"[]"),
    "brackets beyond measure": Answer(body=b"[" * 50_000),
    "an endless answer": Answer(body=b'{"a": "' + b"x" * session_call.MAX_BYTES + b'"}'),
    "a name twice": Answer(body=b'{"user_id": "a", "user_id": "b"}'),
    "an error without a code": Answer(status=500, body=b'[{"errorCode": 7}]'),
    "brackets beyond measure in an error": Answer(status=500, body=b"[" * 50_000),
}


@each_lookup
@pytest.mark.parametrize("name", TROUBLES)
def test_is_unavailable_after(name: str, lookup: Lookup) -> None:
    with pytest.raises(UnavailableError):
        owner_of(FakeOrg(trouble=TROUBLES[name]), lookup=lookup)


@each_lookup
def test_does_not_follow_a_redirect(lookup: Lookup) -> None:
    with an_org(FakeOrg(), lookup=lookup) as (_, elsewhere):
        org = FakeOrg(trouble=Answer(status=302, headers={"Location": f"{elsewhere.origin}{USERINFO}"}))
        with pytest.raises(UnavailableError):
            owner_of(org, lookup=lookup)
        assert elsewhere.asked == []


def test_waits_less_than_two_seconds_for_an_org_that_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        origin = Origin.parse_insecure_http(f"http://127.0.0.1:{silent.getsockname()[1]}")
        owners = SessionOwners(orgs=Orgs({ORG_ID: origin}), lookup=userinfo_lookup())
        begun = time.monotonic()
        with pytest.raises(UnavailableError):
            owners.get_owner(SessionId.parse(a_session_text()))
        assert 1 < time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "changes",
    [
        {"user_id": None},
        {"user_id": 5},
        {"user_id": ORG_ID},
        {"user_id": "0051t000001qjZ7AAA"},
        {"organization_id": ""},
        {"organization_id": "mine"},
        {"preferred_username": None},
        {"email": ["jane@example.com"]},
    ],
    ids=str,
)
def test_is_unavailable_when_userinfo_makes_no_sense(changes: dict[str, Any]) -> None:
    with pytest.raises(UnavailableError):
        owner_of(answering(a_userinfo(**changes)))


@pytest.mark.parametrize("changes", [{"id": None}, {"id": "me"}, {"username": ""}], ids=str)
def test_is_unavailable_when_chatter_makes_no_sense(changes: dict[str, Any]) -> None:
    with pytest.raises(UnavailableError):
        owner_of(answering(a_chatter_user(**changes)), lookup=LOOKUPS["chatter"])


@pytest.mark.parametrize("version", ["", "66.0", "v66", "v66.0/../../oauth2", "v66.1", "v0.0", "v66.0\n"])
def test_refuses_an_api_version(version: str) -> None:
    with pytest.raises(MalformedError):
        chatter_lookup(version)


@pytest.mark.parametrize(
    "trouble", [INVALID_SESSION, Answer(status=500), Answer(body=b"nonsense"), Answer(status=403)]
)
def test_no_error_shows_the_session(trouble: Answer) -> None:
    org = FakeOrg(trouble=Answer(status=trouble.status, body=trouble.body + a_session_text().encode()))
    with pytest.raises((DeniedError, UnavailableError)) as refused:
        owner_of(org)
    causes = [refused.value, refused.value.__cause__, refused.value.__context__]
    assert not any(a_session_text() in f"{cause} {cause!r}" for cause in causes)


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_drops_an_email_that_is_not_literally_verified(verified: Any) -> None:
    owner = owner_of(answering(a_userinfo(email_verified=verified)))
    assert (owner.email, owner.email_verified) == (None, False)


def test_keeps_no_email_of_chatter() -> None:
    owner = owner_of(FakeOrg(), lookup=LOOKUPS["chatter"])
    assert (owner.email, owner.email_verified) == (None, False)


def test_gives_the_owner_that_userinfo_names() -> None:
    assert owner_of(FakeOrg()) == SessionOwner(
        org_id=ORG_ID,
        user_id=USER_ID,
        username="jane@example.com",
        email="jane.doe@example.com",
        email_verified=True,
        active=True,
    )


def test_gives_the_owner_that_chatter_names() -> None:
    owner = owner_of(FakeOrg(), lookup=LOOKUPS["chatter"])
    assert (owner.org_id, owner.user_id, owner.username) == (ORG_ID, USER_ID, "jane@example.com")


@pytest.mark.parametrize(("lookup", "path"), [("userinfo", USERINFO), ("chatter", CHATTER)])
def test_asks_once_with_the_session_as_bearer(lookup: str, path: str) -> None:
    with an_org(FakeOrg(), lookup=LOOKUPS[lookup]) as (owners, loopback):
        owners.get_owner(SessionId.parse(a_session_text()))
        [asked] = loopback.asked
    assert (asked.method, asked.path) == ("GET", path)
    assert asked.headers["authorization"] == f"Bearer {a_session_text()}"
