import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from unit.local.cognito.local_pools import CHALLENGE_TRIGGERS, CREATE, DEFINE, VERIFY, Json, LocalPools


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One pool, made once: its two RSA keys take longer than most tests."""
    folder = tmp_path_factory.mktemp("pools")
    local = LocalPools(folder)
    local.call("CreateUserPool", PoolName="test")
    local.close()
    return folder


@pytest.fixture
def local(template: Path, tmp_path: Path) -> Iterator[LocalPools]:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    local = LocalPools(tmp_path)
    yield local
    local.close()


@pytest.fixture
def pool_id(local: LocalPools) -> str:
    found: str = local.call("ListUserPools", MaxResults=1)["UserPools"][0]["Id"]
    return found


@pytest.fixture
def user(local: LocalPools, pool_id: str) -> Json:
    created: Json = local.call(
        "AdminCreateUser",
        UserPoolId=pool_id,
        Username="jane",
        MessageAction="SUPPRESS",
        UserAttributes=[
            {"Name": "email", "Value": "jane@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ],
    )["User"]
    return created


@pytest.fixture
def custom_client(local: LocalPools, pool_id: str) -> str:
    """A public client for custom authentication; the three functions take the answer 'open'."""
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig=CHALLENGE_TRIGGERS)
    functions = local.functions

    def define(event: Json) -> Json:
        session = event["request"]["session"]
        solved = bool(session) and session[-1]["challengeResult"]
        event["response"] = {
            "issueTokens": solved,
            "failAuthentication": len(session) > 2,
            "challengeName": "CUSTOM_CHALLENGE",
        }
        return event

    def verify(event: Json) -> Json:
        event["response"]["answerCorrect"] = event["request"]["challengeAnswer"] == "open"
        return event

    functions.run[DEFINE] = define
    functions.respond(
        CREATE,
        publicChallengeParameters={"question": "the word?"},
        privateChallengeParameters={"expected": "open"},
        challengeMetadata="WORD",
    )
    functions.run[VERIFY] = verify
    client = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="app",
        ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )
    client_id: str = client["UserPoolClient"]["ClientId"]
    return client_id
