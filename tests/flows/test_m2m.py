"""`m2m` from outside: curl's calls, the sample API, and the callouts of the Salesforce org."""

import base64
import json
from typing import Any

import httpx2
import jwt
import pytest

from flows.driving import Stack, jwt_claims, machine_token

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DENIED = (
    "We couldn't access the credential(s). You might not have the required permissions, "
    'or the external credential "AWS_Cognito_OAuth" might not exist.'
)


def ask(stack: Stack, body: str, **headers: str) -> httpx2.Response:
    with stack.http() as http:
        return http.post(stack["m2m"]["token_url"], content=body, headers=FORM | headers)


def basic(stack: Stack, *, secret: str | None = None) -> str:
    """Build the header as the second seed does."""
    client_id = stack["m2m"]["client_id"]
    client_secret = secret or stack["m2m"]["client_secret"]
    return "Basic " + base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()


def body_credentials(stack: Stack) -> str:
    return f"client_id={stack['m2m']['client_id']}&client_secret={stack['m2m']['client_secret']}"


def call_api(stack: Stack, token: str | None, *, method: str = "GET") -> httpx2.Response:
    with stack.http() as http:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return http.request(method, f"{stack['api']}/test", headers=headers)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("grant_type=client_credentials&client_id={id}&client_secret=wrong", "invalid_client"),
        ("grant_type=client_credentials&client_id={id}", "invalid_client"),
        ("grant_type=client_credentials&client_id=unknown&client_secret=wrong", "invalid_client"),
        ("grant_type=password&{credentials}", "unsupported_grant_type"),
        ("{credentials}", "invalid_request"),
        ("grant_type=client_credentials&{credentials}&scope=no-such-server/read", "invalid_scope"),
        ("grant_type=client_credentials&{credentials}&scope=openid", "invalid_grant"),
        ("grant_type=client_credentials&grant_type=client_credentials&{credentials}", "invalid_request"),
    ],
)
def test_token_endpoint_refuses(stack: Stack, body: str, error: str) -> None:
    filled = body.format(id=stack["m2m"]["client_id"], credentials=body_credentials(stack))
    answer = ask(stack, filled)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_token_endpoint_refuses_a_wrong_secret_in_basic(stack: Stack) -> None:
    answer = ask(stack, "grant_type=client_credentials", Authorization=basic(stack, secret="wrong"))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")


@pytest.mark.parametrize("content", ['{"grant_type":"client_credentials"}', "", "\x00" * 40])
def test_token_endpoint_refuses_what_is_no_form(stack: Stack, content: str) -> None:
    with stack.http() as http:
        answer = http.post(
            stack["m2m"]["token_url"], content=content, headers={"Content-Type": "application/json"}
        )
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("scope", ["", "&scope=default-m2m-resource-server-pc9tin/read"])
@pytest.mark.parametrize("where", ["body", "basic"])
def test_gives_a_token_as_the_seeds_ask_for_one(stack: Stack, where: str, scope: str) -> None:
    if where == "body":
        answer = ask(stack, f"grant_type=client_credentials&{body_credentials(stack)}{scope}")
    else:
        answer = ask(stack, f"grant_type=client_credentials{scope}", Authorization=basic(stack))
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"access_token", "expires_in", "token_type"}
    assert answer.json()["token_type"] == "Bearer"
    claims = jwt_claims(answer.json()["access_token"])
    expected = scope.removeprefix("&scope=") or " ".join(stack["m2m"]["scopes"])
    assert sorted(claims["scope"].split()) == sorted(expected.split())
    assert claims["sub"] == claims["client_id"] == stack["m2m"]["client_id"]


def test_the_seeds_base64_command_prints_one_line(stack: Stack) -> None:
    encoded = basic(stack).removeprefix("Basic ")
    assert len(encoded) <= 76  # where the base64 command breaks lines


def test_token_verifies_by_a_second_library_through_discovery(stack: Stack) -> None:
    token = machine_token(stack)
    issuer = jwt_claims(token)["iss"]
    assert issuer == f"{stack['aws_endpoint']}/{stack['m2m']['user_pool_id']}"
    with stack.http() as http:
        discovery = http.get(f"{issuer}/.well-known/openid-configuration").json()
        keys = jwt.PyJWKSet.from_dict(http.get(discovery["jwks_uri"]).json())
    assert discovery["issuer"] == issuer
    key = next(key for key in keys.keys if key.key_id == jwt.get_unverified_header(token)["kid"])
    claims = jwt.decode(token, key, algorithms=["RS256"], issuer=issuer)
    assert claims["token_use"] == "access"


def test_api_refuses_a_call_without_credentials_and_names_no_error(stack: Stack) -> None:
    answer = call_api(stack, None)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "error=" not in answer.headers["www-authenticate"]


