"""Authlib's client signs people in at the local org, by discovery, code and PKCE."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from authlib.integrations.base_client.errors import (  # type: ignore[import-untyped]  # Authlib has no types
    OAuthError,
)
from authlib.integrations.requests_client import (  # type: ignore[import-untyped]  # as above
    OAuth2Session,
)
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]  # as above
from joserfc import jwt
from joserfc.jwk import KeySet

from flows.driving import Stack
from flows.test_web_identity import SignIn


class OrgSignIn:
    """One person, who has allowed the sample app to know them; the code is not redeemed yet."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.user = stack, stack.user(index=1)
        with stack.http() as http:
            self.metadata: dict[str, Any] = http.get(
                f"{stack['salesforce']}/.well-known/openid-configuration"
            ).json()
            self.keys = KeySet.import_key_set(http.get(self.metadata["jwks_uri"]).json())
        person = SignIn(stack)
        self.session = OAuth2Session(
            stack["web_identity"]["client_id"],
            scope="openid profile email",
            redirect_uri=person.redirect_uri,
            token_endpoint_auth_method="none",
            code_challenge_method="S256",
        )
        self.session.verify = stack["ca_bundle"]
        self.session.trust_env = False
        self.nonce, self.verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(48)
        address, self.state = self.session.create_authorization_url(
            self.metadata["authorization_endpoint"], nonce=self.nonce, code_verifier=self.verifier
        )
        page = person.follow_to_page(person.http.get(address))
        page = person.follow_to_page(
            person.submit(page, username=self.user["username"], password=self.user["password"])
        )
        answer = person.follow_to_page(person.submit(page, decision="allow"))
        person.http.close()
        self.callback = str(answer.headers["location"])

    def redeem(self, **changes: str) -> dict[str, Any]:
        given = {"authorization_response": self.callback, "state": self.state, "code_verifier": self.verifier}
        return dict(self.session.fetch_token(self.metadata["token_endpoint"], **given | changes))


@pytest.fixture
def signed_in(stack: Stack) -> Iterator[OrgSignIn]:
    person = OrgSignIn(stack)
    yield person
    person.session.close()


def test_a_code_needs_its_verifier(signed_in: OrgSignIn) -> None:
    with pytest.raises(OAuthError) as refused:
        signed_in.redeem(code_verifier=secrets.token_urlsafe(48))
    assert refused.value.error == "invalid_grant"


def test_a_code_is_good_once(signed_in: OrgSignIn) -> None:
    signed_in.redeem()
    with pytest.raises(OAuthError) as refused:
        signed_in.redeem()
    assert refused.value.error == "invalid_grant"


def test_the_id_token_is_bound_to_nonce_and_access_token(signed_in: OrgSignIn) -> None:
    token = signed_in.redeem()
    signed = jwt.decode(token["id_token"], signed_in.keys, algorithms=["RS256"])
    claims = CodeIDToken(
        signed.claims,
        signed.header,
        options={
            "iss": {"essential": True, "value": signed_in.stack["salesforce"]},
            "aud": {"essential": True, "value": signed_in.session.client_id},
            "at_hash": {"essential": True},
        },
        params={"nonce": signed_in.nonce, "access_token": token["access_token"]},
    )
    claims.validate()
    assert claims["sub"].endswith(signed_in.user["user_id"])


def test_user_info_names_the_person_until_the_token_is_revoked(signed_in: OrgSignIn) -> None:
    token = signed_in.redeem()
    address = signed_in.metadata["userinfo_endpoint"]
    assert signed_in.session.get(address).json()["preferred_username"] == signed_in.user["username"]
    revoked = signed_in.session.revoke_token(
        signed_in.metadata["revocation_endpoint"], token=token["access_token"], token_type_hint="access_token"
    )
    assert revoked.status_code == 200
    refused = requests.get(
        address,
        headers={"Authorization": f"Bearer {token['access_token']}"},
        verify=signed_in.stack["ca_bundle"],
        timeout=30,
    )
    assert refused.status_code == 403
