import asyncio
import logging
from pathlib import Path
from typing import Any

import httpx2
import pytest

from isthmus.errors import ConfigurationError, DeniedError
from isthmus.local.database import DatabaseError
from isthmus.local.salesforce.app import Org, open_org
from isthmus.local.salesforce.errors import RestError, TextError
from unit.local.salesforce.orgs import (
    API,
    CLIENT_SECRET,
    ORIGIN,
    PASSWORD,
    Browser,
    OrgUnderTest,
    StandingClock,
    a_user,
    open_test_org,
)


def open_at(path: Path, **changes: Any) -> Org:
    values = {
        "origin": ORIGIN,
        "org_id": None,
        "clock": StandingClock(),
        "callout_client": httpx2.AsyncClient(),
    }
    return open_org(database=path / "salesforce.sqlite3", **(values | changes))


def test_refuses_a_second_opener(made: OrgUnderTest) -> None:
    with pytest.raises(DatabaseError, match="in use by another process"):
        open_at(made.folder)


def test_refuses_another_orgs_id_and_closes_the_database_again(tmp_path: Path) -> None:
    open_at(tmp_path, org_id="00D1t000000rXxR").close()
    with pytest.raises(ConfigurationError, match="belongs to org 00D1t000000rXxREAU"):
        open_at(tmp_path, org_id="00D000000000000EAA")
    open_at(tmp_path, org_id="00D1t000000rXxREAU").close()


def test_refuses_another_orgs_key(tmp_path: Path) -> None:
    open_at(tmp_path / "a").close()
    open_at(tmp_path / "b").close()
    (tmp_path / "b" / "salesforce.key").replace(tmp_path / "a" / "salesforce.key")
    with pytest.raises(ConfigurationError, match="does not belong to its database"):
        open_at(tmp_path / "a")


def test_refuses_a_username_twice_and_an_unknown_profile(made: OrgUnderTest) -> None:
    with pytest.raises(DeniedError, match="username is taken"):
        a_user(made.org, "BEA@isthmus.example")
    with pytest.raises(DeniedError, match="no profile King"):
        a_user(made.org, "king@isthmus.example", profile="King")
    with pytest.raises(DeniedError, match="no permission set Nope"):
        made.org.assign_permission_set(made.user_id, permission_set="Nope")


@pytest.mark.parametrize(
    "path",
    [
        *("/nope", "/services", "/services/oauth2", "/services/Soap/x/66.0", "/id", "/_ui/nope", "/%00"),
        *("/_ui/..%2fapp.py", f"{API}/nope", f"{API}//query"),
    ],
)
def test_an_unknown_address_is_not_there(made: OrgUnderTest, path: str) -> None:
    answer = made.call("GET", path, as_admin=True)
    assert answer.status_code == 404
    assert answer.json() == [{"message": "The requested resource does not exist", "errorCode": "NOT_FOUND"}]


@pytest.mark.parametrize("path", ["/id/keys", "/services/data", f"{API}/query", "/login", "/"])
def test_a_wrong_method_is_named_with_the_right_ones(made: OrgUnderTest, path: str) -> None:
    answer = made.http().request("PURGE", path)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (405, "METHOD_NOT_ALLOWED")
    assert "GET" in answer.headers["allow"]


