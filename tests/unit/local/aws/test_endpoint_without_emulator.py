"""What the endpoint says when nothing is behind it, and to requests that no SDK sends."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest

from isthmus.local.aws.app import AwsEndpoint, open_aws_endpoint
from isthmus.local.aws.emulator import Emulator
from isthmus.local.aws.functions import EmulatorFunctions
from isthmus.local.awsjson import JsonService
from isthmus.local.cognito.triggers import FunctionUnavailableError
from isthmus.local.ready import AdminKey
from isthmus.secret import Secret
from unit.local.aws.signing import HOST, StillClock, a_signed_request
from unit.local.openid.fake_provider import FakeProvider

pytestmark = pytest.mark.anyio

REGION, ACCOUNT_ID = "us-east-1", "123456789012"
STRANGER = AdminKey(access_key_id="AKIAAAAAAAAAAAAAAAAA", secret_access_key=Secret("x" * 40))

ADMIN_GET_USER = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "AWSCognitoIdentityProviderService.AdminGetUser",
}


class FakeUserPools:
    """User pools with one operation, and a page that fails."""

    def __init__(self) -> None:
        self.service = JsonService(
            name="cognito-idp",
            target_prefix="AWSCognitoIdentityProviderService",
            operations={"AdminGetUser": self._get_user},
            unsigned=frozenset(),
        )

    async def web(self, *_: Any) -> None:
        raise ValueError("a secret text")

    def find_public_keys(self, _: str) -> None:
        return None

    def is_signed_in(self, *_: Any) -> bool:
        return False

    async def export(self) -> list[dict[str, Any]]:
        return [{"id": "us-east-1_Exported1"}]

    async def _get_user(self, request: Any) -> Any:
        return {"Username": request["Username"]}


@pytest.fixture
def emulator(tmp_path: Path) -> Emulator:
    """Give an emulator that was never started."""
    return Emulator(
        folder=tmp_path / "aws", endpoint_url=f"http://{HOST}", region=REGION, account_id=ACCOUNT_ID
    )


@pytest.fixture
def endpoint(tmp_path: Path, emulator: Emulator) -> Iterator[AwsEndpoint]:
    opened = open_aws_endpoint(
        folder=tmp_path,
        emulator=emulator,
        functions=EmulatorFunctions(emulator, account_id=ACCOUNT_ID),
        user_pools=FakeUserPools(),
        provider_client=FakeProvider().client(),
        issuer_base=f"http://{HOST}",
        region=REGION,
        account_id=ACCOUNT_ID,
        clock=StillClock(),
    )
    with closing(opened):
        yield opened


async def send(endpoint: AwsEndpoint, *, key: AdminKey | None = None, **request: Any) -> httpx2.Response:
    """Send a signed request."""
    signed = a_signed_request(key=key or endpoint.admin, **request)
    url = f"http://{HOST}{signed.raw_path}?{signed.raw_query}"
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=endpoint)) as http:
        return await http.request(signed.method, url, headers=list(signed.headers), content=signed.body)


async def send_plain(endpoint: AwsEndpoint, method: str, path: str, **more: Any) -> httpx2.Response:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=endpoint)) as http:
        return await http.request(method, f"http://{HOST}{path}", **more)


@pytest.mark.parametrize(
    ("service", "target"),
    [("dynamodb", "/"), ("iam", "/"), ("lambda", "/2015-03-31/functions"), ("s3", "/b")],
)
async def test_an_api_without_emulator_is_unavailable(
    endpoint: AwsEndpoint, service: str, target: str
) -> None:
    answer = await send(endpoint, service=service, target=target)
    assert answer.status_code == 503
    assert "ServiceUnavailable" in answer.text + answer.headers.get("x-amzn-errortype", "")


async def test_a_public_api_without_emulator_is_unavailable(endpoint: AwsEndpoint) -> None:
    answer = await send_plain(endpoint, "GET", "/_aws/execute-api/abc/path")
    assert (answer.status_code, answer.json()) == (503, {"message": "Service Unavailable"})


async def test_sts_without_emulator_gives_nothing(endpoint: AwsEndpoint) -> None:
    form = {
        "Action": "AssumeRoleWithWebIdentity",
        "RoleArn": f"arn:aws:iam::{ACCOUNT_ID}:role/x",
        "RoleSessionName": "xx",
        "WebIdentityToken": FakeProvider().token(),
    }
    answer = await send_plain(endpoint, "POST", "/", data=form)
    assert answer.status_code == 503


async def test_a_role_cannot_call_cognito_when_iam_is_silent(endpoint: AwsEndpoint) -> None:
    answer = await send(
        endpoint,
        key=STRANGER,
        service="cognito-idp",
        headers=ADMIN_GET_USER,
        body=b'{"UserPoolId": "us-east-1_abc", "Username": "jane"}',
    )
    assert answer.status_code == 500
    assert answer.json()["__type"] == "InternalErrorException"


async def test_functions_without_emulator_do_not_run(emulator: Emulator) -> None:
    functions = EmulatorFunctions(emulator, account_id=ACCOUNT_ID)
    with pytest.raises(FunctionUnavailableError, match="ServiceException"):
        await functions.invoke("arn:aws:lambda:us-east-1:1:function:f", source_arn="arn", payload=b"{}")


async def test_a_fault_of_ours_is_an_internal_failure_that_quotes_nothing(
    endpoint: AwsEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await send_plain(endpoint, "GET", "/login")
    assert answer.status_code == 500
    assert "secret" not in answer.text + caplog.text


async def test_two_hosts_are_refused(endpoint: AwsEndpoint) -> None:
    answer = await send_plain(endpoint, "GET", "/", headers=[("Host", HOST), ("Host", "evil.example")])
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "query", ["X-Amz-Credential=test/1/us-east-1/execute-api/aws4_request", "AWSAccessKeyId=test&Signature=x"]
)
async def test_a_public_api_takes_no_half_signature(endpoint: AwsEndpoint, query: str) -> None:
    for headers in ({}, {"Authorization": "Bearer x"}):
        answer = await send_plain(endpoint, "GET", f"/_aws/execute-api/abc/path?{query}", headers=headers)
        assert answer.status_code == 403


async def test_a_public_api_refuses_the_administrator_with_a_wrong_secret(endpoint: AwsEndpoint) -> None:
    wrong = AdminKey(access_key_id=endpoint.admin.access_key_id, secret_access_key=Secret("x" * 40))
    answer = await send(
        endpoint,
        key=wrong,
        method="GET",
        body=b"",
        service="execute-api",
        target="/_aws/execute-api/abc/path",
    )
    assert answer.status_code == 403
    assert "does not match the signature you provided" in answer.json()["message"]


async def test_the_administrator_is_forwarded_to_a_public_api(endpoint: AwsEndpoint) -> None:
    answer = await send(
        endpoint, method="GET", body=b"", service="execute-api", target="/_aws/execute-api/abc/path"
    )
    assert answer.status_code == 503


async def test_cognito_answers_the_administrator_without_emulator(endpoint: AwsEndpoint) -> None:
    answer = await send(
        endpoint,
        service="cognito-idp",
        headers=ADMIN_GET_USER,
        body=b'{"UserPoolId": "us-east-1_abc", "Username": "jane"}',
    )
    assert (answer.status_code, answer.json()) == (200, {"Username": "jane"})


@pytest.mark.parametrize(
    ("service", "region"),
    [("dynamodb", "us-east-1"), ("cognito-identity", "us-east-1"), ("cognito-idp", "eu-west-1")],
)
async def test_cognito_wants_its_own_scope(endpoint: AwsEndpoint, service: str, region: str) -> None:
    answer = await send(
        endpoint,
        service=service,
        region=region,
        headers=ADMIN_GET_USER,
        body=b'{"UserPoolId": "us-east-1_abc", "Username": "jane"}',
    )
    assert answer.json()["__type"] == "InvalidSignatureException"


async def test_other_protocols_are_left_alone(endpoint: AwsEndpoint) -> None:
    async def nothing(*_: Any) -> Any:
        raise AssertionError("not called")

    await endpoint({"type": "websocket"}, nothing, nothing)
