import asyncio
import base64
import json
from collections.abc import Coroutine
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest

from isthmus.local.salesforce.callouts.transport import CalloutResponse
from isthmus.local.salesforce.errors import CalloutError, DeployError
from unit.local.salesforce.orgs import (
    API,
    CLIENT_SECRET,
    DENIED,
    REPLACEMENTS,
    OrgUnderTest,
    a_credential,
    project_copy,
    replaced,
)

EC, NC, PS = "externalCredential-meta", "namedCredential-meta", "permissionset-meta"
NO_ENDPOINT = (
    "The callout couldn't access the endpoint. You might not have the required permissions, "
    'or the named credential "{}" might not exist.'
)


def callout(made: OrgUnderTest, **changes: Any) -> Coroutine[Any, Any, CalloutResponse]:
    user = made.org._parts.users.get(changes.pop("user_id", made.user_id))
    name = changes.pop("named_credential", "AWS_API_Access")
    wanted = {"method": "GET", "path": "/test", "headers": {}, "body": None} | changes
    return made.org.callouts.send(user, name, **wanted)


def send(made: OrgUnderTest, **changes: Any) -> CalloutResponse:
    return asyncio.run(callout(made, **changes))


def refusal(made: OrgUnderTest, **changes: Any) -> str:
    with pytest.raises(CalloutError) as refused:
        send(made, **changes)
    return str(refused.value)


@pytest.fixture
def ready(made: OrgUnderTest) -> OrgUnderTest:
    """An org whose standard user may call out."""
    made.org.assign_permission_set(made.user_id, permission_set="Cognito_API_Access")
    made.configure_principal()
    return made


def test_refuses_a_named_credential_that_is_not_there(ready: OrgUnderTest) -> None:
    assert refusal(ready, named_credential="Nope") == NO_ENDPOINT.format("Nope")


@pytest.mark.parametrize("status", ["<calloutStatus>Disabled</calloutStatus>", ""])
def test_refuses_a_named_credential_that_is_not_enabled(ready: OrgUnderTest, status: str) -> None:
    ready.deploy({NC: replaced("<calloutStatus>Enabled</calloutStatus>", status)})
    assert refusal(ready) == NO_ENDPOINT.format("AWS_API_Access")


def test_refuses_a_user_without_the_permission_set(made: OrgUnderTest) -> None:
    made.configure_principal()
    assert refusal(made) == DENIED
    assert refusal(made, user_id=made.admin_id) == DENIED
    assert refusal(made, user_id=made.org.find_automated_process_id()) == DENIED


@pytest.mark.parametrize(
    "change",
    [
        replaced(
            "<enabled>true</enabled>\n        <externalCredentialPrincipal>",
            "<enabled>false</enabled>\n        <externalCredentialPrincipal>",
        ),
        lambda text: text[: text.index("<objectPermissions>")] + "</PermissionSet>",
    ],
)
def test_refuses_while_the_permission_set_gives_too_little(ready: OrgUnderTest, change: Any) -> None:
    ready.deploy({PS: change})
    assert refusal(ready) == DENIED
    assert ready.outside.token_requests == []


def only_read(text: str) -> str:
    for permission in ("modifyAllRecords", "viewAllRecords", "allowCreate", "allowEdit", "allowDelete"):
        text = text.replace(f"<{permission}>true", f"<{permission}>false")
    return text


def test_with_read_only_a_kept_token_is_used_and_none_is_fetched(ready: OrgUnderTest) -> None:
    ready.deploy({PS: only_read})
    assert refusal(ready) == DENIED
    ready.deploy({})
    assert send(ready).status_code == 200
    ready.deploy({PS: only_read})
    assert send(ready).status_code == 200
    assert len(ready.outside.token_requests) == 1


def test_refuses_while_the_principal_has_no_secret(made: OrgUnderTest) -> None:
    made.org.assign_permission_set(made.user_id, permission_set="Cognito_API_Access")
    assert refusal(made) == DENIED
    assert made.outside.api_requests == []


@pytest.mark.parametrize(
    "path",
    [
        "test",
        "@evil.example/",
        "//evil.example\\@",
        ".evil.example/",
        ":9/x",
        "/a b",
        "/a\r\nX: y",
        "/é",
        "http://evil.example",
    ],
)
def test_never_sends_the_token_to_another_host(ready: OrgUnderTest, path: str) -> None:
    try:
        send(ready, path=path)
    except CalloutError as error:
        assert "Invalid URL" in str(error)  # noqa: PT017  either it is refused, or it stays on the host
    assert all(request.url.host == "127.0.0.1" for request in ready.outside.api_requests)
    assert all(request.url.port == 8080 for request in ready.outside.api_requests)


