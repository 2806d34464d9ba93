"""Discovery: the document speaks for the org that was asked, and points nowhere else."""

from typing import Any

import pytest

from isthmus.errors import DeniedError, UnavailableError
from isthmus.salesforce.openid import discover, keys_of
from unit.salesforce.loopback import Answer, serving
from unit.salesforce.openid_org import KID, FixedClock, OpenIdOrg

ELSEWHERE = [
    "https://evil.example/id/keys",
    "//evil.example/id/keys",
    "/id/keys",
    "keys",
    "http://127.0.0.1:1/id/keys",
]


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("url", ELSEWHERE)
def test_refuses_an_endpoint_elsewhere(name: str, url: str) -> None:
    with serving(OpenIdOrg(changes={name: url}).answer) as loopback, pytest.raises(DeniedError) as refused:
        discover(loopback.origin)
    assert refused.value.rule == "endpoint_origin"


@pytest.mark.parametrize(
    "rest",
    [
        ".evil.example/keys",
        "@evil.example/keys",
        "1/keys",
        "",
        "/keys?to=evil",
        "//keys",
        "/keys#",
        "/\x1b]0;",
        "/a\nb",
    ],
)
def test_refuses_an_endpoint_that_only_begins_like_the_org(rest: str) -> None:
    org = OpenIdOrg()
    with serving(org.answer) as loopback:
        org.changes["jwks_uri"] = f"{loopback.origin}{rest}"
        with pytest.raises(DeniedError):
            discover(loopback.origin)


@pytest.mark.parametrize("issuer", ["https://login.salesforce.com", "http://127.0.0.1", ""])
def test_refuses_a_document_of_another_issuer(issuer: str) -> None:
    org = OpenIdOrg(changes={"issuer": issuer})
    with serving(org.answer) as loopback, pytest.raises((DeniedError, UnavailableError)):
        discover(loopback.origin)


def test_refuses_an_issuer_with_a_slash_at_the_end() -> None:
    org = OpenIdOrg()
    with serving(org.answer) as loopback:
        org.changes["issuer"] = f"{loopback.origin}/"
        with pytest.raises(DeniedError) as refused:
            discover(loopback.origin)
    assert refused.value.rule == "issuer"


@pytest.mark.parametrize(
    "answer", [Answer(status=404), Answer(status=500), Answer(status=302), Answer(body=b"<html>"), Answer()]
)
def test_is_unavailable_without_a_document(answer: Answer) -> None:
    with serving(lambda _: answer) as loopback, pytest.raises(UnavailableError):
        discover(loopback.origin)


@pytest.mark.parametrize("missing", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_is_unavailable_when_an_endpoint_is_missing(missing: str) -> None:
    changes: dict[str, Any] = {missing: None}
    with serving(OpenIdOrg(changes=changes).answer) as loopback, pytest.raises(UnavailableError):
        discover(loopback.origin)


def test_finds_the_endpoints_and_the_keys() -> None:
    with serving(OpenIdOrg().answer) as loopback:
        provider = discover(loopback.origin)
        key = keys_of(provider, clock=FixedClock()).find_key(KID)
    assert provider.issuer == str(loopback.origin)
    assert provider.authorization_url == f"{loopback.origin}/services/oauth2/authorize"
    assert (provider.token_path, provider.jwks_path) == ("/services/oauth2/token", "/id/keys")
    assert key is not None
