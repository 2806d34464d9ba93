from collections.abc import Mapping
from typing import Any

import pytest

from isthmus.local.ready import (
    Demo,
    ExternalSignInDemo,
    LoginDemo,
    MachineDemo,
    Org,
    SessionSsoDemo,
    WebIdentityDemo,
)
from isthmus.local.tracing.doors.api import LiveKeys, api_doors
from isthmus.local.tracing.doors.door import Opening, try_door
from isthmus.secret import Secret
from unit.local.tracing.showing import FixedClock
from unit.local.tracing.tokens.signing import (
    ACCESS_CLAIMS,
    CLIENT_ID,
    ID_CLAIMS,
    MACHINE_CLAIMS,
    NOW,
    POOL,
    SampleIssuers,
    sign,
)

pytestmark = pytest.mark.anyio

ENDPOINT, _, POOL_ID = POOL.rpartition("/")
PEOPLE_CLIENT = "7example23456789abcdefghij"
SCOPE = "api/read"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def a_demo() -> Demo:
    machine = MachineDemo(
        user_pool_id=POOL_ID,
        client_id=CLIENT_ID,
        client_secret=Secret("sample"),
        scopes=(SCOPE, "api/write"),
        token_url=f"{ENDPOINT}/oauth2/token",
        named_credential="x",
        external_credential="x",
        permission_set="x",
    )
    return Demo(
        m2m=machine,
        web_identity=WebIdentityDemo(
            client_id="x", issuer="x", identity_pool_id="x", provider_name="x", role_arn="x", table="x"
        ),
        login=LoginDemo(client_id="x", callback_port=1),
        session_sso=SessionSsoDemo(user_pool_id=POOL_ID, client_id=PEOPLE_CLIENT, validator_url="x"),
        external_sign_in=ExternalSignInDemo(
            user_pool_id="x", client_id="x", provider="x", callback_url="x", sign_in_url="x"
        ),
        salesforce_org=Org(org_id="x", users=()),
    )


def find_keys(issuer: str) -> Mapping[str, Any] | None:
    found = SampleIssuers().find_issuer(issuer)
    return found.jwks if found else None


async def openings(token: str) -> list[Opening]:
    doors = api_doors(a_demo(), aws_endpoint=ENDPOINT, find_keys=find_keys, clock=FixedClock(NOW))
    return [await try_door(door, token) for door in doors]


MACHINE = {**MACHINE_CLAIMS, "scope": SCOPE}
PERSON = {**ACCESS_CLAIMS, "client_id": PEOPLE_CLIENT}


@pytest.mark.parametrize(
    ("token", "rules"),
    [
        ("sample", ("form", "form")),
        (sign(ID_CLAIMS), ("token_use", "token_use")),
        (sign({**MACHINE, "scope": "api/write"}), ("scope", "client_id")),
        (sign({**MACHINE, "client_id": "another"}), ("client_id", "client_id")),
        (sign({**MACHINE, "exp": int(NOW)}), ("expiry", "client_id")),
        (sign(MACHINE, key="another"), ("signature", "signature")),
        (sign({**PERSON, "iss": "https://evil.example"}), ("issuer", "issuer")),
    ],
)
async def test_the_guards_own_rules_say_no(token: str, rules: tuple[str, str]) -> None:
    found = await openings(token)
    assert [opening.opens for opening in found] == [False, False]
    assert [opening.why.split(":")[0] for opening in found] == [f"The rule {rule}" for rule in rules]


async def test_a_machine_and_a_person_open_their_own_door() -> None:
    assert [opening.opens for opening in await openings(sign(MACHINE))] == [True, False]
    assert [opening.opens for opening in await openings(sign(PERSON))] == [False, True]


def test_keys_of_a_pool_that_is_gone_are_none() -> None:
    assert LiveKeys("https://gone.example", find_keys=find_keys).find_key("sample") is None
    assert LiveKeys(POOL, find_keys=find_keys).find_key("another") is None
    assert LiveKeys(POOL, find_keys=find_keys).needs_fetch("sample") is False