def tampered(token: str) -> str:
    head, payload, signature = token.split(".")
    return ".".join([head, payload, signature[:-8] + ("A" * 8 if signature[-8:] != "A" * 8 else "B" * 8)])


def without_signature(token: str) -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{header}.{token.split('.')[1]}."


def with_claims_changed(token: str) -> str:
    head, _, signature = token.split(".")
    changed = json.dumps(jwt_claims(token) | {"scope": "admin"}).encode()
    return f"{head}.{base64.urlsafe_b64encode(changed).rstrip(b'=').decode()}.{signature}"


@pytest.mark.parametrize("spoil", [tampered, without_signature, with_claims_changed, lambda _: "garbage"])
def test_api_refuses_a_spoilt_token(stack: Stack, spoil: Any) -> None:
    answer = call_api(stack, spoil(machine_token(stack)))
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_api_refuses_a_token_of_another_client_of_the_pool(stack: Stack) -> None:
    cognito = stack.client("cognito-idp")
    pool = stack["m2m"]["user_pool_id"]
    other = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="stranger",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=stack["m2m"]["scopes"],
    )["UserPoolClient"]
    body = (
        f"grant_type=client_credentials&client_id={other['ClientId']}&client_secret={other['ClientSecret']}"
    )
    token = ask(stack, body).json()["access_token"]
    cognito.delete_user_pool_client(UserPoolId=pool, ClientId=other["ClientId"])
    assert call_api(stack, token).status_code == 401


def test_api_refuses_a_token_without_its_scope_and_names_the_scope(stack: Stack) -> None:
    answer = call_api(stack, machine_token(stack, scope=stack["m2m"]["scopes"][1]))
    assert answer.status_code == 403
    challenge = answer.headers["www-authenticate"]
    assert 'error="insufficient_scope"' in challenge
    assert f'scope="{stack["m2m"]["scopes"][0]}"' in challenge


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_api_opens_and_shows_the_claims_but_not_the_token(stack: Stack, method: str) -> None:
    token = machine_token(stack)
    answer = call_api(stack, token, method=method)
    assert answer.status_code == 200
    assert answer.json()["success"] is True
    assert stack["m2m"]["client_id"] in answer.text
    assert token.split(".")[2] not in answer.text


def org_call(stack: Stack, method: str, path: str, *, user: dict[str, Any] | None = None, **kw: Any) -> Any:
    session = (user or stack.user(has_permission_set=True))["session_id"]
    with stack.http() as http:
        headers = {"Authorization": f"Bearer {session}"}
        return http.request(method, f"{stack['salesforce']}{path}", headers=headers, **kw)


def callout(stack: Stack, username: str, **changes: Any) -> Any:
    request = {"username": username, "named_credential": "AWS_API_Access", "method": "GET", "path": "/test"}
    return org_call(stack, "POST", "/_local/callouts", json=request | changes)


def find_id(stack: Stack, soql: str) -> str:
    answer = org_call(stack, "GET", "/services/data/v66.0/query", params={"q": soql})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["records"][0]["Id"])


def test_org_refuses_a_user_without_the_permission_set_in_salesforces_words(stack: Stack) -> None:
    answer = callout(stack, stack.user(has_permission_set=False)["username"])
    assert answer.status_code == 400
    assert answer.json() == {"exception": "System.CalloutException", "message": DENIED}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_org_calls_the_api_for_a_user_with_the_permission_set(stack: Stack, method: str) -> None:
    answer = callout(stack, stack.user(has_permission_set=True)["username"], method=method)
    assert answer.status_code == 200, answer.text
    assert answer.json()["status_code"] == 200
    assert json.loads(answer.json()["body"])["success"] is True


def test_automated_process_works_once_it_is_assigned(stack: Stack) -> None:
    user_id = find_id(stack, "SELECT Id FROM User WHERE Alias = 'autoproc'")
    username = org_call(stack, "GET", f"/services/data/v66.0/sobjects/User/{user_id}").json()["Username"]
    assert callout(stack, username).json()["message"] == DENIED
    permission_set_id = find_id(stack, "SELECT Id FROM PermissionSet WHERE Name = 'Cognito_API_Access'")
    made = org_call(
        stack,
        "POST",
        "/services/data/v66.0/sobjects/PermissionSetAssignment",
        json={"AssigneeId": user_id, "PermissionSetId": permission_set_id},
    )
    assert made.status_code == 201, made.text
    assert callout(stack, username).json()["status_code"] == 200
    path = f"/services/data/v66.0/sobjects/PermissionSetAssignment/{made.json()['id']}"
    assert org_call(stack, "DELETE", path).status_code == 204
