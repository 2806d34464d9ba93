"""The Salesforce DX project as files: complete, ordered as the Metadata API orders, and without secrets."""

import json
import re
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import parse

from isthmus.local.salesforce.metadata.project import read_project
from isthmus.local.salesforce.metadata.types import META, find_type, parse_component
from isthmus.local.salesforce.metadata.visualforce import find_controllers
from isthmus.local.salesforce.store.components import ComponentFile

PROJECT = Path(__file__).parents[2] / "infra" / "salesforce"
DESCRIPTION = json.loads((PROJECT / "sfdx-project.json").read_text())
FILES = sorted(path for path in (PROJECT / "force-app").rglob("*") if path.is_file())
DOCUMENTS = [path for path in FILES if path.name.endswith(META)]
NAMES = [path.name for path in DOCUMENTS]
VALUES = {
    "COGNITO_TOKEN_URL": "https://sample.auth.us-east-1.amazoncognito.com/oauth2/token",
    "COGNITO_SCOPE": "default-m2m-resource-server-pc9tin/read",
    "API_URL": "https://api.example.com",
    "APP_CALLBACK_URL": "https://app.example.com/callback.html",
    "APP_ORIGIN": "https://app.example.com",
    "USER_POOL_CALLBACK_URL": "https://sample.auth.us-east-1.amazoncognito.com/oauth2/idpresponse",
    "VALIDATOR_ORIGIN": "https://sample.execute-api.us-east-1.amazonaws.com",
    "VALIDATOR_URL": "https://sample.execute-api.us-east-1.amazonaws.com/token-validator",
    "COGNITO_URL": "https://cognito-idp.us-east-1.amazonaws.com",
    "USER_POOL_CLIENT_ID": "1example23456789abcdefghij",
}
FOLDERS = {
    ".externalCredential": "externalCredentials",
    ".namedCredential": "namedCredentials",
    ".permissionset": "permissionsets",
    ".eca": "externalClientApps",
    ".ecaOauth": "extlClntAppOauthSettings",
    ".ecaGlblOauth": "extlClntAppGlobalOauthSets",
    ".ecaOauthPlcy": "extlClntAppOauthPolicies",
    ".ecaPlcy": "extlClntAppPolicies",
    ".corsWhitelistOrigin": "corsWhitelistOrigins",
    ".settings": "settings",
    ".cls": "classes",
    ".cspTrustedSite": "cspTrustedSites",
    ".page": "pages",
}


def text_of(part: str) -> str:
    (path,) = [path for path in FILES if path.name.endswith(part)]
    return path.read_text()


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_elements_stand_in_alphabetical_order(path: Path) -> None:
    def check(element: Element) -> None:
        names = [child.tag for child in element]
        assert names == sorted(names)
        for child in element:
            check(child)

    root = parse(path).getroot()
    assert root is not None
    check(root)


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_holds_no_secret_and_nothing_that_the_org_makes(path: Path) -> None:
    text = path.read_text()
    for element in ("consumerSecret", "consumerKey", "oauthLink", "orgScopedExternalApp", "password"):
        assert f"<{element}>" not in text
    assert not re.search(r"client_?secret\s*[=:>]\s*\S", text, re.IGNORECASE)


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_stands_in_the_folder_of_its_type(path: Path) -> None:
    suffix = Path(path.name.removesuffix(META)).suffix
    assert path.parent.name == FOLDERS[suffix]
    assert path.parent.parent == PROJECT / "force-app" / "main" / "default"


def test_every_file_is_valid_once_filled_in() -> None:
    for source in read_project(PROJECT, replacements=VALUES):
        kind = find_type(source.name)
        assert kind is not None, source.path
        full_name = kind.full_name_of(source.name)
        assert full_name is not None
        if source.name.endswith(META):
            parse_component(
                ComponentFile(type=kind.name, full_name=full_name, file=source.path, content=source.content)
            )


def test_every_placeholder_is_replaced_and_every_replacement_has_its_placeholder() -> None:
    rules = {(rule["filename"], rule["stringToReplace"]) for rule in DESCRIPTION["replacements"]}
    found = {
        (path.relative_to(PROJECT).as_posix(), name)
        for path in FILES
        for name in re.findall(r"__[A-Z_]+__", path.read_text())
    }
    assert rules == found
    assert all(
        rule["stringToReplace"] == f"__{rule['replaceWithEnv']}__" for rule in DESCRIPTION["replacements"]
    )
    assert {rule["replaceWithEnv"] for rule in DESCRIPTION["replacements"]} == set(VALUES)


def test_the_description_names_one_api_version() -> None:
    assert DESCRIPTION["sourceApiVersion"] == "66.0"
    classes = [path for path in DOCUMENTS if path.name.endswith(".cls-meta.xml")]
    assert all("<apiVersion>66.0<" in path.read_text() for path in classes)


