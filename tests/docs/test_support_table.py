"""`docs/local-stack.md` lists every operation of both services, and tells the truth about each."""

import re
from functools import cache
from pathlib import Path

import botocore.session
import httpx2
import pytest

from isthmus.clock import SystemClock
from isthmus.local.awsjson import JsonService
from isthmus.local.cognito.app import open_user_pools
from isthmus.local.cognito.identity.app import OPERATIONS
from isthmus.local.cognito.triggers import FunctionAnswer

NOWHERE = httpx2.MockTransport(lambda _: httpx2.Response(404))

PAGE = Path(__file__).parents[2] / "docs" / "local-stack.md"


class NoFunctions:
    async def invoke(self, function_arn: str, *, source_arn: str, payload: bytes) -> FunctionAnswer:
        raise AssertionError(function_arn, source_arn, payload)


@cache
def documented(service: str) -> dict[str, str]:
    section = PAGE.read_text(encoding="utf-8").split(f"(`{service}`)")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `(\w+)` \| (full|partial|not) \|", section, re.MULTILINE))


def served_user_pool_operations(folder: Path) -> JsonService:
    pools = open_user_pools(
        database=folder / "cognito.sqlite3",
        issuer_base="http://127.0.0.1:4566",
        region="us-east-1",
        account_id="123456789012",
        functions=NoFunctions(),
        provider_client=httpx2.AsyncClient(transport=NOWHERE),
        clock=SystemClock(),
    )
    pools.close()
    return pools.service


@pytest.mark.parametrize("service", ["cognito-idp", "cognito-identity"])
def test_every_operation_of_aws_is_listed(service: str) -> None:
    model = botocore.session.Session().get_service_model(service)
    assert set(documented(service)) == set(model.operation_names)


def test_user_pool_operations_are_served_as_listed(tmp_path: Path) -> None:
    service = served_user_pool_operations(tmp_path)
    listed = documented("cognito-idp")
    served = {name for name in listed if service.is_supported(name)}
    assert served == {name for name, support in listed.items() if support != "not"}


def test_identity_pool_operations_are_served_as_listed() -> None:
    listed = documented("cognito-identity")
    assert set(OPERATIONS) == {name for name, support in listed.items() if support != "not"}
