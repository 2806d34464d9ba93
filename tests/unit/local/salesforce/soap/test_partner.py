import re
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

import httpx2
import pytest
from simple_salesforce.exceptions import SalesforceAuthenticationFailed
from simple_salesforce.login import SalesforceLogin

from isthmus.local.salesforce.store.sessions import SessionKind
from isthmus.secret import Secret
from unit.local.salesforce.orgs import API, ORIGIN, PASSWORD, Browser, OrgUnderTest, a_user, replaced

ADA = "ada@isthmus.example"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
WRONG = ("INVALID_LOGIN", "Invalid username, password, security token; or user locked out.")
ILLEGAL = ("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session")


def post(
    made: OrgUnderTest, body: str, *, version: str = "64.0", api: str = "u", session: str | None = None
) -> httpx2.Response:
    namespace = f"urn:{'partner' if api == 'u' else 'enterprise'}.soap.sforce.com"
    header = f"<SessionHeader><sessionId>{escape(session)}</sessionId></SessionHeader>" if session else ""
    envelope = (
        f'<e:Envelope xmlns:e="{ENVELOPE}" xmlns="{namespace}">'
        f"<e:Header>{header}</e:Header><e:Body>{body}</e:Body></e:Envelope>"
    )
    answer: httpx2.Response = made.http().post(
        f"/services/Soap/{api}/{version}", content=envelope, headers={"Content-Type": "text/xml"}
    )
    return answer


def log_in(
    made: OrgUnderTest,
    username: str = ADA,
    password: str = PASSWORD,
    *,
    version: str = "64.0",
    api: str = "u",
) -> httpx2.Response:
    body = f"<login><username>{escape(username)}</username><password>{escape(password)}</password></login>"
    return post(made, body, version=version, api=api)


def refusal(answer: httpx2.Response) -> tuple[str, str]:
    assert answer.status_code == 500
    found = re.search(
        r"<sf:exceptionCode>(.*)</sf:exceptionCode><sf:exceptionMessage>(.*)</sf:exceptionMessage>",
        answer.text,
    )
    assert found, answer.text
    assert f"<faultstring>{found[1]}: {found[2]}</faultstring>" in answer.text
    return found[1], found[2].replace("&apos;", "'")


def text_of(answer: httpx2.Response, name: str) -> str:
    found = re.search(f"<{name}>(.*?)</{name}>", answer.text)
    assert found, answer.text
    return found[1]


@pytest.fixture
def switched_on(made: OrgUnderTest) -> OrgUnderTest:
    made.org.set_soap_login(allowed=True)
    return made


def test_login_is_off_until_the_org_switches_it_on_and_after_it_is_switched_off(made: OrgUnderTest) -> None:
    for is_switched_off in (False, True):
        if is_switched_off:
            made.org.set_soap_login(allowed=False)
        code, message = refusal(log_in(made))
        assert code == "INVALID_OPERATION"
        assert message.startswith("SOAP API login() is disabled by default in this org.")
        made.org.set_soap_login(allowed=True)
        assert log_in(made).status_code == 200


@pytest.mark.parametrize("version", ["65.0", "66.0", "68.0"])
def test_login_ended_with_version_64(switched_on: OrgUnderTest, version: str) -> None:
    assert refusal(log_in(switched_on, version=version)) == (
        "INVALID_OPERATION",
        (
            f"The SOAP Login operation is not available in the API version specified ({version}). "
            "Refer to the documentation for supported versions."
        ),
    )


@pytest.mark.parametrize("version", ["30.0", "69.0", "7.0", "64", "x", "64.0x"])
def test_refuses_a_version_that_is_not_served(switched_on: OrgUnderTest, version: str) -> None:
    answer = refusal(log_in(switched_on, version=version))
    assert answer == ("UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL")


@pytest.mark.parametrize(
    ("username", "password"),
    [(ADA, "wrong"), (ADA, ""), (ADA, PASSWORD + " "), ("nobody@isthmus.example", PASSWORD), ("", "")],
)
def test_refuses_every_wrong_pair_in_the_same_words(
    switched_on: OrgUnderTest, username: str, password: str
) -> None:
    answer = log_in(switched_on, username, password)
    assert refusal(answer) == WRONG
    assert 'xsi:type="sf:LoginFault"' in answer.text
    assert 'xmlns:sf="urn:fault.partner.soap.sforce.com"' in answer.text


def test_refuses_a_password_with_a_security_token_that_nobody_has(switched_on: OrgUnderTest) -> None:
    assert refusal(log_in(switched_on, ADA, PASSWORD + "token")) == WRONG


def test_refuses_whoever_is_locked_out(switched_on: OrgUnderTest) -> None:
    for _ in range(10):
        log_in(switched_on, ADA, "wrong")
    assert refusal(log_in(switched_on)) == WRONG


def test_refuses_a_user_without_use_any_api_auth(switched_on: OrgUnderTest) -> None:
    assert refusal(log_in(switched_on, "bea@isthmus.example"))[0] == "INSUFFICIENT_ACCESS"
    granted = "<userPermissions><enabled>true</enabled><name>UseAnyApiAuth</name></userPermissions>"
    switched_on.deploy(
        {"Cognito_API_Access.permissionset": replaced("</PermissionSet>", granted + "</PermissionSet>")}
    )
    switched_on.org.assign_permission_set(switched_on.user_id, permission_set="Cognito_API_Access")
    assert log_in(switched_on, "bea@isthmus.example").status_code == 200


