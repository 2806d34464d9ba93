import pytest

from unit.local.salesforce.orgs import PASSWORD, Browser, OrgUnderTest

PATH = "/services/oauth2/token"


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
def test_refuses_a_right_password_as_it_refuses_a_wrong_one(made: OrgUnderTest, password: str) -> None:
    form = {"username": "bea@isthmus.example", "password": password, "client_id": made.client_id}
    answer = made.http().post(PATH, data={"grant_type": "password", **form})
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_grant", "error_description": "authentication failure"}


def test_locks_nobody_out(made: OrgUnderTest, browser: Browser) -> None:
    form = {"username": "bea@isthmus.example", "password": "wrong", "client_id": made.client_id}
    for _ in range(12):
        made.http().post(PATH, data={"grant_type": "password", **form})
    assert "Allow access?" in browser.log_in().text
