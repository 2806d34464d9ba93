"""Nobody but an administrator, and no form but ours, gets through to a page or an action of Setup."""

from collections.abc import Iterator

import pytest

from isthmus.local.salesforce.setup.addresses import MENU
from isthmus.local.salesforce.setup.routes import SETUP_ADDRESSES
from unit.local.salesforce.orgs import ORIGIN, PASSWORD, OrgUnderTest, form_of, open_test_org
from unit.local.salesforce.setup.visitors import ADMINISTRATOR, STANDARD_USER, Visitor

GUARDED = [(path, methods) for path, _, methods in SETUP_ADDRESSES if path != "/setup/login"]
ACTIONS = [path for path, methods in GUARDED if "POST" in methods]
PAGES = [path for path, methods in GUARDED if "GET" in methods]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrgUnderTest]:
    """One org for all: what is refused changes nothing in it."""
    org = open_test_org(tmp_path_factory.mktemp("org"))
    yield org
    org.org.close()


def filled(path: str, made: OrgUnderTest) -> str:
    values = {"user": made.user_id, "app": "Cognito_OIDC_Sample", "switch": "chatter", "session": "0Ak0"}
    for name, value in values.items():
        path = path.replace("{" + name + "}", value)
    return path


def state_of(made: OrgUnderTest) -> list[list[tuple[object, ...]]]:
    tables = ("person", "permission_set_assignment", "session", "component", "signing_key", "app")
    database = made.org._parts.database
    dumps = (f"SELECT * FROM {table}" for table in tables)  # noqa: S608  names of ours
    return [[tuple(row) for row in database.rows(dump)] for dump in dumps]


@pytest.mark.parametrize("path", PAGES)
def test_sends_who_has_no_session_to_the_login(made: OrgUnderTest, path: str) -> None:
    answer = made.http().get(filled(path, made))
    assert (answer.status_code, answer.headers["location"]) == (303, "/setup/login")


@pytest.mark.parametrize("path", ACTIONS)
def test_does_nothing_for_who_has_no_session(made: OrgUnderTest, path: str) -> None:
    before = state_of(made)
    answer = made.http().post(filled(path, made), data={"csrf": "0" * 64})
    assert (answer.status_code, answer.headers["location"]) == (303, "/setup/login")
    assert state_of(made) == before


@pytest.mark.parametrize("path", PAGES)
def test_tells_a_standard_user_of_insufficient_privileges(made: OrgUnderTest, path: str) -> None:
    answer = Visitor(made).logged_in(STANDARD_USER).http.get(filled(path, made))
    assert (answer.status_code, "Insufficient Privileges" in answer.text) == (403, True)
    assert ADMINISTRATOR not in answer.text


@pytest.mark.parametrize("path", ACTIONS)
def test_does_nothing_for_a_standard_user(made: OrgUnderTest, path: str) -> None:
    admin, user = Visitor(made).logged_in(ADMINISTRATOR), Visitor(made).logged_in(STANDARD_USER)
    token, before = admin.token(), state_of(made)
    answer = user.http.post(filled(path, made), data={"csrf": token}, headers={"Origin": ORIGIN})
    assert (answer.status_code, "Insufficient Privileges" in answer.text) == (403, True)
    assert state_of(made) == before


@pytest.mark.parametrize("path", ACTIONS)
@pytest.mark.parametrize("csrf", [None, "", "0" * 64, "é"])
def test_does_nothing_without_the_form_s_token(admin: Visitor, path: str, csrf: str | None) -> None:
    before = state_of(admin.made)
    fields = {} if csrf is None else {"csrf": csrf}
    answer = admin.http.post(filled(path, admin.made), data=fields, headers={"Origin": ORIGIN})
    assert answer.status_code == 400
    assert state_of(admin.made) == before


@pytest.mark.parametrize("path", ACTIONS)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", ORIGIN + ".evil.example"])
def test_does_nothing_for_a_form_sent_from_elsewhere(admin: Visitor, path: str, origin: str) -> None:
    token, before = admin.token(), state_of(admin.made)
    answer = admin.http.post(filled(path, admin.made), data={"csrf": token}, headers={"Origin": origin})
    assert answer.status_code == 400
    assert state_of(admin.made) == before


