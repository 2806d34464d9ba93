"""`isthmus doctor` and the org's External Client App: each fault is deployed, and its cause is named."""

from contextlib import AbstractContextManager
from dataclasses import replace

import pytest

from flows.doctoring import admit, failures, find, redeployed, skipped, with_ready
from flows.driving import Stack
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient

APP = "Cognito_OIDC_Sample"
GLOBAL = ("ExtlClntAppGlobalOauthSettings", f"{APP}_glbloauth")


def examine(stack: Stack) -> dict[str, str]:
    return failures(admit(stack), flow=Flow.WEB_IDENTITY)


def switched(
    stack: Stack, component: tuple[str, str], name: str, *values: str
) -> AbstractContextManager[None]:
    """Deploy another value of an element for a while."""
    old, new = (f"<{name}>{value}</{name}>" for value in values)
    return redeployed(stack, *component, old=old, new=new)


def as_app(stack: Stack, **changes: str | None) -> Patient:
    patient = admit(stack)
    assert patient.web_identity is not None
    return replace(patient, web_identity=replace(patient.web_identity, **changes))  # type: ignore[arg-type]  # of texts


def test_names_an_app_that_is_not_there_and_skips_what_stands_on_it(stack: Stack) -> None:
    findings = find(as_app(stack, client_app="Nothing"), flow=Flow.WEB_IDENTITY)
    assert [finding.check.name for finding in findings if finding.is_failure] == ["web_identity.client_app"]
    names = ("app_scopes", "pkce", "app_callback", "id_token")
    because = "web_identity.client_app failed"
    assert skipped(findings) == dict.fromkeys((f"web_identity.{name}" for name in names), because)


def test_names_a_session_that_the_org_does_not_take(stack: Stack) -> None:
    users = [stack["salesforce_org"]["users"][0] | {"session_id": "00D000000000000!expired"}]
    found = examine(with_ready(stack, "salesforce_org", users=users))
    assert found == {"web_identity.org_session": "the org does not take the session"}


def test_looks_at_no_app_and_no_callback_that_is_not_told(stack: Stack) -> None:
    told = skipped(find(as_app(stack, client_app=None, callback_url=None), flow=Flow.WEB_IDENTITY))
    without_app = "say --client-app: the app's API name"
    assert told == {
        "web_identity.client_app": without_app,
        "web_identity.app_scopes": without_app,
        "web_identity.pkce": without_app,
        "web_identity.app_callback": "say --callback-url",
        "web_identity.cors": "say --callback-url",
        "web_identity.id_token": without_app,
    }


def test_names_an_app_that_is_switched_off(stack: Stack) -> None:
    with switched(stack, ("ExtlClntAppConfigurablePolicies", f"{APP}_plcy"), "isEnabled", "true", "false"):
        assert examine(stack) == {"web_identity.client_app": "the External Client App is switched off"}


@pytest.mark.parametrize(
    ("scopes", "cause"),
    [
        ("Profile, Email", "the External Client App gets no ID token"),
        ("OpenID, Full", "the app's access tokens may do everything that its users may"),
    ],
)
def test_names_scopes_that_are_too_few_and_too_many(stack: Stack, scopes: str, cause: str) -> None:
    component = ("ExtlClntAppOauthSettings", f"{APP}_oauth")
    with switched(stack, component, "commaSeparatedOauthScopes", "OpenID, Profile, Email", scopes):
        assert examine(stack) == {"web_identity.app_scopes": cause}


@pytest.mark.parametrize(
    ("switch", "old", "new", "cause"),
    [
        ("isPkceRequired", "true", "false", "the External Client App does not require PKCE"),
        (
            *("isConsumerSecretOptional", "true", "false"),
            "the External Client App wants a secret, which a browser or a command line can't keep",
        ),
    ],
)
def test_names_an_app_that_is_no_public_client(
    stack: Stack, switch: str, old: str, new: str, cause: str
) -> None:
    with switched(stack, GLOBAL, switch, old, new):
        assert examine(stack) == {"web_identity.pkce": cause}


def test_names_an_id_token_that_lives_long(stack: Stack) -> None:
    with switched(stack, GLOBAL, "idTokenValidityInMinutes", "2", "720"):
        assert examine(stack) == {"web_identity.id_token": "ID tokens live longer than the swap needs"}


@pytest.mark.parametrize("ending", ["callback.html/", "Callback.html", ""])
def test_names_a_callback_that_the_app_does_not_have(stack: Stack, ending: str) -> None:
    found = failures(as_app(stack, callback_url=f"{stack['app']}/{ending}"), flow=Flow.WEB_IDENTITY)
    assert found == {"web_identity.app_callback": "the External Client App does not have the callback"}


def test_names_a_page_that_is_not_on_the_cors_list(stack: Stack) -> None:
    with switched(stack, ("CorsWhitelistOrigin", APP), "urlPattern", stack["app"], "https://a.example"):
        assert examine(stack) == {"web_identity.cors": "the app's page is not on the org's CORS list"}


def test_names_cors_that_is_off_for_oauth(stack: Stack) -> None:
    with switched(stack, ("Settings", "Security"), "enableOauthCorsPolicy", "true", "false"):
        assert examine(stack) == {"web_identity.cors": "the org lets no page call its OAuth endpoints"}


def test_does_not_cry_about_the_app_of_the_command_line(stack: Stack) -> None:
    callback = f"http://localhost:{stack['login']['callback_port']}/callback"
    patient = as_app(stack, client_app="Isthmus_Login", callback_url=callback)
    findings = find(patient, flow=Flow.WEB_IDENTITY)
    assert [finding.check.name for finding in findings if finding.is_failure] == []
    no_page = "the callback is not on a page, which has https: a command needs no CORS"
    assert skipped(findings) == {"web_identity.cors": no_page}