@pytest.mark.parametrize("path", ["/" + "x" * 70_000, "/test?" + "x" * 70_000])
def test_refuses_an_address_that_is_too_long_to_send(ready: OrgUnderTest, path: str) -> None:
    assert refusal(ready, path=path) == "The callout failed"
    assert ready.outside.api_requests == []


@pytest.mark.parametrize("method", ["", "get", "CONNECT", "OPTIONS", "G ET"])
def test_refuses_a_method_that_apex_does_not_have(ready: OrgUnderTest, method: str) -> None:
    assert "Invalid HTTP method" in refusal(ready, method=method)


@pytest.mark.parametrize(
    "headers", [{"X\r\nY": "z"}, {"X": "a\r\nY: z"}, {"": "x"}, {"X": "\x00"}, {"X Y": "z"}]
)
def test_refuses_headers_that_would_break_out(ready: OrgUnderTest, headers: dict[str, str]) -> None:
    assert refusal(ready, headers=headers) == "Invalid HTTP header"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            httpx2.Response(400, json={"error": "invalid_client"}),
            "Error: invalid_client. Error description: .",
        ),
        (
            httpx2.Response(
                400, json={"error": "invalid_request", "error_description": "scope not supported"}
            ),
            "Error: invalid_request. Error description: scope not supported.",
        ),
        (httpx2.Response(500, text="<html>"), "Error: . Error description: ."),
        (httpx2.Response(200, text="no json"), "Error: . Error description: ."),
        (httpx2.Response(200, json=[]), "Error: . Error description: ."),
        (httpx2.Response(200, json={"access_token": ""}), "Error: . Error description: ."),
        (httpx2.Response(200, json={"access_token": 7}), "Error: . Error description: ."),
        (httpx2.Response(200, json={"access_token": "a\r\nb"}), "Error: . Error description: ."),
        (
            httpx2.Response(200, json={"access_token": "a", "token_type": "mac"}),
            "Error: . Error description: .",
        ),
        (
            httpx2.Response(302, headers={"Location": "https://evil.example/"}),
            "Error: . Error description: .",
        ),
    ],
)
def test_tells_that_no_token_could_be_fetched(
    ready: OrgUnderTest, answer: httpx2.Response, told: str
) -> None:
    ready.outside.answer_token = lambda _number: answer
    assert refusal(ready) == f"Unable to fetch the OAuth token. {told}"
    assert len(ready.outside.token_requests) == 1
    assert ready.outside.api_requests == []


def test_keeps_no_token_of_a_failed_fetch(ready: OrgUnderTest) -> None:
    good = ready.outside.answer_token
    ready.outside.answer_token = lambda _number: httpx2.Response(400, json={"error": "invalid_client"})
    refusal(ready)
    ready.outside.answer_token = good
    assert send(ready).status_code == 200


def test_sends_the_secret_in_basic_and_the_token_as_bearer(ready: OrgUnderTest) -> None:
    response = send(ready, method="POST", path="/test?x=1", headers={"X-Own": "y"}, body="{}")
    assert (response.status_code, json.loads(response.body)) == (200, {"success": True})
    (asked,) = ready.outside.token_requests
    assert parse_qs(asked.content.decode()) == {"grant_type": ["client_credentials"], "scope": ["api/read"]}
    pair = base64.b64decode(asked.headers["authorization"].removeprefix("Basic ")).decode()
    assert pair == "the-client-id:the-client-secret%2B%2F%3D"
    (sent,) = ready.outside.api_requests
    assert sent.headers["authorization"] == "Bearer token-1"
    assert (sent.method, sent.url.path, sent.url.query, sent.content) == ("POST", "/test", b"x=1", b"{}")
    assert sent.headers["x-own"] == "y"
    assert "cookie" not in sent.headers


def test_sends_the_secret_in_the_body_where_the_variant_says_so(made: OrgUnderTest) -> None:
    made.deploy({EC: replaced("ClientCredentialsClientSecretBasic", "ClientCredentialsClientSecret")})
    made.org.assign_permission_set(made.user_id, permission_set="Cognito_API_Access")
    variant = {"authenticationProtocolVariant": "ClientCredentialsClientSecret"}
    path = f"{API}/named-credentials/credential"
    assert made.call("POST", path, as_admin=True, json=a_credential(**variant)).status_code == 201
    assert send(made).status_code == 200
    (asked,) = made.outside.token_requests
    assert "authorization" not in asked.headers
    assert parse_qs(asked.content.decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["api/read"],
        "client_id": ["the-client-id"],
        "client_secret": [CLIENT_SECRET],
    }


def test_asks_for_no_scope_where_none_is_set(ready: OrgUnderTest) -> None:
    copy = project_copy(ready.folder / "no-scope", {})
    ready.org.deploy_project(copy, REPLACEMENTS | {"COGNITO_SCOPE": ""})
    send(ready)
    assert parse_qs(ready.outside.token_requests[0].content.decode()) == {
        "grant_type": ["client_credentials"]
    }


