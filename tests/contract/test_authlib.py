"""Authlib's OAuth and OpenID clients against the endpoints and pages of the local user pools."""

import secrets
from typing import Any

import httpx2
import pytest
from authlib.integrations.base_client.errors import (  # type: ignore[import-untyped]  # Authlib has no types
    OAuthError,
)
from authlib.integrations.requests_client import (  # type: ignore[import-untyped]  # as above
    OAuth2Session,
)
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]  # as above
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from contract.hosted_pages import sign_in_at
from contract.sample_app import CALLBACK, PASSWORD, SampleApp

METHODS = pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])


@pytest.fixture(scope="module")
def machine(app: SampleApp) -> dict[str, Any]:
    return app.new_client(
        GenerateSecret=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["orders/read", "orders/write"],
        AllowedOAuthFlowsUserPoolClient=True,
    )


@pytest.fixture(scope="module")
def confidential(app: SampleApp) -> dict[str, Any]:
    return app.new_oauth_client()


@pytest.fixture(scope="module")
def metadata(app: SampleApp) -> dict[str, Any]:
    """The discovery document: every address that the clients use comes from it."""
    with app.stack.http() as http:
        document: dict[str, Any] = http.get(f"{app.issuer}/.well-known/openid-configuration").json()
    assert document["issuer"] == app.issuer
    return document


def session_of(client: dict[str, Any], *, method: str, **settings: Any) -> Any:
    return OAuth2Session(
        client["ClientId"],
        client.get("ClientSecret"),
        token_endpoint_auth_method=method,
        **settings,
    )


def user_session(client: dict[str, Any]) -> Any:
    method = "client_secret_basic" if "ClientSecret" in client else "none"
    return session_of(
        client,
        method=method,
        scope="openid email",
        redirect_uri=CALLBACK,
        code_challenge_method="S256",
    )


@METHODS
def test_client_credentials_with_a_wrong_secret_or_scope_are_refused(
    machine: dict[str, Any], metadata: dict[str, Any], method: str
) -> None:
    wrong = machine | {"ClientSecret": "wrong"}
    with session_of(wrong, method=method) as session, pytest.raises(OAuthError) as refused:
        session.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    assert refused.value.error == "invalid_client"
    with (
        session_of(machine, method=method, scope="orders/burn") as session,
        pytest.raises(OAuthError) as refused,
    ):
        session.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    assert refused.value.error == "invalid_scope"


@METHODS
def test_client_credentials_give_a_token(
    machine: dict[str, Any], metadata: dict[str, Any], method: str
) -> None:
    with session_of(machine, method=method, scope="orders/read") as session:
        token = session.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    assert sorted(token) == ["access_token", "expires_at", "expires_in", "token_type"]


class SignedIn:
    """A person who signed in at the pages, through Authlib."""

    def __init__(self, app: SampleApp, client: dict[str, Any], metadata: dict[str, Any]) -> None:
        self.metadata = metadata
        self.session = user_session(client)
        self.nonce, self.verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(48)
        self.username = app.new_user()
        address, self.state = self.session.create_authorization_url(
            metadata["authorization_endpoint"], nonce=self.nonce, code_verifier=self.verifier
        )
        with app.stack.http() as http:
            self.callback = sign_in_at(
                address, http=http, username=self.username, password=PASSWORD, callback=CALLBACK
            )

    def redeem(self, **changes: str) -> dict[str, Any]:
        given = {"authorization_response": self.callback, "state": self.state, "code_verifier": self.verifier}
        return dict(self.session.fetch_token(self.metadata["token_endpoint"], **given | changes))

    def refresh(self, token: str) -> dict[str, Any]:
        return dict(self.session.refresh_token(self.metadata["token_endpoint"], refresh_token=token))

    def id_claims(self, token: dict[str, Any], *, nonce: str) -> Any:
        """Verify the ID token as an OpenID client: signature, issuer, audience, nonce and at_hash."""
        keys = KeySet.import_key_set(httpx2.get(self.metadata["jwks_uri"], trust_env=False).json())
        signed = jwt.decode(token["id_token"], keys, algorithms=["RS256"])
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            options={
                "iss": {"essential": True, "value": self.metadata["issuer"]},
                "aud": {"essential": True, "value": self.session.client_id},
                "at_hash": {"essential": True},
            },
            params={"nonce": nonce, "access_token": token["access_token"]},
        )
        claims.validate()
        return claims


@pytest.fixture(params=[True, False], ids=["confidential", "public"])
def person(
    app: SampleApp, confidential: dict[str, Any], metadata: dict[str, Any], request: pytest.FixtureRequest
) -> Any:
    client = confidential if request.param else app.new_oauth_client(GenerateSecret=False)
    signed_in = SignedIn(app, client, metadata)
    yield signed_in
    signed_in.session.close()


def test_a_code_needs_its_verifier_and_is_good_once(person: SignedIn) -> None:
    with pytest.raises(OAuthError) as refused:
        person.redeem(code_verifier=secrets.token_urlsafe(48))
    assert refused.value.error == "invalid_grant"
    first = person.redeem()
    with pytest.raises(OAuthError) as refused:
        person.redeem()
    assert refused.value.error == "invalid_grant"
    with pytest.raises(OAuthError) as refused:
        person.refresh(first["refresh_token"])
    assert refused.value.error == "invalid_grant", (
        "RFC 6749 section 4.1.2: what the first use gave is revoked"
    )


def test_the_id_token_is_bound_to_nonce_and_access_token(person: SignedIn) -> None:
    token = person.redeem()
    with pytest.raises(JoseError):
        person.id_claims(token, nonce="another")
    with pytest.raises(JoseError):
        person.id_claims(token | {"access_token": "another"}, nonce=person.nonce)
    claims = person.id_claims(token, nonce=person.nonce)
    assert (claims["cognito:username"], claims["email"]) == (
        person.username,
        f"{person.username}@example.com",
    )


def test_user_info_shows_what_the_scopes_allow(person: SignedIn) -> None:
    token = person.redeem()
    shown = person.session.get(person.metadata["userinfo_endpoint"]).json()
    assert shown == {
        "sub": person.id_claims(token, nonce=person.nonce)["sub"],
        "email": f"{person.username}@example.com",
        "email_verified": "true",
        "username": person.username,
    }


def test_refreshes_until_the_token_is_revoked(person: SignedIn) -> None:
    first = person.redeem()
    second = person.refresh(first["refresh_token"])
    assert second["access_token"] != first["access_token"]
    revoke = person.metadata["token_endpoint"].replace("/token", "/revoke")
    answer = person.session.revoke_token(revoke, token=first["refresh_token"])
    assert answer.status_code == 200, answer.text
    with pytest.raises(OAuthError) as refused:
        person.refresh(first["refresh_token"])
    assert refused.value.error == "invalid_grant"
    headers = {"Authorization": f"Bearer {second['access_token']}"}
    shown = httpx2.get(person.metadata["userinfo_endpoint"], headers=headers, trust_env=False)
    assert (shown.status_code, "invalid_token" in shown.headers["www-authenticate"]) == (401, True)
