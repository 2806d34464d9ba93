"""From a domain or a region to a source."""

import json
from pathlib import Path
from typing import Any

import pytest

from isthmus.errors import ConfigurationError, MalformedError
from isthmus.m2m import token_source, token_source_without_domain
from isthmus.m2m.configured import Overrides, load_token_source
from isthmus.m2m.token_folder import TokenFolder
from isthmus.origin import Origin
from isthmus.secret import Secret
from isthmus.settings import Environment
from unit.answering import a_web_server

SECRET = Secret("sample-client-secret")
ANSWER = json.dumps({"access_token": "a.b.c", "expires_in": 3600, "token_type": "Bearer"}).encode()
NOTHING_SAID = Overrides(domain=None, client_id=None, scopes=(), is_insecure_http=False)


def no_secret() -> Secret:
    raise AssertionError


@pytest.mark.parametrize("domain", ["", "example.auth.us-east-1.amazoncognito.com", "http://example.com"])
def test_asks_no_domain_that_is_not_https(domain: str) -> None:
    with pytest.raises(MalformedError):
        token_source(domain, client_id="client", client_secret=SECRET, scopes=None)


def test_asks_no_region_that_is_none() -> None:
    with pytest.raises(ConfigurationError):
        token_source_without_domain("evil.example", client_id="client", client_secret=SECRET, scopes=None)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({}, "ISTHMUS_M2M_DOMAIN"),
        ({"ISTHMUS_M2M_DOMAIN": "https://example.com"}, "ISTHMUS_M2M_CLIENT_ID"),
        (
            {"ISTHMUS_M2M_DOMAIN": "https://example.com", "ISTHMUS_M2M_CLIENT_ID": "a b"},
            "ISTHMUS_M2M_CLIENT_ID",
        ),
    ],
)
def test_names_the_setting_that_is_missing(values: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        load_token_source(Environment(values), overrides=NOTHING_SAID, ask_secret=no_secret)


def test_asks_by_what_the_environment_says_and_by_what_is_said_beside_it() -> None:
    with a_web_server((200, ANSWER)) as server:
        values = {
            "ISTHMUS_M2M_DOMAIN": "https://example.com",
            "ISTHMUS_M2M_CLIENT_ID": "client",
            "ISTHMUS_M2M_CLIENT_SECRET": SECRET.reveal(),
            "ISTHMUS_M2M_SCOPES": "api/read api/write",
        }
        overrides = Overrides(
            domain=server.url, client_id="other", scopes=("api/read",), is_insecure_http=True
        )
        source = load_token_source(Environment(values), overrides=overrides, ask_secret=no_secret)
        assert source.get_token().reveal() == "a.b.c"
    assert server.requests[0].body == b"grant_type=client_credentials&client_id=other&scope=api%2Fread"


def test_asks_the_api_of_the_region_where_there_is_no_domain() -> None:
    answer = {"ClientAuthenticationResult": {"AccessToken": "a.b.c", "ExpiresIn": 60, "TokenType": "Bearer"}}
    with a_web_server((200, json.dumps(answer).encode())) as server:
        endpoint = Origin.parse_insecure_http(server.url)
        source = token_source_without_domain(
            "us-east-1", client_id="client", client_secret=lambda: SECRET, scopes=None, endpoint=endpoint
        )
        assert source.get_token().reveal() == "a.b.c"
        endpoint.close()
    (request,) = server.requests
    assert request.headers["x-amz-target"] == "AWSCognitoIdentityProviderService.GetClientToken"
    assert "authorization" not in request.headers


def test_two_sources_of_one_client_share_a_token_through_a_folder(tmp_path: Path) -> None:
    with a_web_server((200, ANSWER)) as server:
        for _ in range(2):
            source = token_source(
                Origin.parse_insecure_http(server.url),
                client_id="client",
                client_secret=SECRET,
                scopes=None,
                shared=TokenFolder(tmp_path / "tokens"),
            )
            assert source.get_token().reveal() == "a.b.c"
    assert len(server.requests) == 1


@pytest.mark.parametrize("secret", ["sample-secret", None, b"sample-secret"])
def test_refuses_a_secret_that_would_show_in_a_log(secret: Any) -> None:
    with pytest.raises(ConfigurationError, match="client_secret is a Secret") as refused:
        token_source("https://example.com", client_id="client", client_secret=secret, scopes=None)
    assert "sample-secret" not in str(refused.value)
