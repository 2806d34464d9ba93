"""What an administrator or the user does while a function runs is not undone by it."""

from collections.abc import Awaitable, Callable

import pytest

from unit.local.cognito.local_pools import CHALLENGE_TRIGGERS, Json, LocalPools, RefusedError

PASSWORD, OTHER_PASSWORD = "Passw0rd!x", "0ther-Passw0rd!"
ARN = "arn:aws:lambda:us-east-1:123456789012:function:meanwhile"
Change = Callable[[LocalPools, str, str], Awaitable[None]]
REFUSALS = ("NotAuthorizedException", "ResourceNotFoundException", "UserNotFoundException")
Run = Callable[[LocalPools, str], Json]


@pytest.fixture
def client(local: LocalPools, pool_id: str, custom_client: str) -> str:
    """An app that may do everything, and whose user `jane` has a password."""
    local.call(
        "UpdateUserPoolClient",
        UserPoolId=pool_id,
        ClientId=custom_client,
        ExplicitAuthFlows=[
            "ALLOW_CUSTOM_AUTH",
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
            "ALLOW_USER_AUTH",
        ],
    )
    return custom_client


@pytest.fixture
def jane(local: LocalPools, pool_id: str, user: Json) -> Json:
    local.call("AdminSetUserPassword", UserPoolId=pool_id, Username="jane", Password=PASSWORD, Permanent=True)
    return user


async def _delete(local: LocalPools, pool_id: str, _client: str) -> None:
    await local.answer("AdminDeleteUser", {"UserPoolId": pool_id, "Username": "jane"})


async def _make_again(local: LocalPools, pool_id: str, client_id: str, *, name: str = "jane") -> None:
    await _delete(local, pool_id, client_id)
    made = {"UserPoolId": pool_id, "Username": name, "MessageAction": "SUPPRESS"}
    await local.answer("AdminCreateUser", made)
    password = {"UserPoolId": pool_id, "Username": name, "Password": OTHER_PASSWORD, "Permanent": True}
    await local.answer("AdminSetUserPassword", password)


async def _make_another(local: LocalPools, pool_id: str, client_id: str) -> None:
    await _make_again(local, pool_id, client_id, name="victim")


async def _disable(local: LocalPools, pool_id: str, _client: str) -> None:
    await local.answer("AdminDisableUser", {"UserPoolId": pool_id, "Username": "jane"})


async def _sign_out(local: LocalPools, pool_id: str, _client: str) -> None:
    await local.answer("AdminUserGlobalSignOut", {"UserPoolId": pool_id, "Username": "jane"})


async def _delete_client(local: LocalPools, pool_id: str, client_id: str) -> None:
    await local.answer("DeleteUserPoolClient", {"UserPoolId": pool_id, "ClientId": client_id})


async def _delete_pool(local: LocalPools, pool_id: str, _client: str) -> None:
    await local.answer("DeleteUserPool", {"UserPoolId": pool_id})


CHANGES = [_delete, _make_again, _make_another, _disable, _sign_out, _delete_client, _delete_pool]
AT_THE_END = ["PreAuthentication", "PostAuthentication", "PreTokenGeneration"]


def _run_custom(local: LocalPools, client_id: str) -> Json:
    started = local.call(
        "InitiateAuth", ClientId=client_id, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "jane"}
    )
    return local.call(
        "RespondToAuthChallenge",
        ClientId=client_id,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=started["Session"],
        ChallengeResponses={"USERNAME": "jane", "ANSWER": "open"},
    )


def _run_password(local: LocalPools, client_id: str) -> Json:
    return local.call(
        "InitiateAuth",
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "jane", "PASSWORD": PASSWORD},
    )


def _as_it_is(event: Json) -> Json:
    return event


def _interrupt(local: LocalPools, pool_id: str, client_id: str, *, trigger: str, change: Change) -> None:
    arn = CHALLENGE_TRIGGERS.get(trigger, ARN)
    before = local.functions.run.get(arn, _as_it_is)
    done: list[bool] = []

    async def meanwhile(event: Json) -> object:
        answer = before(event)
        if not done:
            done.append(True)
            await change(local, pool_id, client_id)
        return answer

    local.functions.run[arn] = meanwhile
    config = CHALLENGE_TRIGGERS | {trigger: arn}
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig=config, AutoVerifiedAttributes=["email"])


