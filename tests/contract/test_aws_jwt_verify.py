"""aws-jwt-verify, AWS's own verifier, judges the tokens of the local user pools by the local JWKS."""

import base64
import json
from dataclasses import dataclass
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from contract.javascript_clients import ClientError, JavaScript
from contract.sample_app import PASSWORD, SampleApp
from flows.driving import jwt_claims, machine_token


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """The verifier with what an API of this app expects."""

    clients: JavaScript
    app: SampleApp

    def verify(self, token: str, *, use: str, **changes: Any) -> dict[str, Any]:
        expected = {
            "issuer": self.app.issuer,
            "jwksUri": f"{self.app.issuer}/.well-known/jwks.json",
            "clientId": self.app.client_id,
            "tokenUse": use,
        } | changes
        claims: dict[str, Any] = self.clients.call("verifyToken", token=token, **expected)
        return claims

    def refusal(self, token: str, *, use: str, **changes: Any) -> str:
        with pytest.raises(ClientError) as refused:
            self.verify(token, use=use, **changes)
        return refused.value.kind


@pytest.fixture(scope="module")
def judge(clients: JavaScript, app: SampleApp) -> Judge:
    return Judge(clients=clients, app=app)


@pytest.fixture(scope="module")
def tokens(app: SampleApp) -> dict[str, str]:
    """The tokens of a sign-in, by their use."""
    signed_in = app.admin.initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=app.client_id,
        AuthParameters={"USERNAME": app.new_user(), "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    return {"access": signed_in["AccessToken"], "id": signed_in["IdToken"]}


def encoded(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


USES = pytest.mark.parametrize("use", ["access", "id"])


@USES
def test_refuses_altered_claims(judge: Judge, tokens: dict[str, str], use: str) -> None:
    head, _, signature = tokens[use].split(".")
    claims = jwt_claims(tokens[use]) | {"cognito:groups": ["admins"]}
    token = f"{head}.{encoded(claims)}.{signature}"
    assert judge.refusal(token, use=use) == "JwtInvalidSignatureError"


@USES
def test_refuses_the_key_of_the_other_use_of_another_pool_and_of_nobody(
    judge: Judge, tokens: dict[str, str], use: str
) -> None:
    headers = {"kid": jwt.get_unverified_header(tokens[use])["kid"]}
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    forged = jwt.encode(jwt_claims(tokens[use]), key, algorithm="RS256", headers=headers)
    assert judge.refusal(forged, use=use) == "JwtInvalidSignatureError"
    unknown = jwt.encode(jwt_claims(tokens[use]), key, algorithm="RS256", headers={"kid": "nobody"})
    assert judge.refusal(unknown, use=use) == "KidNotFoundInJwksError"
    other = jwt.get_unverified_header(tokens["id" if use == "access" else "access"])["kid"]
    swapped = ".".join([encoded({"kid": other, "alg": "RS256"}), *tokens[use].split(".")[1:]])
    assert judge.refusal(swapped, use=use) == "JwtInvalidSignatureError"


@USES
def test_refuses_another_client_another_use_and_another_issuer(
    judge: Judge, tokens: dict[str, str], use: str
) -> None:
    assert judge.refusal(tokens[use], use=use, clientId="another") == "CognitoJwtInvalidClientIdError"
    other_use = "id" if use == "access" else "access"
    assert judge.refusal(tokens[use], use=other_use) == "CognitoJwtInvalidTokenUseError"
    assert judge.refusal(tokens[use], use=use, issuer=f"{judge.app.issuer}x") == "JwtInvalidIssuerError"


@USES
def test_refuses_an_expired_token(judge: Judge, tokens: dict[str, str], use: str) -> None:
    assert judge.refusal(tokens[use], use=use, secondsLater=3601) == "JwtExpiredError"
    assert judge.verify(tokens[use], use=use, secondsLater=3500)


def test_refuses_a_token_of_another_pool_and_of_another_pools_issuer(judge: Judge) -> None:
    token = machine_token(judge.app.stack)
    assert judge.refusal(token, use="access") == "KidNotFoundInJwksError"
    theirs = f"{judge.app.endpoint}/{judge.app.stack['m2m']['user_pool_id']}"
    assert judge.refusal(token, use="access", jwksUri=f"{theirs}/.well-known/jwks.json") == (
        "JwtInvalidIssuerError"
    )


@USES
def test_accepts_the_tokens_of_a_sign_in(judge: Judge, tokens: dict[str, str], use: str) -> None:
    claims = judge.verify(tokens[use], use=use)
    assert claims == jwt_claims(tokens[use])
    assert claims["token_use"] == use


def test_accepts_a_machines_token(judge: Judge) -> None:
    m2m = judge.app.stack["m2m"]
    issuer = f"{judge.app.endpoint}/{m2m['user_pool_id']}"
    expected = {
        "issuer": issuer,
        "jwksUri": f"{issuer}/.well-known/jwks.json",
        "clientId": m2m["client_id"],
    }
    claims = judge.verify(machine_token(judge.app.stack), use="access", **expected)
    assert claims["sub"] == m2m["client_id"]