def test_a_token_is_kept_for_all_users_and_over_time(ready: OrgUnderTest) -> None:
    automated = ready.org.find_automated_process_id()
    ready.org.assign_permission_set(automated, permission_set="Cognito_API_Access")
    send(ready)
    ready.clock.advance(10 * 86400)
    send(ready, user_id=automated)
    assert ready.outside.tokens_sent() == ["Bearer token-1", "Bearer token-1"]


def api_that_rejects(*tokens: str, status: int = 401) -> Any:
    def answer(request: httpx2.Request) -> httpx2.Response:
        is_rejected = request.headers["authorization"].removeprefix("Bearer ") in tokens
        return httpx2.Response(status if is_rejected else 200, json={})

    return answer


def test_a_401_has_the_token_fetched_anew_once(ready: OrgUnderTest) -> None:
    ready.outside.answer_api = api_that_rejects("token-1")
    assert send(ready).status_code == 200
    assert send(ready).status_code == 200
    assert ready.outside.tokens_sent() == ["Bearer token-1", "Bearer token-2", "Bearer token-2"]


def test_a_second_401_is_the_answer(ready: OrgUnderTest) -> None:
    ready.outside.answer_api = api_that_rejects("token-1", "token-2")
    assert send(ready).status_code == 401
    assert len(ready.outside.token_requests) == 2
    assert len(ready.outside.api_requests) == 2


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 502, 503])
def test_no_other_status_has_the_token_fetched_anew(ready: OrgUnderTest, status: int) -> None:
    ready.outside.answer_api = api_that_rejects("token-1", status=status)
    assert send(ready).status_code == status
    assert len(ready.outside.token_requests) == 1


def test_an_additional_status_has_the_token_fetched_anew(ready: OrgUnderTest) -> None:
    parameter = (
        "<externalCredentialParameters><parameterName>Codes</parameterName><parameterType>AdditionalRefreshStatusCode"
        "</parameterType><parameterValue>403</parameterValue></externalCredentialParameters>"
    )
    ready.deploy({EC: replaced("<label>", f"{parameter}<label>")})
    ready.outside.answer_api = api_that_rejects("token-1", status=403)
    assert send(ready).status_code == 200
    assert len(ready.outside.token_requests) == 2


def test_no_token_is_sent_where_the_named_credential_generates_none(ready: OrgUnderTest) -> None:
    element = "generateAuthorizationHeader"
    ready.deploy({NC: replaced(f"<{element}>true", f"<{element}>false")})
    send(ready, headers={"Authorization": "mine"})
    assert ready.outside.tokens_sent() == ["mine"]
    assert ready.outside.token_requests == []


def test_the_generated_header_replaces_the_callers(ready: OrgUnderTest) -> None:
    send(ready, headers={"authorization": "mine", "Host": "evil.example", "Content-Length": "99"})
    (sent,) = ready.outside.api_requests
    assert sent.headers.get_list("authorization") == ["Bearer token-1"]
    assert sent.headers["host"] == "127.0.0.1:8080"


def test_a_redirect_is_the_answer_and_is_not_followed(ready: OrgUnderTest) -> None:
    elsewhere = {"Location": "https://evil.example/"}
    ready.outside.answer_api = lambda _request: httpx2.Response(302, headers=elsewhere)
    assert send(ready).status_code == 302
    assert len(ready.outside.api_requests) == 1


def test_cookies_of_one_callout_are_not_sent_with_the_next(ready: OrgUnderTest) -> None:
    ready.outside.answer_api = lambda _request: httpx2.Response(200, headers={"Set-Cookie": "a=b; Path=/"})
    send(ready)
    send(ready)
    assert all("cookie" not in request.headers for request in ready.outside.api_requests)


def test_refuses_an_answer_of_more_than_six_megabytes(ready: OrgUnderTest) -> None:
    ready.outside.answer_api = lambda _request: httpx2.Response(200, content=b"x" * 6_000_001)
    assert refusal(ready) == "Exceeded max size limit of 6000000"
    ready.outside.answer_api = lambda _request: httpx2.Response(200, content=b"x" * 6_000_000)
    assert len(send(ready).body) == 6_000_000


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (httpx2.ReadTimeout("x"), "Read timed out"),
        (httpx2.ConnectError("x"), "Connection refused"),
        (httpx2.RemoteProtocolError("x"), "The callout failed"),
    ],
)
def test_tells_that_there_was_no_answer(ready: OrgUnderTest, error: Exception, told: str) -> None:
    def fail(_request: httpx2.Request) -> httpx2.Response:
        raise error

    ready.outside.answer_api = fail
    assert refusal(ready) == told