def test_the_readme_names_every_variable_and_no_secret_on_a_command_line() -> None:
    readme = (PROJECT / "README.md").read_text()
    for name in VALUES:
        assert f"{name}=" in readme
    assert "client_secret=" not in readme


def test_the_app_is_safe_for_a_browser() -> None:
    settings = text_of("OIDC_Sample_glbloauth.ecaGlblOauth-meta.xml")
    for element in (
        "<isPkceRequired>true<",
        "<isConsumerSecretOptional>true<",
        "<isSecretRequiredForRefreshToken>false<",
        "<idTokenValidityInMinutes>2<",
    ):
        assert element in settings
    scopes = text_of("OIDC_Sample_oauth.ecaOauth-meta.xml")
    assert "<commaSeparatedOauthScopes>OpenID, Profile, Email<" in scopes


def test_the_app_of_a_user_pool_has_a_secret() -> None:
    settings = text_of("User_Pool_glbloauth.ecaGlblOauth-meta.xml")
    assert "<isConsumerSecretOptional>false<" in settings
    assert "<isClientCredentialsFlowEnabled>false<" in settings


def test_the_permission_set_can_be_given_to_automated_process_and_says_why_it_modifies_all() -> None:
    text = text_of(".permissionset-meta.xml")
    assert "<license>" not in text
    assert "<modifyAllRecords>true<" in text
    assert "store the token" in text


def test_every_class_has_a_test_class() -> None:
    classes = {path.stem for path in FILES if path.suffix == ".cls"}
    assert {f"{name}Test" for name in classes if not name.endswith("Test")} <= classes
    assert "callout:AWS_API_Access" in text_of("CognitoApi.cls")
    assert "@IsTest" in text_of("CognitoApiTest.cls")


CLIENT = Path(__file__).parents[2] / "examples" / "session_sso_client.mjs"


def test_the_page_is_well_formed_and_has_no_controller() -> None:
    assert find_controllers(text_of("Cognito_Sign_In.page").encode()) == ()


def test_the_page_embeds_the_example_as_it_is() -> None:
    assert CLIENT.read_text() in text_of("Cognito_Sign_In.page")


def test_the_page_has_the_session_once_encoded_for_a_script_and_in_no_url() -> None:
    page = text_of("Cognito_Sign_In.page")
    assert re.findall(r"\{!.*?\}", page) == ["{!JSENCODE($Api.Session_ID)}"]
    assert page.count('= "{!JSENCODE($Api.Session_ID)}";') == 1
    uses = [line.strip() for line in page.splitlines() if re.search(r"\bsession(?:Id)?\b(?! id)", line)]
    code = {line.partition(" // ")[0] for line in uses if not line.startswith(("//", "<", "throw"))}
    options = "{ validatorUrl, cognitoUrl, clientId, patience = PATIENCE }"
    assert code == {
        f"export async function signIn(sessionId, {options}) {{",
        "const username = await insist(() => askValidator(validator, sessionId), tries);",
        "return await answerChallenge(pool, clientId, challenge, { username, sessionId });",
        "async function answerChallenge(pool, clientId, challenge, { username, sessionId }) {",
        "ChallengeResponses: { USERNAME: username, ANSWER: sessionId },",
        "async function askValidator(url, sessionId) {",
        "const headers = { Authorization: `Bearer ${sessionId}` };",
        'let sessionId = "{!JSENCODE($Api.Session_ID)}";',
        "const session = sessionId;",
        "sessionId = undefined;",
        "tokens = await signIn(session, SETTINGS);",
    }


def test_the_page_logs_and_stores_nothing_and_writes_no_markup() -> None:
    page = text_of("Cognito_Sign_In.page")
    for name in ("console", "localStorage", "sessionStorage", "cookie", "indexedDB", "innerHTML", "location"):
        assert name not in page
    assert 'cache="false"' in page


def test_the_session_leaves_the_document_before_anything_else_runs() -> None:
    script = text_of("Cognito_Sign_In.page").partition('<script id="cognito-sign-in" type="module">')[2]
    lines = [line for line in script.splitlines() if line and not line.startswith("//")]
    assert lines[0] == 'document.getElementById("cognito-sign-in").remove();'


def test_the_pages_of_visualforce_may_call_the_validator_and_the_user_pool_only() -> None:
    sites = [path.read_text() for path in DOCUMENTS if path.name.endswith(".cspTrustedSite-meta.xml")]
    assert all("<context>VisualForce<" in site for site in sites)
    assert {re.findall("<endpointUrl>(.*)</endpointUrl>", site)[0] for site in sites} == {
        "__VALIDATOR_ORIGIN__",
        "__COGNITO_URL__",
    }
    assert 'cspHeader="true"' in text_of("Cognito_Sign_In.page")
