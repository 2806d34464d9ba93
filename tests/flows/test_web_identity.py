"""`web_identity` from outside: sign in at the org, swap the ID token, scan the table, and nothing else."""

import base64
import html
import json
import re
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import jwt
import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import rsa

from flows.driving import Stack, jwt_claims, pkce


class SignIn:
    """A person at a browser without JavaScript: follows redirects by hand and fills in forms."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.http = stack.http()
        self.state, self.nonce = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        self.verifier, self.challenge = pkce()
        self.redirect_uri = f"{stack['app']}/callback.html"

    def authorize(self, **changes: str | None) -> httpx2.Response:
        parameters = {
            "response_type": "code",
            "client_id": self.stack["web_identity"]["client_id"],
            "redirect_uri": self.redirect_uri,
            "scope": "openid profile email",
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
        } | changes
        given = {name: value for name, value in parameters.items() if value is not None}
        return self.http.get(f"{self.stack['salesforce']}/services/oauth2/authorize", params=given)

    def submit(self, page: httpx2.Response, **fields: str) -> httpx2.Response:
        """Send the page's form with its hidden fields, as a browser does."""
        form = re.search(r"<form[^>]*>", page.text)
        assert form, page.text
        action = html.unescape(re.search(r'action="([^"]*)"', form[0])[1])  # type: ignore[index]
        hidden = re.findall(r'<input[^>]*type="hidden"[^>]*>', page.text)
        values = {
            html.unescape(re.search(r'name="([^"]*)"', field)[1]): html.unescape(  # type: ignore[index]
                re.search(r'value="([^"]*)"', field)[1]  # type: ignore[index]
            )
            for field in hidden
        }
        url = httpx2.URL(page.url).join(action)
        return self.http.post(url, data=values | fields, headers={"Origin": self.stack["salesforce"]})

    def follow_to_page(self, answer: httpx2.Response) -> httpx2.Response:
        while answer.is_redirect and not answer.headers["location"].startswith(self.redirect_uri):
            answer = self.http.get(httpx2.URL(answer.url).join(answer.headers["location"]))
        return answer

    def log_in(self, user: dict[str, Any], *, password: str | None = None) -> httpx2.Response:
        page = self.follow_to_page(self.authorize())
        fields = {"username": user["username"], "password": password or user["password"]}
        return self.follow_to_page(self.submit(page, **fields))

    def decide(self, page: httpx2.Response, decision: str) -> dict[str, str]:
        answer = self.follow_to_page(self.submit(page, decision=decision))
        assert answer.is_redirect, answer.text
        return {
            name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()
        }

    def redeem(self, code: str, **changes: str | None) -> httpx2.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self.stack["web_identity"]["client_id"],
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
        } | changes
        given = {name: value for name, value in form.items() if value is not None}
        return self.http.post(f"{self.stack['salesforce']}/services/oauth2/token", data=given)


def an_id_token(stack: Stack, *, index: int = 0) -> str:
    person = SignIn(stack)
    callback = person.decide(person.log_in(stack.user(index=index)), "allow")
    assert callback["state"] == person.state
    answer = person.redeem(callback["code"])
    assert answer.status_code == 200, answer.text
    token = str(answer.json()["id_token"])
    assert jwt_claims(token)["nonce"] == person.nonce
    return token


def get_id(stack: Stack, token: str, *, provider: str | None = None) -> str:
    found = stack.unsigned_client("cognito-identity").get_id(
        IdentityPoolId=stack["web_identity"]["identity_pool_id"],
        Logins={provider or stack["web_identity"]["provider_name"]: token},
    )
    return str(found["IdentityId"])


def credentials(stack: Stack, token: str) -> dict[str, str]:
    given = stack.unsigned_client("cognito-identity").get_credentials_for_identity(
        IdentityId=get_id(stack, token), Logins={stack["web_identity"]["provider_name"]: token}
    )["Credentials"]
    return {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretKey"],
        "aws_session_token": given["SessionToken"],
    }


def encoded(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def forged(stack: Stack, **changes: Any) -> str:
    """Make a token with the right words and a stranger's key."""
    kid = an_org_kid(stack)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    claims = {
        "iss": stack["web_identity"]["issuer"],
        "aud": stack["web_identity"]["client_id"],
        "sub": "https://login.salesforce.com/id/00D000000000000EAA/005000000000000AAA",
        "iat": int(time.time()),
        "exp": int(time.time()) + 120,
    } | changes
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid})


def an_org_kid(stack: Stack) -> str:
    with stack.http() as http:
        return str(http.get(f"{stack['salesforce']}/id/keys").json()["keys"][0]["kid"])


BAD_TOKENS: dict[str, tuple[Callable[[Stack], str], str]] = {
    "garbage": (lambda _: "garbage", "Not a valid OpenId Connect identity token."),
    "forged signature": (forged, "Couldn't verify signed token."),
    "unsigned": (
        lambda stack: encoded({"alg": "none"}) + "." + forged(stack).split(".")[1] + ".",
        "Couldn't verify signed token.",
    ),
    "another issuer": (
        lambda stack: forged(stack, iss="https://evil.example"),
        "Issuer doesn't match providerName",
    ),
}