def test_a_thousand_callouts_at_once_fetch_one_token(ready: OrgUnderTest) -> None:
    async def all_at_once() -> list[CalloutResponse]:
        return await asyncio.gather(*(callout(ready) for _ in range(1000)))

    assert {response.status_code for response in asyncio.run(all_at_once())} == {200}
    assert len(ready.outside.token_requests) == 1


def test_many_rejected_at_once_fetch_one_more(ready: OrgUnderTest) -> None:
    send(ready)
    ready.outside.answer_api = api_that_rejects("token-1")

    async def all_at_once() -> list[CalloutResponse]:
        return await asyncio.gather(*(callout(ready) for _ in range(50)))

    assert {response.status_code for response in asyncio.run(all_at_once())} == {200}
    assert len(ready.outside.token_requests) == 2


def test_a_failed_fetch_fails_all_who_waited_and_is_tried_anew_by_the_next(ready: OrgUnderTest) -> None:
    good = ready.outside.answer_token
    ready.outside.answer_token = lambda _number: httpx2.Response(500)

    async def all_at_once() -> list[CalloutResponse | BaseException]:
        return await asyncio.gather(*(callout(ready) for _ in range(20)), return_exceptions=True)

    assert all(isinstance(result, CalloutError) for result in asyncio.run(all_at_once()))
    assert len(ready.outside.token_requests) == 1
    ready.outside.answer_token = good
    assert send(ready).status_code == 200


def test_a_caller_who_gives_up_takes_nobody_along(ready: OrgUnderTest) -> None:
    async def one_gives_up() -> CalloutResponse:
        first = asyncio.create_task(callout(ready))
        await asyncio.sleep(0)
        second = asyncio.create_task(callout(ready))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert asyncio.run(one_gives_up()).status_code == 200


def test_another_secret_means_another_token(ready: OrgUnderTest) -> None:
    send(ready)
    path = f"{API}/named-credentials/credential"
    assert ready.call("PUT", path, as_admin=True, json=a_credential(secret="next")).status_code == 200
    send(ready)
    assert ready.outside.tokens_sent() == ["Bearer token-1", "Bearer token-2"]


def test_another_definition_means_another_token_and_the_same_one_does_not(ready: OrgUnderTest) -> None:
    send(ready)
    ready.deploy({})
    send(ready)
    ready.deploy({EC: replaced("<label>AWS", "<label>Other")})
    send(ready)
    assert ready.outside.tokens_sent() == ["Bearer token-1", "Bearer token-1", "Bearer token-2"]


def test_a_principal_that_is_removed_takes_its_secret_along(ready: OrgUnderTest) -> None:
    renamed = {EC: lambda text: text.replace("Integration", "Other"), PS: replaced("-Integration", "-Other")}
    ready.deploy(renamed)
    assert refusal(ready) == DENIED
    ready.deploy({})
    assert refusal(ready) == DENIED


def test_waits_ten_seconds_as_apex_does_by_default(ready: OrgUnderTest) -> None:
    send(ready)
    for request in (*ready.outside.token_requests, *ready.outside.api_requests):
        assert request.extensions["timeout"] == dict.fromkeys(("connect", "read", "write", "pool"), 10.0)


@pytest.mark.parametrize("name", ["grant_type", "client_id", "client_secret", "Client_Assertion", "scope"])
def test_refuses_auth_parameters_that_the_grant_itself_says(ready: OrgUnderTest, name: str) -> None:
    with pytest.raises(DeployError, match="is not supported by the local org"):
        ready.deploy(
            {EC: replaced("<parameterName>Scope</parameterName>", f"<parameterName>{name}</parameterName>")}
        )


def test_sends_auth_parameters_with_the_token_request(ready: OrgUnderTest) -> None:
    ready.deploy(
        {EC: replaced("<parameterName>Scope</parameterName>", "<parameterName>audience</parameterName>")}
    )
    send(ready)
    [request] = ready.outside.token_requests
    assert parse_qs(request.content.decode()) == {
        "audience": ["api/read"],
        "grant_type": ["client_credentials"],
    }


def test_refuses_merge_fields_in_headers_and_bodies(ready: OrgUnderTest) -> None:
    expected = "Merge fields ({!$Credential...}) are not supported by the local org"
    assert refusal(ready, headers={"X-Token": "{!$Credential.OAuthToken}"}) == expected
    assert refusal(ready, method="POST", body="a{! $credential.Password}b") == expected
    assert ready.outside.api_requests == []


def test_refuses_a_request_that_is_too_large(ready: OrgUnderTest) -> None:
    assert refusal(ready, method="POST", body="x" * 6_000_001) == "Exceeded max size limit of 6000000"


def test_takes_a_redirect_to_another_host_nowhere(ready: OrgUnderTest) -> None:
    ready.outside.answer_api = lambda _request: httpx2.Response(
        302, headers={"Location": "https://evil.example/"}
    )
    assert send(ready).status_code == 302
    assert len(ready.outside.api_requests) == 1