@pytest.mark.parametrize("path", ACTIONS)
def test_the_token_of_another_login_is_worth_nothing(made: OrgUnderTest, path: str) -> None:
    token = Visitor(made).logged_in(ADMINISTRATOR).token()
    other = Visitor(made).logged_in(ADMINISTRATOR)
    before = state_of(made)
    answer = other.http.post(filled(path, made), data={"csrf": token}, headers={"Origin": ORIGIN})
    assert answer.status_code == 400
    assert state_of(made) == before


@pytest.mark.parametrize("path", [path for path in ACTIONS if path not in PAGES])
def test_an_action_is_no_page(admin: Visitor, path: str) -> None:
    before = state_of(admin.made)
    assert admin.http.get(filled(path, admin.made)).status_code == 405
    assert state_of(admin.made) == before


def test_refuses_an_app_s_access_token_as_a_login(made: OrgUnderTest) -> None:
    visitor = Visitor(made)
    visitor.http.cookies.set("__Host-sid", made.org.create_session(made.admin_id, kind="api"))
    assert visitor.http.get("/setup").status_code == 303


def test_refuses_an_administrator_who_was_deactivated(admin: Visitor) -> None:
    admin.made.org._parts.users.set_active(admin.made.admin_id, is_active=False)
    assert admin.http.get("/setup").status_code == 303
    admin.made.org._parts.users.set_active(admin.made.admin_id, is_active=True)


def test_a_session_ends_with_its_time(admin: Visitor) -> None:
    admin.made.clock.advance(12 * 3600 + 1)
    assert admin.http.get("/setup").status_code == 303


@pytest.mark.parametrize(
    ("username", "password"),
    [(ADMINISTRATOR, "wrong"), (ADMINISTRATOR, ""), ("nobody@isthmus.example", PASSWORD), ("", "")],
)
def test_the_login_refuses_in_the_same_words(made: OrgUnderTest, username: str, password: str) -> None:
    visitor = Visitor(made)
    page = visitor.submit(visitor.http.get("/setup/login"), username=username, password=password)
    assert (page.status_code, "check your username and password" in page.text) == (200, True)
    assert "__Host-sid" not in page.headers.get("set-cookie", "")


@pytest.mark.parametrize("changes", [{"csrf": ""}, {"csrf": "0" * 64}, {"request": "other"}])
def test_the_login_refuses_a_form_that_is_not_its_own(made: OrgUnderTest, changes: dict[str, str]) -> None:
    visitor = Visitor(made)
    page = visitor.http.get("/setup/login")
    fields = {"username": ADMINISTRATOR, "password": PASSWORD, **changes}
    assert visitor.submit(page, **fields).status_code == 400


def test_the_login_refuses_the_form_of_an_app_s_sign_in(made: OrgUnderTest) -> None:
    visitor = Visitor(made)
    _, hidden = form_of(visitor.authorize())
    fields = hidden | {"username": ADMINISTRATOR, "password": PASSWORD}
    assert visitor.http.post("/setup/login", data=fields, headers={"Origin": ORIGIN}).status_code == 400


def test_logging_out_ends_the_session(admin: Visitor) -> None:
    session = admin.http.cookies["__Host-sid"]
    assert admin.post("/setup/logout").headers["location"] == "/setup/login"
    assert admin.made.org._parts.sessions.find(session) is None


def test_the_login_leads_to_a_menu_of_pages_that_all_open(admin: Visitor) -> None:
    overview = admin.see("/setup")
    for entry in MENU:
        assert f'href="{entry.path}"' in overview
        assert f'href="{entry.path}" aria-current="page"' in admin.see(entry.path)


@pytest.mark.parametrize("path", PAGES)
def test_pages_run_no_script_are_not_framed_and_not_kept(admin: Visitor, path: str) -> None:
    page = admin.http.get(filled(path, admin.made))
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert {"form-action 'self'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert page.headers["cache-control"] == "no-store"
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert page.text.count("<form method=") - page.text.count('<form method="get"') == page.text.count(
        'name="csrf"'
    )