def _run_choice(local: LocalPools, client_id: str) -> Json:
    started = local.call(
        "InitiateAuth", ClientId=client_id, AuthFlow="USER_AUTH", AuthParameters={"USERNAME": "jane"}
    )
    return local.call(
        "RespondToAuthChallenge",
        ClientId=client_id,
        ChallengeName="PASSWORD",
        Session=started["Session"],
        ChallengeResponses={"USERNAME": "jane", "PASSWORD": PASSWORD},
    )


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    ("run", "trigger"),
    [
        *((_run_custom, trigger) for trigger in (*AT_THE_END, *CHALLENGE_TRIGGERS)),
        (_run_password, "PreAuthentication"),
        (_run_password, "PostAuthentication"),
        (_run_choice, "PreTokenGeneration"),
    ],
)
@pytest.mark.usefixtures("jane")
def test_no_sign_in_survives_the_end_of_its_user_client_or_pool(
    local: LocalPools, pool_id: str, client: str, trigger: str, change: Change, run: Run
) -> None:
    _interrupt(local, pool_id, client, trigger=trigger, change=change)
    with pytest.raises(RefusedError) as refused:
        run(local, client)
    assert refused.value.code in REFUSALS


@pytest.mark.parametrize("operation", ["InitiateAuth", "GetTokensFromRefreshToken"])
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.usefixtures("jane")
def test_no_refresh_survives_the_end_of_its_user_client_or_pool(
    local: LocalPools, pool_id: str, client: str, change: Change, operation: str
) -> None:
    token = _run_password(local, client)["AuthenticationResult"]["RefreshToken"]
    _interrupt(local, pool_id, client, trigger="PreTokenGeneration", change=change)
    sent: Json = {"RefreshToken": token}
    if operation == "InitiateAuth":
        sent = {"AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": token}}
    with pytest.raises(RefusedError) as refused:
        local.call(operation, ClientId=client, **sent)
    assert refused.value.code in REFUSALS


@pytest.mark.parametrize("change", [_delete_client, _delete_pool])
def test_no_machine_token_survives_the_end_of_its_client_or_pool(
    local: LocalPools, pool_id: str, change: Change
) -> None:
    scope = {"ScopeName": "read", "ScopeDescription": "Read"}
    local.call("CreateResourceServer", UserPoolId=pool_id, Identifier="api", Name="API", Scopes=[scope])
    made = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="job",
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_CLIENT_TOKEN_AUTH"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["api/read"],
    )["UserPoolClient"]

    async def meanwhile(event: Json) -> Json:
        await change(local, pool_id, made["ClientId"])
        return event | {"response": {"claimsAndScopeOverrideDetails": {}}}

    local.functions.run[ARN] = meanwhile
    config = {"PreTokenGenerationConfig": {"LambdaArn": ARN, "LambdaVersion": "V3_0"}}
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig=config)
    with pytest.raises(RefusedError) as refused:
        local.call("GetClientToken", ClientId=made["ClientId"], Secret=made["ClientSecret"])
    assert refused.value.code == "ResourceNotFoundException"


SELF_SERVICE: list[tuple[str, str, Json]] = [
    ("PreSignUp", "SignUp", {"Username": "kim", "Password": PASSWORD}),
    ("CustomMessage", "SignUp", {"Username": "kim", "Password": PASSWORD}),
    ("CustomMessage", "ForgotPassword", {"Username": "jane"}),
    ("UserMigration", "ForgotPassword", {"Username": "kim"}),
    ("CustomMessage", "AdminResetUserPassword", {"Username": "jane"}),
    ("PreSignUp", "AdminCreateUser", {"Username": "kim"}),
    ("CustomMessage", "AdminCreateUser", {"Username": "kim"}),
]


@pytest.mark.parametrize(("trigger", "operation", "request_"), SELF_SERVICE)
@pytest.mark.usefixtures("jane")
def test_self_service_tells_that_its_pool_was_deleted(
    local: LocalPools, pool_id: str, client: str, trigger: str, operation: str, request_: Json
) -> None:
    _interrupt(local, pool_id, client, trigger=trigger, change=_delete_pool)
    sent = dict(request_)
    if operation in ("SignUp", "AdminCreateUser"):
        sent["UserAttributes"] = [{"Name": "email", "Value": "kim@example.com"}]
    sent |= {"UserPoolId": pool_id} if operation.startswith("Admin") else {"ClientId": client}
    with pytest.raises(RefusedError) as refused:
        local.call(operation, **sent)
    assert refused.value.code in REFUSALS


@pytest.mark.usefixtures("jane")
def test_the_id_of_a_deleted_user_is_nobodys_again(local: LocalPools, pool_id: str) -> None:
    database = local.pools._services.database
    before = database.rows("SELECT MAX(id) FROM user")[0][0]
    local.call("AdminDeleteUser", UserPoolId=pool_id, Username="jane")
    local.restart()
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="kim", MessageAction="SUPPRESS")
    database = local.pools._services.database
    assert database.rows("SELECT MAX(id) FROM user")[0][0] > before