def test_a_fault_of_ours_is_told_in_salesforces_form_and_logged_without_its_message(
    made: OrgUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    made.org._parts.database.execute("DROP TABLE session")
    answer = made.call("GET", API, session="a-session-id")
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (500, "UNKNOWN_EXCEPTION")
    assert "unexpected OperationalError at /services/data/{version}" in caplog.text
    assert "no such table" not in caplog.text


def test_the_start_page_names_the_org(made: OrgUnderTest) -> None:
    page = made.http().get("/")
    assert made.org.org_id in page.text
    assert "Not salesforce.com" in page.text


@pytest.mark.parametrize(("name", "kind"), [("style.css", "text/css"), ("mark.svg", "image/svg+xml")])
def test_the_pages_files_are_served(made: OrgUnderTest, name: str, kind: str) -> None:
    answer = made.http().get(f"/_ui/{name}")
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_head_is_answered_as_get(made: OrgUnderTest) -> None:
    assert made.http().head("/id/keys").status_code == 200
    assert made.http().head("/login").status_code == 400


def test_what_was_acknowledged_is_there_after_opening_again(tmp_path: Path) -> None:
    made = open_test_org(tmp_path)
    made.configure_principal()
    made.org.assign_permission_set(made.user_id, permission_set="Cognito_API_Access")
    session, client_id, keys = (
        made.org.create_session(made.user_id),
        made.client_id,
        made.org.find_public_keys(ORIGIN),
    )
    asyncio.run(send(made))
    org_id = made.org.org_id
    made.org.close()

    again = open_test_org(tmp_path, deploy=False)
    assert (again.org.org_id, again.client_id) == (org_id, client_id)
    assert again.org.find_public_keys(ORIGIN) == keys
    assert again.call("GET", "/services/oauth2/userinfo", session=session).status_code == 200
    again.user_id = made.user_id
    asyncio.run(send(again))
    assert again.outside.token_requests == []
    assert again.outside.tokens_sent() == ["Bearer token-1"]
    again.org.close()


async def send(made: OrgUnderTest) -> None:
    user = made.org._parts.users.get(made.user_id)
    await made.org.callouts.send(user, "AWS_API_Access", method="GET", path="/test", headers={}, body=None)


def test_ids_are_stable_in_form_and_findable(made: OrgUnderTest) -> None:
    assert len(made.org.org_id) == len(made.user_id) == 18
    assert made.org.find_user_id("BEA@ISTHMUS.EXAMPLE") == made.user_id
    assert made.org.find_user_id("nobody@isthmus.example") is None
    assert made.org.issuer == ORIGIN


def test_no_file_and_no_log_has_a_secret(made: OrgUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made.configure_principal()
    made.org.assign_permission_set(made.user_id, permission_set="Cognito_API_Access")
    asyncio.run(send(made))
    browser = Browser(made)
    code = browser.allow()["code"]
    tokens = browser.redeem(code).json()
    session = made.org.create_session(made.user_id)
    made.call("GET", "/services/oauth2/userinfo", session=session)
    browser.log_in(prompt="login")
    secrets = [
        *(CLIENT_SECRET, PASSWORD, code, tokens["access_token"], tokens["id_token"], session, "token-1"),
        made.org.consumer_secret_of("Cognito_OIDC_Sample").reveal(),
        "PRIVATE KEY",
    ]
    files = b"".join(path.read_bytes() for path in made.folder.iterdir() if path.is_file())
    for secret in secrets:
        assert secret.encode() not in files
        assert secret not in caplog.text


def test_a_slash_too_many_is_the_same_address(made: OrgUnderTest) -> None:
    assert made.http().get(f"{ORIGIN}//services/data/").status_code == 200


def test_a_checked_session_is_refused_as_by_userinfo_and_rest(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id)
    made.org.lock_session(session, address="192.0.2.1")
    for bad in ("sample", session):
        with pytest.raises(TextError, match="Bad_OAuth_Token"):
            made.org.check_identity_session(bad)
        with pytest.raises(RestError, match="Session expired or invalid"):
            made.org.check_api_session(bad)


def test_a_checked_session_names_its_user_and_counts_no_call(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id)
    username = made.org.check_identity_session(session)
    assert made.org.find_user_id(username) == made.user_id
    assert made.org.check_api_session(session) == username
    answer = made.http().get(f"{ORIGIN}{API}/limits", headers={"Authorization": f"Bearer {session}"})
    assert answer.headers["sforce-limit-info"].startswith("api-usage=1/")


def test_knows_its_consumer_keys(made: OrgUnderTest) -> None:
    assert made.org.has_consumer_key(made.org.consumer_key_of("Cognito_OIDC_Sample"))
    assert not made.org.has_consumer_key("another")
