import pytest

from unit.local.salesforce.orgs import a_user
from unit.local.salesforce.setup.visitors import ADMINISTRATOR, Visitor, secret_of, user_path

NEW = {
    "username": "eve@isthmus.example",
    "email": "eve@mail.example",
    "first_name": "Eve",
    "last_name": "Sample",
    "profile": "Standard User",
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"username": ADMINISTRATOR}, "Duplicate Username"),
        ({"username": ADMINISTRATOR.upper()}, "Duplicate Username"),
        ({"username": "eve"}, "invalid email address"),
        ({"email": "eve@"}, "invalid email address"),
        ({"last_name": ""}, "Required fields are missing: [LastName]"),
        ({"username": ""}, "Required fields are missing: [Username"),
        ({"last_name": "x" * 256}, "data value too large"),
    ],
)
def test_refuses_a_user_in_salesforce_s_words(admin: Visitor, change: dict[str, str], message: str) -> None:
    answer = admin.post("/setup/users", **(NEW | change))
    assert (answer.status_code, message in answer.text) == (400, True), answer.text
    assert admin.made.org.find_user_id("eve@isthmus.example") is None


@pytest.mark.parametrize("profile", ["", "Root", "system administrator"])
def test_refuses_a_profile_that_is_not_offered(admin: Visitor, profile: str) -> None:
    assert admin.post("/setup/users", **(NEW | {"profile": profile})).status_code == 400


def test_what_was_entered_stays_and_is_escaped(admin: Visitor) -> None:
    page = admin.post("/setup/users", **(NEW | {"username": '"><b>'})).text
    assert "<b>" not in page
    assert 'value="&#34;&gt;&lt;b&gt;"' in page


def test_a_created_user_logs_in_with_the_password_that_was_shown(admin: Visitor) -> None:
    password = secret_of(admin.act("/setup/users", **NEW))
    visitor = Visitor(admin.made)
    page = visitor.submit(visitor.http.get("/setup/login"), username=NEW["username"], password=password)
    assert "Insufficient Privileges" in page.text
    user = admin.made.org._parts.users.find_by_username(NEW["username"])
    assert user
    assert (user.name, user.email, user.email_verified) == ("Eve Sample", "eve@mail.example", False)


def test_an_email_can_be_verified_from_the_start(admin: Visitor) -> None:
    admin.act("/setup/users", **NEW, email_verified="yes")
    user = admin.made.org._parts.users.find_by_username(NEW["username"])
    assert user
    assert user.email_verified


@pytest.mark.parametrize(
    ("search", "count"), [("", 3), ("BEA@", 1), ("nobody", 0), ("%", 0), ("_", 0), ("\\", 0)]
)
def test_finds_users_by_the_beginning_of_their_username(admin: Visitor, search: str, count: int) -> None:
    page = admin.http.get("/setup/users", params={"search": search}).text
    assert page.count('<td data-label="Username">') == count


def test_shows_a_hundred_users_at_most(admin: Visitor) -> None:
    for number in range(101):
        a_user(admin.made.org, f"user{number}@isthmus.example", password=None)
    page = admin.see("/setup/users")
    assert page.count('<td data-label="Username">') == 100
    assert "the first 100" in page


@pytest.mark.parametrize("user", ["005", "x", "005000000000000AAA", "%00", "0DX"])
def test_there_is_no_page_of_a_user_who_is_not_there(admin: Visitor, user: str) -> None:
    assert admin.http.get(f"/setup/users/{user}").status_code == 404


def test_an_administrator_can_t_deactivate_themself(admin: Visitor) -> None:
    answer = admin.post(f"/setup/users/{admin.made.admin_id}/deactivate")
    assert answer.status_code == 400
    assert admin.made.org._parts.users.get(admin.made.admin_id).is_active


@pytest.mark.parametrize("action", ["activate", "deactivate", "password", "email"])
def test_automated_process_is_left_alone(admin: Visitor, action: str) -> None:
    autoproc = admin.made.org.find_automated_process_id()
    before = admin.made.org._parts.users.get(autoproc)
    assert admin.post(f"/setup/users/{autoproc}/{action}", verified="yes").status_code == 400
    assert admin.made.org._parts.users.get(autoproc) == before


def test_a_deactivated_user_can_t_log_in_until_activated(admin: Visitor) -> None:
    path, users = user_path(admin.made), admin.made.org._parts.users
    assert "inactive and can't log in" in admin.act(f"{path}/deactivate")
    assert not users.get(admin.made.user_id).is_active
    assert "The user is active" in admin.act(f"{path}/activate")
    assert users.get(admin.made.user_id).is_active


def test_a_reset_password_replaces_the_one_before(admin: Visitor) -> None:
    password = secret_of(admin.act(f"{user_path(admin.made)}/password"))
    visitor = Visitor(admin.made)
    page = visitor.submit(
        visitor.http.get("/setup/login"), username="bea@isthmus.example", password="Correct-horse-1"
    )
    assert "check your username" in page.text
    assert "Insufficient" in visitor.submit(page, username="bea@isthmus.example", password=password).text


@pytest.mark.parametrize("verified", ["", "true", "1"])
def test_an_email_is_verified_or_not_and_nothing_between(admin: Visitor, verified: str) -> None:
    assert admin.post(f"{user_path(admin.made)}/email", verified=verified).status_code == 400


def test_an_email_becomes_not_verified_and_verified_again(admin: Visitor) -> None:
    users = admin.made.org._parts.users
    assert "not verified" in admin.act(f"{user_path(admin.made)}/email", verified="no")
    assert not users.get(admin.made.user_id).email_verified
    admin.act(f"{user_path(admin.made)}/email", verified="yes")
    assert users.get(admin.made.user_id).email_verified


@pytest.mark.parametrize("action", ["assign", "unassign"])
@pytest.mark.parametrize("name", ["", "Nothing"])
def test_refuses_a_permission_set_that_is_not_there(admin: Visitor, action: str, name: str) -> None:
    assert admin.post(f"{user_path(admin.made)}/{action}", permission_set=name).status_code == 404


def test_a_permission_set_is_assigned_once_and_taken_away(admin: Visitor) -> None:
    made, path = admin.made, user_path(admin.made)
    name = made.org._parts.permission_sets.all()[0].name
    assert "was assigned" in admin.act(f"{path}/assign", permission_set=name)
    assert "already" in admin.act(f"{path}/assign", permission_set=name)
    assert made.org.has_permission_set(made.user_id, permission_set=name)
    assert "bea@isthmus.example" in admin.see("/setup/permission-sets")
    assert "taken away" in admin.act(f"{path}/unassign", permission_set=name)
    assert not made.org.has_permission_set(made.user_id, permission_set=name)


def test_automated_process_may_have_a_permission_set(admin: Visitor) -> None:
    autoproc = admin.made.org.find_automated_process_id()
    name = admin.made.org._parts.permission_sets.all()[0].name
    admin.act(f"/setup/users/{autoproc}/assign", permission_set=name)
    assert admin.made.org.has_permission_set(autoproc, permission_set=name)


@pytest.mark.parametrize("notice", ["", "nonsense", "<b>"])
def test_an_address_brings_no_sentence_of_its_own(admin: Visitor, notice: str) -> None:
    page = admin.http.get(user_path(admin.made), params={"notice": notice}).text
    assert 'role="status"' not in page
