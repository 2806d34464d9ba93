import pytest

from unit.local.salesforce.orgs import API, open_test_org
from unit.local.salesforce.setup.visitors import Visitor

SWITCHES = (
    "chatter",
    "soap-login",
    "lock-sessions-to-ip",
    "user-agent-flow",
    "oauth-cors",
    "api-limit-reached",
)


@pytest.mark.parametrize("to", ["", "true", "ON"])
def test_refuses_what_is_neither_on_nor_off(admin: Visitor, to: str) -> None:
    before = admin.made.org._parts.metadata.files()
    assert admin.post("/setup/switches/chatter", to=to).status_code == 400
    assert admin.made.org._parts.metadata.files() == before


def test_there_is_no_switch_but_those_shown(admin: Visitor) -> None:
    assert admin.post("/setup/switches/firewall", to="on").status_code == 404


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_goes_off_and_on(admin: Visitor, name: str) -> None:
    for to, other in (("off", "on"), ("on", "off"), ("off", "on")):
        page = admin.act(f"/setup/switches/{name}", to=to)
        after = page.partition(f'action="/setup/switches/{name}"')[2]
        assert f'name="to" value="{other}"' in after.partition("</form>")[0]


def test_with_chatter_off_who_asks_chatter_is_refused(admin: Visitor) -> None:
    path = f"{API}/chatter/users/me"
    assert admin.made.call("GET", path, as_admin=True).status_code == 200
    admin.act("/setup/switches/chatter", to="off")
    assert admin.made.call("GET", path, as_admin=True).status_code == 403


def test_with_the_api_limit_reached_rest_is_refused(admin: Visitor) -> None:
    admin.act("/setup/switches/api-limit-reached", to="on")
    answer = admin.made.call("GET", f"{API}/query", as_admin=True)
    assert (answer.status_code, "REQUEST_LIMIT_EXCEEDED" in answer.text) == (403, True)


def test_one_switch_leaves_the_rest_of_its_settings_alone(admin: Visitor) -> None:
    before = admin.made.org._parts.metadata.catalog.security
    admin.act("/setup/switches/oauth-cors", to="off")
    admin.act("/setup/switches/oauth-cors", to="on")
    assert admin.made.org._parts.metadata.catalog.security == before


def test_a_switch_stays_as_it_is_when_the_org_is_opened_again(admin: Visitor) -> None:
    admin.act("/setup/switches/chatter", to="off")
    admin.made.org.close()
    again = open_test_org(admin.made.folder, deploy=False)
    assert not again.org._parts.metadata.catalog.chatter.is_enabled
    again.org.close()


def test_rotating_publishes_a_fresh_key_and_two_before_it(admin: Visitor) -> None:
    first, page = admin.made.org._parts.signing_keys.current.kid, ""
    for _ in range(3):
        page = admin.act("/setup/keys/rotate")
    keys = admin.made.org._parts.signing_keys
    assert keys.current.kid != first
    assert page.count(">published<") == 2
    assert f'{keys.current.kid}</span> <span class="badge good">signs' in page
