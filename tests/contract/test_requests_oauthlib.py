"""requests-oauthlib against the token endpoint and pages of the local user pools."""

import secrets
from typing import Any

import pytest
from oauthlib.oauth2 import BackendApplicationClient, WebApplicationClient
from oauthlib.oauth2.rfc6749.errors import InvalidClientError, InvalidGrantError, MismatchingStateError
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from contract.hosted_pages import sign_in_at
from contract.sample_app import CALLBACK, PASSWORD, SampleApp


@pytest.fixture(autouse=True)
def plain_http_on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's own switch, without which it refuses plain http."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


def authentication(client: dict[str, Any], *, in_body: bool, secret: str | None = None) -> dict[str, Any]:
    secret = secret or client["ClientSecret"]
    if in_body:
        return {"client_secret": secret, "include_client_id": True}
    return {"auth": HTTPBasicAuth(client["ClientId"], secret)}


@pytest.mark.parametrize("in_body", [True, False])
def test_client_credentials(app: SampleApp, *, in_body: bool) -> None:
    client = app.new_client(
        GenerateSecret=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["orders/read"],
        AllowedOAuthFlowsUserPoolClient=True,
    )
    address = f"{app.endpoint}/oauth2/token"
    with OAuth2Session(client=BackendApplicationClient(client["ClientId"], scope=["orders/read"])) as session:
        with pytest.raises(InvalidClientError):
            session.fetch_token(address, **authentication(client, in_body=in_body, secret="wrong"))
        token = session.fetch_token(address, **authentication(client, in_body=in_body))
    assert sorted(token) == ["access_token", "expires_at", "expires_in", "token_type"]


@pytest.mark.parametrize("in_body", [True, False])
def test_code_with_pkce_and_refresh(app: SampleApp, *, in_body: bool) -> None:
    client, username, verifier = app.new_oauth_client(), app.new_user(), secrets.token_urlsafe(48)
    authenticated = authentication(client, in_body=in_body)
    address = f"{app.endpoint}/oauth2/token"
    web = WebApplicationClient(client["ClientId"], code_verifier=verifier)
    with OAuth2Session(client=web, scope=["openid", "email"], redirect_uri=CALLBACK) as session:
        challenge = web.create_code_challenge(verifier, "S256")
        asked, state = session.authorization_url(
            f"{app.endpoint}/oauth2/authorize", code_challenge=challenge, code_challenge_method="S256"
        )
        with app.stack.http() as http:
            callback = sign_in_at(asked, http=http, username=username, password=PASSWORD, callback=CALLBACK)
        with pytest.raises(MismatchingStateError):
            session.fetch_token(
                address, authorization_response=callback.replace(state, "another"), **authenticated
            )
        token = session.fetch_token(
            address, authorization_response=callback, code_verifier=verifier, **authenticated
        )
        assert "id_token" in token
        assert session.get(f"{app.endpoint}/oauth2/userInfo").json()["username"] == username

        if in_body:  # the library adds the client's id to a refresh only if it is told to
            authenticated = {"client_id": client["ClientId"], "client_secret": client["ClientSecret"]}
        refreshed = session.refresh_token(address, refresh_token=token["refresh_token"], **authenticated)
        assert refreshed["access_token"] != token["access_token"]
        with pytest.raises(InvalidGrantError):
            session.refresh_token(address, refresh_token="made-up", **authenticated)
