"""Connected apps come by import alone, work as apps do, and keep their secrets locked."""

import json
from typing import Any

import httpx2
import pytest

from unit.local.salesforce.assertions import JWT_BEARER, a_key, an_assertion, certificate_of
from unit.local.salesforce.orgs import API, CALLBACK, Browser, OrgUnderTest, claims_of, open_test_org
from unit.local.salesforce.packages import MetadataClient, a_package, text_of

PATH = "/_local/connected-apps?fullName=Old_App"
SECRET = "SAMPLE-consumer-secret-of-a-connected-app"
KEY = "3MVG9SAMPLEKEY"
XML = """<?xml version="1.0" encoding="UTF-8"?>
<ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    <contactEmail>old@isthmus.example</contactEmail>
    <label>Old App</label>
    <oauthConfig>
        <callbackUrl>{callback}</callbackUrl>
        <consumerKey>{key}</consumerKey>
        <consumerSecret>{secret}</consumerSecret>
        <isPkceRequired>false</isPkceRequired>
        <scopes>OpenID</scopes>
        <scopes>Api</scopes>
        <scopes>RefreshToken</scopes>
    </oauthConfig>
    <oauthPolicy>
        <ipRelaxation>ENFORCE</ipRelaxation>
        <refreshTokenPolicy>specific_lifetime:2:HOURS</refreshTokenPolicy>
    </oauthPolicy>
</ConnectedApp>"""


def xml(old: str = "", new: str = "") -> str:
    text = XML.format(callback=CALLBACK, key=KEY, secret=SECRET)
    assert old in text
    return text.replace(old, new) if old else text


def load(made: OrgUnderTest, content: str, *, path: str = PATH) -> httpx2.Response:
    headers = {"Content-Type": "application/xml"}
    return made.call("POST", path, as_admin=True, content=content.encode(), headers=headers)


def load_json(made: OrgUnderTest, document: Any) -> httpx2.Response:
    return made.call("POST", PATH, as_admin=True, json=document)


def refusal(answer: httpx2.Response) -> str:
    assert answer.status_code == 400, answer.text
    return str(answer.json()[0]["message"])


def a_document(**config: Any) -> dict[str, Any]:
    given = {"callbackUrl": CALLBACK, "consumerKey": KEY, "scopes": ["Api", "OpenID"]} | config
    return {"contactEmail": "old@isthmus.example", "label": "Old App", "oauthConfig": given}


def test_nobody_but_an_administrator_imports(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id)
    assert made.call("POST", PATH, session=session, json=a_document()).status_code == 403
    assert made.call("POST", PATH, json=a_document()).status_code == 401
    assert made.org._parts.connected_apps.all() == {}


def test_a_deployment_creates_none_in_the_words_of_salesforce(made: OrgUnderTest) -> None:
    package = a_package({"connectedApps/Old_App.connectedApp": xml()}, ConnectedApp=["Old_App"])
    status = MetadataClient(made).deploy(package)
    assert text_of(status, "details/componentFailures/problem").startswith(
        "You can't create a connected app."
    )
    assert text_of(status, "details/componentFailures/componentType") == "ConnectedApp"
    assert made.org._parts.consumers.find_by_key(KEY) is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no element found"),
        ("<ConnectedApp/>", "the root element is not ConnectedApp"),
        (xml("<label>", "<label>a</label><label>"), "Element label is repeated"),
        (xml("<scopes>Api</scopes>", "<scopes>Wave</scopes>"), "'Wave' is not supported"),
        (xml("specific_lifetime:2:HOURS", "SPECIFIC_LIFETIME"), "refreshTokenPolicy must be"),
        (xml("specific_lifetime:2:HOURS", "specific_lifetime:0:HOURS"), "refreshTokenPolicy must be"),
        (xml(CALLBACK, "http://app.example/callback"), "not a valid callback URL"),
        (xml(CALLBACK, "javascript:alert(1)"), "not a valid callback URL"),
        (xml("</oauthPolicy>", "</oauthPolicy><permissionSetName>No</permissionSetName>"), "named No found"),
        (xml("</oauthPolicy>", "</oauthPolicy><profileName>No</profileName>"), "named No found"),
        (xml("</oauthConfig>", "</oauthConfig><plugin>X</plugin>"), "plugin is not supported"),
        ('<!DOCTYPE x [<!ENTITY e "a">]>' + xml().partition("?>")[2], "Error parsing file"),
    ],
)
def test_refuses_a_document_in_exact_words(made: OrgUnderTest, content: str, message: str) -> None:
    assert message in refusal(load(made, content))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"label": None},
        {"label": {"a": {"b": {"c": {"d": "e"}}}}},
        {"a b": "c"},
        a_document(isPkceRequired="maybe"),
        a_document(callbackUrl="\x01"),
    ],
)
def test_refuses_json_that_is_no_document(made: OrgUnderTest, document: Any) -> None:
    refusal(load_json(made, document))


@pytest.mark.parametrize("name", ["", "a b", "x" * 81, "_a", "a__b", "%00"])
def test_refuses_a_name_that_is_none(made: OrgUnderTest, name: str) -> None:
    refusal(load(made, xml(), path=f"/_local/connected-apps?fullName={name}"))


