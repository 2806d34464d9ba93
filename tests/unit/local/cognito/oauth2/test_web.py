import asyncio

import pytest
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive

from isthmus.local.cognito.oauth2.form import read_form
from isthmus.local.cognito.oauth2.responses import OAuthError
from unit.local.cognito.local_pools import ISSUER_BASE, LocalPools


@pytest.mark.parametrize("document", ["openid-configuration", "jwks.json"])
def test_refuses_an_unknown_pool(local: LocalPools, document: str) -> None:
    response = local.request("GET", f"/us-east-1_AAAAAAAAA/.well-known/{document}")
    assert response.status_code == 404
    assert response.json() == {
        "__type": "ResourceNotFoundException",
        "message": "User pool us-east-1_AAAAAAAAA does not exist.",
    }


@pytest.mark.parametrize(
    "path",
    ["/saml2/idpresponse", "/passkeys/add"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_says_which_pages_are_not_here_yet(local: LocalPools, path: str, method: str) -> None:
    response = local.request(method, path)
    assert response.status_code == 501
    assert response.json()["error_description"] == (
        f"{path.partition('?')[0]} is not supported by the local stack yet."
    )


def test_discovery_has_the_members_of_aws_and_the_issuer_of_the_tokens(
    local: LocalPools, pool_id: str
) -> None:
    response = local.request("GET", f"/{pool_id}/.well-known/openid-configuration")
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.json() == {
        "authorization_endpoint": f"{ISSUER_BASE}/oauth2/authorize",
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": f"{ISSUER_BASE}/{pool_id}",
        "jwks_uri": f"{ISSUER_BASE}/{pool_id}/.well-known/jwks.json",
        "response_types_supported": ["code", "token"],
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint": f"{ISSUER_BASE}/oauth2/token",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "userinfo_endpoint": f"{ISSUER_BASE}/oauth2/userInfo",
    }


def test_every_address_of_the_discovery_document_answers(local: LocalPools, pool_id: str) -> None:
    document = local.request("GET", f"/{pool_id}/.well-known/openid-configuration").json()
    for name, value in document.items():
        if name.endswith(("_endpoint", "_uri")):
            assert local.request("GET", value.removeprefix(ISSUER_BASE)).status_code != 404


def test_the_keys_are_those_the_identity_pools_get(local: LocalPools, pool_id: str) -> None:
    response = local.request("GET", f"/{pool_id}/.well-known/jwks.json")
    assert response.json() == local.pools.find_public_keys(f"{ISSUER_BASE}/{pool_id}")


def test_a_browser_may_ask_for_a_token_from_anywhere(local: LocalPools) -> None:
    response = local.request("OPTIONS", "/oauth2/token", headers={"origin": "https://app.example.com"})
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-allow-methods"] == "POST"
    assert "content-type" in response.headers["access-control-allow-headers"]


def test_a_fault_of_ours_tells_nothing(local: LocalPools, caplog: pytest.LogCaptureFixture) -> None:
    local.pools._services.database.close()
    response = local.request("GET", "/us-east-1_AAAAAAAAA/.well-known/jwks.json")
    assert (response.status_code, response.json()) == (500, {"error": "server_error"})
    assert "jwks.json failed: ProgrammingError" in caplog.text


async def answer_to(app: ASGIApp, receive: Receive) -> list[Message]:
    sent: list[Message] = []
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/oauth2/token",
        "query_string": b"",
        "headers": [(b"content-type", b"application/x-www-form-urlencoded")],
    }

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


def test_a_client_that_leaves_before_its_body_ends_is_no_fault_of_ours(
    local: LocalPools, caplog: pytest.LogCaptureFixture
) -> None:
    async def leave() -> Message:
        return {"type": "http.disconnect"}

    sent = local.run(answer_to(local.pools.web, leave))
    assert sent[0]["status"] == 400
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_a_body_that_never_ends_is_refused() -> None:
    async def wait() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    request = Request({"type": "http", "method": "POST", "headers": []}, wait)
    with pytest.raises(OAuthError) as refused:
        asyncio.run(read_form(request, longest_seconds=0.01))
    assert (refused.value.status, refused.value.error) == (408, "invalid_request")
