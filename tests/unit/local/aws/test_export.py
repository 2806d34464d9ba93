"""Who may read everything: the administrator, by a signature over this very request."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

from isthmus.errors import ConfigurationError
from isthmus.local.addresses import ACCOUNT_ID, REGION
from isthmus.local.aws.callers import Callers
from isthmus.local.aws.emulator import Emulator
from isthmus.local.aws.export import Export
from isthmus.local.awsjson import AwsError
from isthmus.local.ready import AdminKey
from isthmus.secret import Secret
from unit.local.aws.signing import ADMIN, HOST, NOW, StillClock, a_signed_request

pytestmark = pytest.mark.anyio
STRANGER = AdminKey(access_key_id="AKIAZZZZZZZZZZZZZZZZ", secret_access_key=Secret("z" * 40))
IMPOSTOR = AdminKey(access_key_id=ADMIN.access_key_id, secret_access_key=Secret("z" * 40))


async def user_pools() -> list[dict[str, Any]]:
    return [{"id": "us-east-1_Sample001"}]


@pytest.fixture
def callers(tmp_path: Any) -> Callers:
    emulator = Emulator(folder=tmp_path, endpoint_url=f"http://{HOST}", region=REGION, account_id=ACCOUNT_ID)
    return Callers(admin=ADMIN, emulator=emulator, region=REGION, account_id=ACCOUNT_ID, clock=StillClock())


async def ask(callers: Callers, *, pools: Any = user_pools, **request: Any) -> Any:
    signed = a_signed_request(**{"method": "GET", "target": "/_isthmus/export", "body": b""} | request)
    return await send(callers, signed.method, signed.raw_path, dict(signed.headers), pools=pools)


async def send(
    callers: Callers, method: str, path: str, headers: Mapping[str, str], *, pools: Any = user_pools
) -> Any:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "method": method,
        "raw_path": urlsplit(path).path.encode(),
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    export = Export(callers, user_pools=pools, identity_pools=list)
    return await export.answer(scope, receive)


@pytest.mark.parametrize(
    "request_of",
    [
        {"key": STRANGER},
        {"key": IMPOSTOR},
        {"signed_at": NOW - 3600},
        {"session_token": "anything"},
    ],
)
async def test_refuses_every_signature_but_the_administrators(
    callers: Callers, request_of: dict[str, Any]
) -> None:
    with pytest.raises(AwsError) as refused:
        await ask(callers, **request_of)
    assert refused.value.status == 403


async def test_refuses_an_unsigned_request(callers: Callers) -> None:
    with pytest.raises(AwsError, match="Missing Authentication Token"):
        await send(callers, "GET", "/_isthmus/export", {"host": HOST})


async def test_refuses_a_signature_over_another_request(callers: Callers) -> None:
    signed = a_signed_request(method="GET", target="/_isthmus/health", body=b"")
    with pytest.raises(AwsError, match="does not match"):
        await send(callers, "GET", "/_isthmus/export", dict(signed.headers))


async def test_refuses_other_methods_and_too_many_users(callers: Callers) -> None:
    with pytest.raises(AwsError, match="read with GET"):
        await ask(callers, method="POST")

    async def too_many() -> list[dict[str, Any]]:
        raise ConfigurationError("at most 1 user")

    with pytest.raises(AwsError, match="at most 1 user"):
        await ask(callers, pools=too_many)


async def test_the_administrator_gets_what_is_there(callers: Callers) -> None:
    answer = await ask(callers)
    assert bytes(answer.body) == b'{"version":1,"user_pools":[{"id":"us-east-1_Sample001"}]}'
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers
