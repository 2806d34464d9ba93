"""What a real org answers about an External Client App, and a local one does not."""

import pytest

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.patient import MissingInputError, Patient
from isthmus.doctor.web_identity import (
    app_callback,
    app_scopes,
    client_app,
    cors,
    id_token,
    my_domain,
    pkce,
)
from isthmus.errors import UnavailableError
from unit.doctor.web_identity.apps import GLOBAL, HEALTHY, KEY, SECRET, a_patient

SCOPES = "ExtlClntAppOauthSettings"
CHECKS = [module.CHECK for module in (my_domain, client_app, app_scopes, pkce, app_callback, cors, id_token)]


def cause_of(verdict: Verdict) -> str:
    assert isinstance(verdict, Failed)
    return verdict.cause


def with_minutes(minutes: str) -> Patient:
    config = f"<idTokenConfig><idTokenValidityInMinutes>{minutes}</idTokenValidityInMinutes></idTokenConfig>"
    return a_patient({GLOBAL: config})


def test_refuses_another_consumer_key_and_shows_its_end_alone() -> None:
    changed = HEALTHY[GLOBAL].replace(KEY, "3MVG9another.app")
    verdict = client_app.CHECK.run(a_patient({GLOBAL: changed}))
    assert cause_of(verdict) == "the External Client App has another consumer key"
    assert isinstance(verdict, Failed)
    assert verdict.evidence == "Sample has …er.app, and --consumer-key is …le.key"


def test_compares_no_consumer_key_that_the_org_does_not_give() -> None:
    assert isinstance(client_app.CHECK.run(a_patient({GLOBAL: ""})), Ok)


@pytest.mark.parametrize("check", [pkce.CHECK, app_callback.CHECK, id_token.CHECK])
def test_skips_what_the_org_does_not_give_and_says_what_to_allow(check: Check) -> None:
    with pytest.raises(MissingInputError, match="allow access to OAuth consumer secrets"):
        check.run(a_patient({GLOBAL: ""}))


def test_an_outage_is_no_absence() -> None:
    with pytest.raises(UnavailableError):
        pkce.CHECK.run(a_patient(refused=frozenset({GLOBAL})))


OF_ANOTHER = "<externalClientApplication>Another</externalClientApplication>"


@pytest.mark.parametrize("content", ["", OF_ANOTHER])
def test_refuses_an_app_without_oauth_and_takes_no_scopes_of_another(content: str) -> None:
    verdict = app_scopes.CHECK.run(a_patient({SCOPES: content}))
    assert cause_of(verdict) == "OAuth is not set up for the External Client App"


def test_refuses_an_app_that_needs_a_secret_to_refresh() -> None:
    switch = "<isSecretRequiredForRefreshToken>{}</isSecretRequiredForRefreshToken>"
    changed = HEALTHY[GLOBAL].replace(switch.format("false"), switch.format("true"))
    verdict = pkce.CHECK.run(a_patient({GLOBAL: changed}))
    assert cause_of(verdict) == "the External Client App wants a secret to refresh"
    scopes = "<commaSeparatedOauthScopes>OpenID</commaSeparatedOauthScopes>"
    assert isinstance(pkce.CHECK.run(a_patient({SCOPES: scopes, GLOBAL: changed})), Ok)


@pytest.mark.parametrize("minutes", ["16", "720", "99999999"])
def test_refuses_an_id_token_that_lives_long(minutes: str) -> None:
    assert cause_of(id_token.CHECK.run(with_minutes(minutes))) == "ID tokens live longer than the swap needs"


@pytest.mark.parametrize("minutes", ["two", "-1", "2.5", "9" * 5000])
def test_does_not_guess_a_lifetime(minutes: str) -> None:
    with pytest.raises(UnavailableError):
        id_token.CHECK.run(with_minutes(minutes))


@pytest.mark.parametrize("minutes", ["", "1", "2", "15"])
def test_takes_short_lives_and_the_default(minutes: str) -> None:
    assert isinstance(id_token.CHECK.run(with_minutes(minutes)), Ok)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "https://example.com",
        "https://app.example.com:8443",
        "https://*.app.example.com",
        "https://*.example.org",
        "https://appXexample.com",
        "http://app.example.com",
    ],
)
def test_refuses_a_page_that_no_pattern_covers(pattern: str) -> None:
    patient = a_patient({"CorsWhitelistOrigin": f"<urlPattern>{pattern}</urlPattern>"})
    assert cause_of(cors.CHECK.run(patient)) == "the app's page is not on the org's CORS list"


@pytest.mark.parametrize("pattern", ["https://app.example.com", "https://*.example.com", "https://*.com"])
def test_takes_a_page_that_a_pattern_covers(pattern: str) -> None:
    patient = a_patient({"CorsWhitelistOrigin": f"<urlPattern>{pattern}</urlPattern>"})
    assert isinstance(cors.CHECK.run(patient), Ok)


@pytest.mark.parametrize("settings", ["", "<sessionSettings/>", "<canUsersGrantLoginAccess/>"])
def test_cors_for_oauth_is_off_unless_the_org_says_on(settings: str) -> None:
    verdict = cors.CHECK.run(a_patient({"SecuritySettings": settings}))
    assert cause_of(verdict) == "the org lets no page call its OAuth endpoints"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_shows_no_secret_that_came_along(check: Check) -> None:
    changed = f"<consumerSecret>{SECRET}</consumerSecret><consumerKey>another</consumerKey>"
    for patient in (a_patient(), a_patient({GLOBAL: changed})):
        assert SECRET not in repr(check.run(patient))


def test_cries_about_nothing_that_is_healthy() -> None:
    assert [verdict for check in CHECKS if not isinstance(verdict := check.run(a_patient()), Ok)] == []
