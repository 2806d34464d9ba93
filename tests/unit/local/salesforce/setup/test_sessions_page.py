import pytest

from unit.local.salesforce.orgs import API
from unit.local.salesforce.setup.visitors import STANDARD_USER, Visitor, secret_of

ME = f"{API}/chatter/users/me"


@pytest.mark.parametrize("kind", ["", "jwt", "API", "root"])
def test_refuses_a_kind_that_is_not_offered(admin: Visitor, kind: str) -> None:
    assert admin.post("/setup/sessions", username=STANDARD_USER, kind=kind).status_code == 400
    assert not admin.made.org._parts.sessions.all_of(admin.made.user_id)


def test_refuses_a_user_who_can_t_log_in(admin: Visitor) -> None:
    users = admin.made.org._parts.users
    users.set_active(admin.made.user_id, is_active=False)
    for username in (
        "",
        "nobody@isthmus.example",
        STANDARD_USER,
        f"autoproc@{admin.made.org.org_id.lower()}",
    ):
        answer = admin.post("/setup/sessions", username=username, kind="api")
        assert (answer.status_code, 'class="secret' in answer.text) == (400, False)


@pytest.mark.parametrize("action", ["expire", "revoke", "lock"])
@pytest.mark.parametrize("session", ["0Ak000000000000AAA", "x", "%00"])
def test_refuses_a_session_that_is_not_there(admin: Visitor, action: str, session: str) -> None:
    path = f"/setup/sessions/{session}/{action}"
    assert admin.post(path, address="127.0.0.1").status_code == 404


@pytest.mark.parametrize("address", ["", "localhost", "127.0.0.1/8", "1.2.3", "::1 "])
def test_refuses_to_lock_to_what_is_no_address(admin: Visitor, address: str) -> None:
    assert admin.post(path_of(admin, "api", "lock")[1], address=address).status_code == 400


def test_a_session_id_is_shown_once(admin: Visitor) -> None:
    token, _ = path_of(admin, "api", "lock")
    assert token not in admin.see("/setup/sessions")


def test_the_kinds_open_what_they_say(admin: Visitor) -> None:
    api, _ = path_of(admin, "api", "lock")
    lightning, _ = path_of(admin, "lightning", "lock")
    assert admin.made.call("GET", ME, session=api).status_code == 200
    assert "not valid for use with the REST API" in admin.made.call("GET", ME, session=lightning).text


@pytest.mark.parametrize("action", ["expire", "revoke"])
def test_a_session_that_was_ended_opens_nothing(admin: Visitor, action: str) -> None:
    token, path = path_of(admin, "api", action)
    admin.act(path)
    assert admin.made.call("GET", ME, session=token).status_code == 401


def test_a_locked_session_opens_nothing_from_elsewhere(admin: Visitor) -> None:
    token, path = path_of(admin, "api", "lock")
    assert "192.0.2.7" in admin.act(path, address="192.0.2.7")
    assert admin.made.call("GET", ME, session=token).status_code == 401


def path_of(admin: Visitor, kind: str, action: str) -> tuple[str, str]:
    token = secret_of(admin.act("/setup/sessions", username=STANDARD_USER, kind=kind))
    session = admin.made.org._parts.sessions.find(token)
    assert session
    return token, f"/setup/sessions/{session.id}/{action}"
