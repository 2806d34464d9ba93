"""The answer to an authorization request."""

from urllib.parse import urlencode

import pytest

from isthmus.errors import DeniedError, MalformedError
from isthmus.flows.web_identity.callback import AuthorizationDeniedError, check_callback, is_answer
from isthmus.secret import Secret

BACK = "http://localhost:1717/callback"
ISSUER = "https://acme.my.salesforce.com"
STATE = "the-state-of-this-sign-in"


def check(url: str) -> Secret:
    return check_callback(url, redirect_uri=BACK, state=Secret(STATE), issuer=ISSUER)


def a_url(**changes: str | None) -> str:
    given = {"code": "aPrx.code==", "state": STATE, **changes}
    return f"{BACK}?{urlencode({name: value for name, value in given.items() if value is not None})}"


@pytest.mark.parametrize("state", [None, "", "another", STATE.upper(), f"{STATE} ", STATE[:-1]])
def test_refuses_an_answer_to_another_request_even_if_it_is_an_error(state: str | None) -> None:
    for url in (a_url(state=state), a_url(state=state, code=None, error="access_denied")):
        with pytest.raises(DeniedError) as refused:
            check(url)
        assert refused.value.rule == "state"


@pytest.mark.parametrize("url", [BACK, f"{BACK}?code=a", f"{BACK}?state=another", f"{BACK}s?state={STATE}"])
def test_waits_on_after_what_answers_another_request(url: str) -> None:
    assert not is_answer(url, redirect_uri=BACK, state=Secret(STATE))


def test_waits_no_longer_after_a_yes_or_a_no() -> None:
    for url in (a_url(), a_url(code=None, error="access_denied")):
        assert is_answer(url, redirect_uri=BACK, state=Secret(STATE))


def test_refuses_an_answer_of_another_issuer() -> None:
    with pytest.raises(DeniedError) as refused:
        check(a_url(iss="https://evil.example"))
    assert refused.value.rule == "issuer"


@pytest.mark.parametrize(
    "url",
    [
        "",
        f"https://evil.example/callback?code=c&state={STATE}",
        f"{BACK}/more?code=c&state={STATE}",
        f"{BACK}#code=c&state={STATE}x",
        f"{a_url()}&code=another",
        f"{a_url()}&state={STATE}",
        f"{a_url()}&error=",
        a_url(code=None),
        a_url(code=""),
        a_url(code="a b"),
        a_url(code="a\nb"),
        a_url(code="x" * 4097),
        a_url(code="x" * 9000),
        f"{a_url()}&" + "&".join(f"p{number}=1" for number in range(40)),
    ],
    ids=lambda url: url[:60],
)
def test_refuses_what_is_no_answer(url: str) -> None:
    with pytest.raises((MalformedError, AuthorizationDeniedError)) as refused:
        check(url)
    assert "aPrx" not in str(refused.value)


@pytest.mark.parametrize(
    ("error", "description"),
    [
        ("access_denied", "end-user denied authorization"),
        ("OAUTH_APP_BLOCKED", "this app is blocked by admin"),
        ("login_required", ""),
    ],
)
def test_keeps_the_orgs_own_word_for_a_denial(error: str, description: str) -> None:
    with pytest.raises(AuthorizationDeniedError) as refused:
        check(a_url(code=None, error=error, error_description=description or None))
    assert (refused.value.provider_error, refused.value.description) == (error, description)
    assert (refused.value.code, refused.value.rule) == ("denied", "authorization")
    assert str(refused.value) == f"authorization: authorization denied: {error} {description}".rstrip()


@pytest.mark.parametrize("text", ["a\r\nb", '<script src="x">', "x" * 201, "é"])
def test_does_not_repeat_a_word_of_another_form(text: str) -> None:
    with pytest.raises(AuthorizationDeniedError) as refused:
        check(a_url(code=None, error=text, error_description=text))
    assert (refused.value.provider_error, refused.value.description) == ("", "")


def test_an_error_beside_a_code_is_an_error() -> None:
    with pytest.raises(AuthorizationDeniedError):
        check(a_url(error="access_denied"))


@pytest.mark.parametrize("issuer", [None, ISSUER])
def test_gives_the_code_masked(issuer: str | None) -> None:
    code = check(a_url(iss=issuer))
    assert code == Secret("aPrx.code==")
    assert "aPrx" not in repr(code)
