import pytest

from unit.local.salesforce.orgs import OrgUnderTest


def path(made: OrgUnderTest, *, org: str | None = None, user: str | None = None) -> str:
    return f"/id/{org or made.org.org_id}/{user or made.user_id}"


def test_refuses_without_a_token_or_with_a_bad_one(made: OrgUnderTest) -> None:
    assert made.call("GET", path(made)).text == "Missing_OAuth_Token"
    assert made.call("GET", path(made), session="x").text == "Bad_OAuth_Token"
    assert made.call("GET", path(made) + "?oauth_token=x").text == "Bad_OAuth_Token"


@pytest.mark.parametrize(
    ("org", "user", "answer"),
    [
        ("00D000000000000EAA", None, (403, "Wrong_Org")),
        ("x", None, (404, "Bad_Id")),
        (None, "005000000000000AAA", (404, "Bad_Id")),
        (None, "x", (404, "Bad_Id")),
        (None, "admin", (404, "No_Access")),
    ],
)
def test_refuses_another_identity(
    made: OrgUnderTest, org: str | None, user: str | None, answer: tuple[int, str]
) -> None:
    wanted = path(made, org=org, user=made.admin_id if user == "admin" else user)
    got = made.call("GET", wanted, session=made.org.create_session(made.user_id))
    assert (got.status_code, got.text) == answer


def test_refuses_a_format_other_than_json(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id)
    assert made.call("GET", path(made) + "?format=xml", session=session).status_code == 406


def test_answers_in_its_own_words_to_header_and_query(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id)
    by_header = made.call("GET", path(made), session=session).json()
    by_query = made.call("GET", f"{path(made)}?format=json&oauth_token={session}").json()
    assert by_header == by_query
    assert by_header["username"] == "bea@isthmus.example"
    assert by_header["display_name"] == "Ada Lovelace"
    assert by_header["id"].endswith(path(made))
    short = path(made, org=made.org.org_id[:15], user=made.user_id[:15])
    assert made.call("GET", short, session=session).json() == by_header
