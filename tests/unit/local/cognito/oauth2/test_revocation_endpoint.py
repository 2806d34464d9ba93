from typing import Any

import httpx2
import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError, basic

pytestmark = pytest.mark.usefixtures("user", "machine")


@pytest.fixture
def tokens(local: LocalPools, custom_client: str) -> Json:
    started = local.call(
        "InitiateAuth", ClientId=custom_client, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "jane"}
    )
    answered = local.call(
        "RespondToAuthChallenge",
        ClientId=custom_client,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=started["Session"],
        ChallengeResponses={"USERNAME": "jane", "ANSWER": "open"},
    )
    result: Json = answered["AuthenticationResult"]
    return result


def _revoke(local: LocalPools, content: str, **headers: str) -> httpx2.Response:
    sent = {"content-type": "application/x-www-form-urlencoded"} | headers
    return local.request("POST", "/oauth2/revoke", content=content, headers=sent)


def _is_good(local: LocalPools, access_token: str) -> bool:
    try:
        local.call("GetUser", AccessToken=access_token)
    except RefusedError as error:
        assert error.message == "Access Token has been revoked"  # noqa: PT017  both ways are an answer
        return False
    return True


def test_refuses_a_request_without_a_token_or_a_client(local: LocalPools, custom_client: str) -> None:
    for content in (f"client_id={custom_client}", "token=x", "", f"token=&client_id={custom_client}"):
        response = _revoke(local, content)
        assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})


@pytest.mark.parametrize("secret", ["", "wrong", "s" * 51])
def test_refuses_a_wrong_secret_with_status_401(local: LocalPools, machine: Json, secret: str) -> None:
    response = _revoke(local, "token=x", authorization=basic(machine["ClientId"], secret))
    assert (response.status_code, response.json()) == (401, {"error": "invalid_client"})


def test_refuses_a_secret_outside_of_the_header(local: LocalPools, machine: Json) -> None:
    for content in (
        f"token=x&client_id={machine['ClientId']}",
        f"token=x&client_id={machine['ClientId']}&client_secret={machine['ClientSecret']}",
        "token=x&client_id=nothing",
    ):
        response = _revoke(local, content)
        assert (response.status_code, response.json()) == (401, {"error": "invalid_client"})


def test_refuses_a_token_of_another_client(
    local: LocalPools, custom_client: str, authorization: str, tokens: Json
) -> None:
    assert custom_client
    response = _revoke(local, f"token={tokens['RefreshToken']}", authorization=authorization)
    assert (response.status_code, response.json()) == (401, {"error": "invalid_client"})
    assert _is_good(local, tokens["AccessToken"])


@pytest.mark.parametrize("kind", ["AccessToken", "IdToken"])
def test_refuses_other_kinds_of_tokens(
    local: LocalPools, custom_client: str, tokens: Json, kind: str
) -> None:
    response = _revoke(local, f"token={tokens[kind]}&client_id={custom_client}")
    assert (response.status_code, response.json()) == (400, {"error": "unsupported_token_type"})
    assert _is_good(local, tokens["AccessToken"])


def test_refuses_a_client_without_revocation(
    local: LocalPools, pool_id: str, custom_client: str, tokens: Json
) -> None:
    off: dict[str, Any] = {"EnableTokenRevocation": False, "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH"]}
    local.call("UpdateUserPoolClient", UserPoolId=pool_id, ClientId=custom_client, **off)
    response = _revoke(local, f"token={tokens['RefreshToken']}&client_id={custom_client}")
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})


def test_refuses_a_host_of_another_domain(local: LocalPools, custom_client: str, tokens: Json) -> None:
    content = f"token={tokens['RefreshToken']}&client_id={custom_client}"
    response = _revoke(local, content, host="other.auth.localhost")
    assert (response.status_code, response.json()) == (401, {"error": "invalid_client"})


def test_refuses_other_methods_and_media_types(local: LocalPools) -> None:
    assert local.request("GET", "/oauth2/revoke").status_code == 405
    response = local.request("POST", "/oauth2/revoke", json={"token": "x"})
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})


def test_revokes_the_refresh_token_and_what_came_of_it(
    local: LocalPools, custom_client: str, tokens: Json
) -> None:
    assert _is_good(local, tokens["AccessToken"])
    for _ in range(2):
        response = _revoke(local, f"token={tokens['RefreshToken']}&client_id={custom_client}")
        assert (response.status_code, response.content) == (200, b"")
    assert not _is_good(local, tokens["AccessToken"])


def test_an_unknown_token_is_no_error(local: LocalPools, authorization: str) -> None:
    response = _revoke(local, "token=nothing", authorization=authorization)
    assert (response.status_code, response.content) == (200, b"")