@pytest.mark.parametrize("operation", ["query", "create", "setPassword", "describeGlobal"])
def test_refuses_the_data_calls(made: OrgUnderTest, operation: str) -> None:
    session = made.org.create_session(made.admin_id)
    answer = refusal(post(made, f"<{operation}/>", session=session))
    assert answer == ("INVALID_OPERATION", f"{operation} is not supported by the local org")


@pytest.mark.parametrize(
    "content", [b"", b"<a/>", b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", b"\xff"]
)
def test_refuses_what_is_no_envelope(made: OrgUnderTest, content: bytes) -> None:
    answer = made.http().post("/services/Soap/u/64.0", content=content)
    assert (answer.status_code, "soapenv:Client" in answer.text) == (500, True)


def test_refuses_the_namespace_of_the_other_api(made: OrgUnderTest) -> None:
    body = '<login xmlns="urn:enterprise.soap.sforce.com"/>'
    assert "No operation available" in post(made, body).text


def jwt_session(made: OrgUnderTest) -> str:
    return made.org.create_session(made.admin_id, kind=SessionKind.JWT)


def lightning_session(made: OrgUnderTest) -> str:
    return made.org.create_session(made.admin_id, kind=SessionKind.LIGHTNING)


def ended_session(made: OrgUnderTest) -> str:
    session = made.org.create_session(made.admin_id)
    made.org.revoke_session(session)
    return session


def locked_session(made: OrgUnderTest) -> str:
    return made.org.create_session(made.admin_id, locked_address="192.0.2.1")


@pytest.mark.parametrize("operation", ["getUserInfo", "logout"])
@pytest.mark.parametrize(
    "of", [lambda _made: "made up", jwt_session, lightning_session, ended_session, locked_session]
)
def test_refuses_a_session_that_opens_no_soap(
    made: OrgUnderTest, operation: str, of: Callable[[OrgUnderTest], str]
) -> None:
    assert refusal(post(made, f"<{operation}/>", session=of(made))) == ILLEGAL


def test_refuses_without_a_session(made: OrgUnderTest) -> None:
    assert refusal(post(made, "<getUserInfo/>")) == ILLEGAL


def test_refuses_a_token_without_the_scope_api(made: OrgUnderTest, browser: Browser) -> None:
    token = browser.tokens()["access_token"]
    assert refusal(post(made, "<getUserInfo/>", session=token)) == ILLEGAL


@pytest.mark.parametrize("api", ["u", "c"])
def test_login_gives_a_session_for_rest_and_where_to_go_on(switched_on: OrgUnderTest, api: str) -> None:
    answer = log_in(switched_on, api=api)
    assert answer.status_code == 200
    short = switched_on.org.org_id[:15]
    assert text_of(answer, "serverUrl") == f"{ORIGIN}/services/Soap/{api}/64.0/{short}"
    assert text_of(answer, "userId") == switched_on.admin_id
    assert text_of(answer, "organizationId") == switched_on.org.org_id
    assert switched_on.call("GET", API, session=text_of(answer, "sessionId")).status_code == 200


def test_the_address_that_login_names_answers(switched_on: OrgUnderTest) -> None:
    session = text_of(log_in(switched_on), "sessionId")
    answer = post(
        switched_on, "<getUserInfo/>", version=f"64.0/{switched_on.org.org_id[:15]}", session=session
    )
    assert text_of(answer, "userName") == ADA


def test_get_user_info_works_in_versions_without_login(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.admin_id)
    answer = post(made, "<getUserInfo/>", version="67.0", session=session)
    assert text_of(answer, "sessionSecondsValid") == "7200"
    assert text_of(answer, "profileId").startswith("00e")


def test_logout_ends_the_session(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.admin_id)
    assert "<logoutResponse>" in post(made, "<logout/>", session=session).text
    assert refusal(post(made, "<getUserInfo/>", session=session)) == ILLEGAL
    assert made.call("GET", API, session=session).status_code == 401


def test_a_password_may_begin_and_end_with_a_space(switched_on: OrgUnderTest) -> None:
    a_user(
        switched_on.org,
        "space@isthmus.example",
        password=Secret(" Correct-horse-1 "),
        profile="System Administrator",
    )
    assert log_in(switched_on, "space@isthmus.example", " Correct-horse-1 ").status_code == 200
    assert refusal(log_in(switched_on, "space@isthmus.example", "Correct-horse-1")) == WRONG


class _Requests:
    """What simple-salesforce asks of requests, carried to the org in this process."""

    def __init__(self, made: OrgUnderTest) -> None:
        self._http = made.http()

    def post(self, url: str, body: str, *, headers: dict[str, str], proxies: None) -> httpx2.Response:
        assert proxies is None
        answer: httpx2.Response = self._http.post(url, content=body, headers=headers)
        return answer


def simple_salesforce_login(made: OrgUnderTest, password: str) -> tuple[str, str]:
    transport: Any = _Requests(made)
    session: tuple[str, str] = SalesforceLogin(
        username=ADA, password=password, security_token="", scratch_url=ORIGIN, session=transport
    )
    return session


def test_simple_salesforce_reads_the_refusal(switched_on: OrgUnderTest) -> None:
    with pytest.raises(SalesforceAuthenticationFailed) as error:
        simple_salesforce_login(switched_on, "wrong")
    assert (error.value.code, error.value.auth_message) == WRONG


def test_simple_salesforce_logs_in(switched_on: OrgUnderTest) -> None:
    session, host = simple_salesforce_login(switched_on, PASSWORD)
    assert host == "localhost:4443"
    assert switched_on.call("GET", API, session=session).status_code == 200
