"""What a stranger writes anywhere on the way through the pages is shown as text, or not at all."""

import base64
from urllib.parse import urlencode

import pytest

from unit.local.cognito.hosted.browsing import Browser
from unit.local.cognito.local_pools import Json, LocalPools

EVIL = "\"><script>alert(1)</script>'{{7*7}}"
PATHS = ["/login", "/signup", "/confirm", "/forgotPassword", "/confirmforgotPassword"]
CHALLENGES = [
    {},
    {"challenge": EVIL},
    {"challenge": "NEW_PASSWORD_REQUIRED", "missing": f"{EVIL} email given_name", "new_password": "x"},
    {"challenge": "SOFTWARE_TOKEN_MFA", "code": "x"},
    {"challenge": "SOFTWARE_TOKEN_MFA", "code": "123456"},
    {"challenge": "EMAIL_OTP", "code": "12345678"},
    {"challenge": "MFA_SETUP", "code": "123456"},
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda each: str(each.get("challenge", "none")[:22]))
def test_no_field_of_a_form_becomes_markup(visitor: Browser, path: str, challenge: dict[str, str]) -> None:
    shown = visitor.open(path, login_hint=EVIL, state=EVIL, lang=EVIL, nonce=EVIL)
    assert "<script" not in shown.text
    action, fields = visitor.page.forms[0]
    written = {name: value if name == "_csrf" else EVIL for name, value in fields.items()}
    more = {"session": EVIL, "username": EVIL, "sent_to": EVIL, "userAttributes.email": EVIL}
    response = visitor.post(action, written | more | challenge)
    assert response.status_code in (200, 302)
    assert "<script" not in response.text
    assert visitor.session_cookie not in visitor.cookies


@pytest.mark.parametrize("path", PATHS)
def test_no_cookie_of_the_pages_becomes_markup(visitor: Browser, open_client: Json, path: str) -> None:
    data = {"client_id": open_client["ClientId"], "username": EVIL, "sent_to": EVIL, "notice": EVIL}
    visitor.cookies["page-data"] = base64.urlsafe_b64encode(urlencode(data).encode()).decode()
    response = visitor.open(path)
    assert response.status_code == 200
    assert "<script" not in response.text


@pytest.mark.parametrize(
    "body",
    [
        "a=" + "x" * (1024 * 1024),
        "&".join(f"a{number}=1" for number in range(150)),
        "username=%ff",
        "a=1&a=2",
    ],
    ids=["huge", "many", "no text", "twice"],
)
def test_a_body_that_is_no_form_of_a_person_is_refused(
    local: LocalPools, visitor: Browser, body: str
) -> None:
    visitor.open("/signup")
    action, _ = visitor.page.forms[0]
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert local.request("POST", action, content=body, headers=headers).status_code == 400
