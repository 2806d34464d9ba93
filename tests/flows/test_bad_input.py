"""Malformed, oversized and unknown requests: a protocol-correct error, never a 5xx, never a hang."""

import pytest

from flows.driving import Stack

JSON_1_1 = "application/x-amz-json-1.1"
IDP = "AWSCognitoIdentityProviderService"
IDENTITY = "AWSCognitoIdentityService"


@pytest.mark.parametrize("target", [f"{IDP}.InitiateAuth", f"{IDENTITY}.GetId"])
@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"\xff\xfe", b'{"ClientId": 1}', b"", b"[" * 5000])
def test_cognito_answers_broken_json_with_a_client_error(stack: Stack, target: str, body: bytes) -> None:
    with stack.http() as http:
        headers = {"Content-Type": JSON_1_1, "X-Amz-Target": target}
        answer = http.post(stack["aws_endpoint"], content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["__type"]


def test_an_unknown_operation_is_named(stack: Stack) -> None:
    with stack.http() as http:
        headers = {"Content-Type": JSON_1_1, "X-Amz-Target": f"{IDP}.NoSuchOperation"}
        answer = http.post(stack["aws_endpoint"], content=b"{}", headers=headers)
    assert answer.status_code == 400
    assert "UnknownOperationException" in answer.json()["__type"]


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-amz-json-1.0", ""])
def test_another_content_type_than_the_protocols_is_refused(stack: Stack, content_type: str) -> None:
    with stack.http() as http:
        headers = {"Content-Type": content_type, "X-Amz-Target": f"{IDP}.InitiateAuth"}
        answer = http.post(stack["aws_endpoint"], content=b"{}", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["__type"] == "UnknownOperationException"


def test_an_upgrade_to_a_websocket_is_a_client_error(stack: Stack) -> None:
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "c2FtcGxlLW5vbmNlLTE2Yg==",
    }
    with stack.http() as http:
        for system in ("aws_endpoint", "salesforce", "api", "app"):
            assert http.get(f"{stack[system]}/x", headers=headers).status_code < 500


@pytest.mark.parametrize("target", [f"{IDP}.InitiateAuth", f"{IDENTITY}.GetId"])
def test_an_oversized_body_is_refused(stack: Stack, target: str) -> None:
    with stack.http() as http:
        headers = {"Content-Type": JSON_1_1, "X-Amz-Target": target}
        answer = http.post(stack["aws_endpoint"], content=b" " * (2 * 1024 * 1024), headers=headers)
    assert answer.status_code == 413


PATHS = [
    ("aws_endpoint", "POST", "/oauth2/token"),
    ("salesforce", "POST", "/services/oauth2/token"),
    ("salesforce", "POST", "/_local/callouts"),
    ("salesforce", "POST", "/services/data/v66.0/named-credentials/credential"),
    ("salesforce", "POST", "/services/oauth2/introspect"),
    ("aws_endpoint", "POST", "/"),
    ("api", "POST", "/test"),
]


@pytest.mark.parametrize(("system", "method", "path"), PATHS)
@pytest.mark.parametrize(
    "content_type", ["application/json", "application/x-www-form-urlencoded", "text/plain", ""]
)
@pytest.mark.parametrize("body", [b"", b"{", b"\x00" * 64, b"a=1&a=2", b"%zz=%"])
def test_garbage_is_a_client_error(
    stack: Stack, system: str, method: str, path: str, content_type: str, body: bytes
) -> None:
    with stack.http() as http:
        answer = http.request(
            method, f"{stack[system]}{path}", content=body, headers={"Content-Type": content_type}
        )
    assert 400 <= answer.status_code < 500, answer.text


@pytest.mark.parametrize(
    ("system", "path"),
    [
        ("salesforce", "/services/oauth2/token"),
        ("aws_endpoint", "/oauth2/token"),
        ("salesforce", "/_local/callouts"),
    ],
)
def test_an_oversized_form_is_refused(stack: Stack, system: str, path: str) -> None:
    with stack.http() as http:
        answer = http.post(
            f"{stack[system]}{path}",
            content=b"a=" + b"x" * (2 * 1024 * 1024),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
    assert answer.status_code in {400, 401, 413}


@pytest.mark.parametrize("system", ["aws_endpoint", "salesforce", "api", "app", "console"])
@pytest.mark.parametrize(
    "path", ["/no/such/page", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/\\"]
)
def test_unknown_paths_are_refused(stack: Stack, system: str, path: str) -> None:
    with stack.http() as http:
        answer = http.get(f"{stack[system]}{path}")
    assert 400 <= answer.status_code < 500
    assert "root:" not in answer.text


@pytest.mark.parametrize("authorization", ["Bearer", "Basic x", "Bearer a b", "Bearer " + "x" * 20_000])
def test_the_api_refuses_odd_credentials(stack: Stack, authorization: str) -> None:
    with stack.http() as http:
        answer = http.get(f"{stack['api']}/test", headers={"Authorization": authorization})
    assert answer.status_code in {400, 401}
    assert answer.headers["www-authenticate"].startswith("Bearer")