@pytest.mark.parametrize("name", BAD_TOKENS)
def test_identity_pool_refuses(stack: Stack, name: str) -> None:
    make, message = BAD_TOKENS[name]
    with pytest.raises(ClientError) as refused:
        get_id(stack, make(stack))
    error = refused.value.response["Error"]
    assert (error["Code"], error["Message"]) == ("NotAuthorizedException", f"Invalid login token. {message}")


def test_identity_pool_refuses_a_provider_it_does_not_know(stack: Stack) -> None:
    with pytest.raises(ClientError, match="NotAuthorizedException"):
        get_id(stack, an_id_token(stack), provider="accounts.example.com")


def test_identity_pool_refuses_a_call_without_login(stack: Stack) -> None:
    with pytest.raises(ClientError, match="Unauthenticated access is not supported for this identity pool"):
        stack.unsigned_client("cognito-identity").get_id(
            IdentityPoolId=stack["web_identity"]["identity_pool_id"]
        )


@pytest.mark.parametrize("name", BAD_TOKENS)
def test_sts_refuses_the_same_token_asked_directly(stack: Stack, name: str) -> None:
    make, _ = BAD_TOKENS[name]
    with pytest.raises(ClientError) as refused:
        stack.unsigned_client("sts").assume_role_with_web_identity(
            RoleArn=stack["web_identity"]["role_arn"], RoleSessionName="sample", WebIdentityToken=make(stack)
        )
    assert refused.value.response["Error"]["Code"] in {"InvalidIdentityToken", "IDPCommunicationError"}


def test_sts_refuses_a_true_token_where_the_trust_policy_is_for_the_identity_pool(stack: Stack) -> None:
    with pytest.raises(ClientError) as refused:
        stack.unsigned_client("sts").assume_role_with_web_identity(
            RoleArn=stack["web_identity"]["role_arn"],
            RoleSessionName="sample",
            WebIdentityToken=an_id_token(stack),
        )
    assert refused.value.response["Error"]["Code"] == "AccessDenied"


def test_credentials_scan_the_table_and_nothing_else(stack: Stack) -> None:
    keys = credentials(stack, an_id_token(stack))
    table = stack["web_identity"]["table"]
    dynamodb = stack.client("dynamodb", **keys)
    with pytest.raises(ClientError, match="AccessDenied"):
        dynamodb.put_item(TableName=table, Item={"Id": {"N": "1"}})
    with pytest.raises(ClientError, match="AccessDenied"):
        dynamodb.scan(TableName="isthmus-use-once")
    with pytest.raises(ClientError, match="AccessDenied"):
        dynamodb.get_item(TableName=table, Key={"Id": {"N": "101"}})
    items = dynamodb.scan(TableName=table)["Items"]
    assert {item["Id"]["N"] for item in items} >= {"101", "102"}


def test_a_wrong_secret_key_is_refused(stack: Stack) -> None:
    keys = credentials(stack, an_id_token(stack)) | {"aws_secret_access_key": "wrong" * 8}
    with pytest.raises(ClientError, match="Signature"):
        stack.client("dynamodb", **keys).scan(TableName=stack["web_identity"]["table"])


def test_the_same_person_keeps_the_same_identity(stack: Stack) -> None:
    first, second = get_id(stack, an_id_token(stack)), get_id(stack, an_id_token(stack))
    assert first == second
    assert get_id(stack, an_id_token(stack, index=1)) != first


def test_login_page_refuses_a_wrong_password(stack: Stack) -> None:
    page = SignIn(stack).log_in(stack.user(index=2), password="wrong")
    assert page.status_code == 200
    assert "check your username and password" in page.text


def test_deny_comes_back_as_an_error_with_the_state(stack: Stack) -> None:
    person = SignIn(stack)
    callback = person.decide(person.log_in(stack.user()), "deny")
    assert callback["error"] == "access_denied"
    assert callback["error_description"] == "end-user denied authorization"
    assert callback["state"] == person.state


@pytest.mark.parametrize(
    "changes", [{"redirect_uri": "https://evil.example/callback.html"}, {"client_id": "3MVG9unknown"}]
)
def test_authorize_never_redirects_to_a_place_that_is_not_registered(
    stack: Stack, changes: dict[str, str]
) -> None:
    answer = SignIn(stack).authorize(**changes)
    assert not answer.is_redirect
    assert answer.status_code == 400


def test_authorize_wants_pkce(stack: Stack) -> None:
    person = SignIn(stack)
    answer = person.follow_to_page(person.authorize(code_challenge=None, code_challenge_method=None))
    assert answer.is_redirect
    assert "error=invalid_request" in answer.headers["location"]


@pytest.mark.parametrize(
    "changes", [{"code_verifier": "x" * 64}, {"code_verifier": None}, {"code": "made-up"}]
)
def test_token_endpoint_refuses_a_wrong_verifier_or_code(stack: Stack, changes: dict[str, Any]) -> None:
    person = SignIn(stack)
    callback = person.decide(person.log_in(stack.user()), "allow")
    code = changes.pop("code", callback["code"])
    answer = person.redeem(code, **changes)
    assert answer.status_code == 400
    assert "id_token" not in answer.text


def test_a_code_is_good_for_one_use(stack: Stack) -> None:
    person = SignIn(stack)
    callback = person.decide(person.log_in(stack.user()), "allow")
    assert person.redeem(callback["code"]).status_code == 200
    assert person.redeem(callback["code"]).json()["error"] == "invalid_grant"