def test_refuses_the_name_and_the_key_of_another_app(made: OrgUnderTest) -> None:
    taken = "/_local/connected-apps?fullName=cognito_oidc_sample"
    assert "External Client App named" in refusal(load(made, xml(), path=taken))
    assert "consumer key is already taken" in refusal(load(made, xml(KEY, made.client_id)))
    assert load(made, xml()).status_code == 201
    other = "/_local/connected-apps?fullName=Other"
    assert "consumer key is already taken" in refusal(load(made, xml(), path=other))


def test_no_external_client_app_takes_the_name_of_a_connected_app(made: OrgUnderTest) -> None:
    load(made, xml())
    header = (
        '<ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">'
        "<distributionState>Local</distributionState><label>x</label></ExternalClientApplication>"
    )
    files = {"externalClientApps/old_app.eca": header}
    package = a_package(files, ExternalClientApplication=["old_app"])
    status = MetadataClient(made).deploy(package)
    assert "there is a connected app" in text_of(status, "details/componentFailures/problem")


def test_a_connected_app_signs_people_in_without_pkce_where_it_says_so(made: OrgUnderTest) -> None:
    answer = load(made, xml())
    assert (answer.status_code, answer.json()) == (201, {"fullName": "Old_App", "consumerKey": KEY})
    browser = Browser(made)
    asked = {"client_id": KEY, "code_challenge": None, "scope": "openid api"}
    code = browser.allow(**asked)["code"]
    wrong = {"client_id": KEY, "code_verifier": None, "client_secret": "wrong"}
    assert browser.redeem(code, **wrong).json()["error"] == "invalid_client"
    code = browser.allow(**asked)["code"]
    tokens = browser.redeem(code, **(wrong | {"client_secret": SECRET})).json()
    assert claims_of(tokens["id_token"])["aud"] == KEY
    assert made.call("GET", f"{API}/limits", session=tokens["access_token"]).status_code == 200


def test_pkce_is_required_unless_the_document_says_otherwise(made: OrgUnderTest) -> None:
    load_json(made, a_document(consumerSecret=SECRET))
    browser = Browser(made)
    page = browser.log_in(client_id=KEY, code_challenge=None, scope="openid")
    assert "code%20challenge" in page.headers["location"]


def test_only_approved_users_get_in_where_an_administrator_approves(made: OrgUnderTest) -> None:
    load_json(made, a_document(isAdminApproved=True) | {"profileName": ["System Administrator"]})
    browser = Browser(made)
    answer = browser.log_in(client_id=KEY, scope="openid")
    assert "OAUTH_APP_ACCESS_DENIED" in answer.headers["location"]


@pytest.mark.parametrize("audience", ["https://evil.example", "https://login.salesforce.com.evil.example"])
def test_refuses_an_assertion_for_another_host(made: OrgUnderTest, audience: str) -> None:
    assert sign_in_by_assertion(made, audience=audience).json()["error"] == "invalid_grant"


def test_a_connected_app_is_known_to_the_shared_host(made: OrgUnderTest) -> None:
    answer = sign_in_by_assertion(made, audience="https://login.salesforce.com")
    assert answer.status_code == 200, answer.text


def sign_in_by_assertion(made: OrgUnderTest, *, audience: str) -> httpx2.Response:
    certificate = certificate_of(a_key("old"))
    document = a_document(isAdminApproved=True, certificate=certificate, scopes=["Api"])
    assert load_json(made, document | {"profileName": ["Standard User"]}).status_code == 201
    assertion = an_assertion(made, key="old", iss=KEY, aud=audience)
    form = {"grant_type": JWT_BEARER, "assertion": assertion}
    answer: httpx2.Response = made.http().post("/services/oauth2/token", data=form)
    return answer


def test_its_secret_is_nowhere_in_the_files_and_it_outlives_a_restart(made: OrgUnderTest) -> None:
    load(made, xml())
    assert "consumerSecret" not in json.dumps(made.org._parts.connected_apps.all())
    made.org.close()
    files = [path.read_bytes() for path in made.folder.rglob("*") if path.is_file()]
    assert not any(SECRET.encode() in content for content in files)
    again = open_test_org(made.folder, deploy=False)
    try:
        form = {"grant_type": "password", "client_id": KEY, "client_secret": SECRET}
        answer = again.http().post("/services/oauth2/token", data=form)
        assert answer.json()["error"] == "invalid_grant"
        form["client_secret"] = "wrong"
        assert again.http().post("/services/oauth2/token", data=form).json()["error"] == "invalid_client"
    finally:
        again.org.close()


def test_another_import_changes_it_and_keeps_its_secret(made: OrgUnderTest) -> None:
    load(made, xml())
    secret = f"<consumerSecret>{SECRET}</consumerSecret>"
    answer = load(made, xml(secret, "").replace("Old App", "Older"))
    assert answer.status_code == 200
    app = made.org._parts.metadata.catalog.find_app("old_app")
    assert app
    assert app.header.label == "Older"
    consumer = made.org._parts.consumers.find_by_key(KEY)
    assert consumer
    assert consumer.secret.matches(SECRET)
