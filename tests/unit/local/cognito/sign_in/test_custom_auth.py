import asyncio
import base64
import hashlib
import hmac
from typing import Any

import pytest

from unit.local.cognito.local_pools import (
    CHALLENGE_TRIGGERS,
    CREATE,
    DEFINE,
    VERIFY,
    Json,
    LocalPools,
    RefusedError,
    claims_of,
)

INVALID = "Invalid session for the user."
USED = "Invalid session for the user, session can only be used once."
EXPIRED = "Invalid session for the user, session is expired."


def _start(local: LocalPools, client_id: str, username: str = "jane", **more: Any) -> Json:
    return local.call(
        "InitiateAuth",
        ClientId=client_id,
        AuthFlow="CUSTOM_AUTH",
        AuthParameters={"USERNAME": username},
        **more,
    )


def _answer(
    local: LocalPools, client_id: str, session: str, answer: str = "open", username: str = "jane", **more: Any
) -> Json:
    return local.call(
        "RespondToAuthChallenge",
        ClientId=client_id,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=session,
        ChallengeResponses={"USERNAME": username, "ANSWER": answer},
        **more,
    )


def _hide_unknown_users(local: LocalPools, pool_id: str, client_id: str) -> None:
    local.call(
        "UpdateUserPoolClient",
        UserPoolId=pool_id,
        ClientId=client_id,
        ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        PreventUserExistenceErrors="ENABLED",
    )


@pytest.mark.parametrize("missing", list(CHALLENGE_TRIGGERS))
@pytest.mark.usefixtures("user")
def test_refuses_everybody_while_a_trigger_is_missing(
    local: LocalPools, pool_id: str, custom_client: str, missing: str
) -> None:
    config = {name: arn for name, arn in CHALLENGE_TRIGGERS.items() if name != missing}
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig=config)
    with pytest.raises(
        RefusedError, match="Custom auth lambda trigger is not configured for the user pool"
    ) as refused:
        _answer(local, custom_client, _start(local, custom_client)["Session"])
    assert refused.value.code == "InvalidParameterException"


@pytest.mark.usefixtures("user")
def test_refuses_a_client_without_the_flow(local: LocalPools, pool_id: str, custom_client: str) -> None:
    local.call(
        "UpdateUserPoolClient",
        UserPoolId=pool_id,
        ClientId=custom_client,
        ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"],
    )
    with pytest.raises(RefusedError, match="CUSTOM_AUTH is not enabled for the client"):
        _start(local, custom_client)


def test_refuses_an_unknown_client(local: LocalPools) -> None:
    with pytest.raises(RefusedError, match="User pool client nothing does not exist") as refused:
        _start(local, "nothing")
    assert refused.value.code == "ResourceNotFoundException"


@pytest.mark.parametrize("parameters", [{}, {"USERNAME": ""}])
def test_refuses_a_start_without_a_username(local: LocalPools, custom_client: str, parameters: Json) -> None:
    with pytest.raises(RefusedError, match="Missing required parameter USERNAME"):
        local.call("InitiateAuth", ClientId=custom_client, AuthFlow="CUSTOM_AUTH", AuthParameters=parameters)


@pytest.mark.usefixtures("user")
def test_refuses_to_start_with_a_challenge_that_cannot_be_first(
    local: LocalPools, custom_client: str
) -> None:
    parameters = {"USERNAME": "jane", "CHALLENGE_NAME": "PASSWORD_VERIFIER"}
    with pytest.raises(RefusedError, match="Invalid CHALLENGE_NAME PASSWORD_VERIFIER"):
        local.call("InitiateAuth", ClientId=custom_client, AuthFlow="CUSTOM_AUTH", AuthParameters=parameters)
    assert local.functions.events == []


@pytest.mark.parametrize("session", ["x" * 20, "A" * 128, ""])
@pytest.mark.usefixtures("user")
def test_refuses_a_session_we_never_issued(local: LocalPools, custom_client: str, session: str) -> None:
    expected = "at 'session' failed" if len(session) < 20 else INVALID
    with pytest.raises(RefusedError, match=expected):
        _answer(local, custom_client, session)


@pytest.mark.usefixtures("user")
def test_refuses_a_session_twice(local: LocalPools, custom_client: str) -> None:
    session = _start(local, custom_client)["Session"]
    _answer(local, custom_client, session, answer="wrong")
    with pytest.raises(RefusedError) as refused:
        _answer(local, custom_client, session)
    assert (refused.value.code, refused.value.message) == ("NotAuthorizedException", USED)


@pytest.mark.usefixtures("user")
def test_of_two_answers_at_once_one_is_taken(local: LocalPools, custom_client: str) -> None:
    request = {
        "ClientId": custom_client,
        "ChallengeName": "CUSTOM_CHALLENGE",
        "Session": _start(local, custom_client)["Session"],
        "ChallengeResponses": {"USERNAME": "jane", "ANSWER": "open"},
    }

    async def both() -> list[Any]:
        calls = [local.answer("RespondToAuthChallenge", request) for _ in range(2)]
        return await asyncio.gather(*calls, return_exceptions=True)

    outcomes = local.run(both())
    refused = [outcome.message for outcome in outcomes if isinstance(outcome, RefusedError)]
    assert refused == [USED]


@pytest.mark.usefixtures("user")
def test_refuses_an_expired_session(local: LocalPools, custom_client: str) -> None:
    session = _start(local, custom_client)["Session"]
    local.clock.forward(181)
    with pytest.raises(RefusedError) as refused:
        _answer(local, custom_client, session)
    assert refused.value.message == EXPIRED


@pytest.mark.usefixtures("user")
def test_a_session_lasts_as_long_as_the_client_says(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    local.call("UpdateUserPoolClient", UserPoolId=pool_id, ClientId=custom_client, AuthSessionValidity=15)
    session = _start(local, custom_client)["Session"]
    local.clock.forward(899)
    assert "AuthenticationResult" in _answer(local, custom_client, session)


@pytest.mark.usefixtures("user")
def test_refuses_a_session_of_another_client_and_keeps_it_good(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    other = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="other")["UserPoolClient"]
    session = _start(local, custom_client)["Session"]
    with pytest.raises(RefusedError) as refused:
        _answer(local, other["ClientId"], session)
    assert refused.value.message == INVALID
    assert "AuthenticationResult" in _answer(local, custom_client, session)


@pytest.mark.usefixtures("user")
def test_refuses_a_session_of_another_user(local: LocalPools, pool_id: str, custom_client: str) -> None:
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="mallory")
    session = _start(local, custom_client, "mallory")["Session"]
    with pytest.raises(RefusedError) as refused:
        _answer(local, custom_client, session, username="jane")
    assert refused.value.message == INVALID


@pytest.mark.usefixtures("user")
def test_refuses_a_session_for_another_challenge(local: LocalPools, custom_client: str) -> None:
    session = _start(local, custom_client)["Session"]
    with pytest.raises(RefusedError) as refused:
        local.call(
            "RespondToAuthChallenge",
            ClientId=custom_client,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=session,
            ChallengeResponses={"USERNAME": "jane", "NEW_PASSWORD": "Secret-123"},
        )
    assert (refused.value.code, refused.value.message) == ("NotAuthorizedException", INVALID)


@pytest.mark.parametrize(
    ("responses", "message"),
    [
        ({"ANSWER": "open"}, "Missing required parameter USERNAME"),
        ({"USERNAME": "jane"}, "Missing required parameter ANSWER"),
        ({"USERNAME": "jane", "ANSWER": ""}, "Missing required parameter ANSWER"),
    ],
)
@pytest.mark.usefixtures("user")
def test_an_incomplete_answer_is_refused_and_the_session_stays_good(
    local: LocalPools, custom_client: str, responses: Json, message: str
) -> None:
    session = _start(local, custom_client)["Session"]
    with pytest.raises(RefusedError, match=message) as refused:
        local.call(
            "RespondToAuthChallenge",
            ClientId=custom_client,
            ChallengeName="CUSTOM_CHALLENGE",
            Session=session,
            ChallengeResponses=responses,
        )
    assert refused.value.code == "InvalidParameterException"
    assert "AuthenticationResult" in _answer(local, custom_client, session)


@pytest.mark.usefixtures("user")
def test_refuses_an_answer_without_a_session(local: LocalPools, custom_client: str) -> None:
    with pytest.raises(RefusedError, match="Missing required parameter Session"):
        local.call(
            "RespondToAuthChallenge",
            ClientId=custom_client,
            ChallengeName="CUSTOM_CHALLENGE",
            ChallengeResponses={"USERNAME": "jane", "ANSWER": "open"},
        )


@pytest.mark.parametrize("challenge", ["WEB_AUTHN", "ADMIN_NO_SRP_AUTH"])
def test_refuses_challenges_that_are_not_here(local: LocalPools, custom_client: str, challenge: str) -> None:
    with pytest.raises(RefusedError, match=f"The challenge {challenge} is not supported"):
        local.call(
            "RespondToAuthChallenge",
            ClientId=custom_client,
            ChallengeName=challenge,
            Session="x" * 20,
            ChallengeResponses={"USERNAME": "jane"},
        )


def test_refuses_a_disabled_user_at_every_step(
    local: LocalPools, pool_id: str, user: Json, custom_client: str
) -> None:
    session = _start(local, custom_client)["Session"]
    local.call("AdminDisableUser", UserPoolId=pool_id, Username=user["Username"])
    with pytest.raises(RefusedError, match="User is disabled"):
        _start(local, custom_client)
    with pytest.raises(RefusedError, match="User is disabled") as refused:
        _answer(local, custom_client, session)
    assert refused.value.code == "NotAuthorizedException"


@pytest.mark.parametrize("operation", ["AdminDisableUser", "AdminDeleteUser"])
@pytest.mark.usefixtures("user")
def test_refuses_a_user_who_is_locked_out_while_a_function_runs(
    local: LocalPools, pool_id: str, custom_client: str, operation: str
) -> None:
    session = _start(local, custom_client)["Session"]

    async def verify(event: Json) -> Json:
        await local.answer(operation, {"UserPoolId": pool_id, "Username": "jane"})
        event["response"]["answerCorrect"] = True
        return event

    local.functions.run[VERIFY] = verify
    with pytest.raises(RefusedError) as refused:
        _answer(local, custom_client, session)
    assert refused.value.code == "NotAuthorizedException"


@pytest.mark.usefixtures("user")
def test_refuses_a_session_of_a_deleted_user_for_a_successor_of_the_same_name(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    session = _start(local, custom_client)["Session"]
    local.call("AdminDeleteUser", UserPoolId=pool_id, Username="jane")
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="jane")
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        _answer(local, custom_client, session)


def test_says_that_a_user_is_unknown_in_legacy_mode(local: LocalPools, custom_client: str) -> None:
    with pytest.raises(RefusedError, match="User does not exist") as refused:
        _start(local, custom_client, "nobody")
    assert refused.value.code == "UserNotFoundException"
    assert local.functions.events == []


def test_hides_an_unknown_user_behind_the_same_steps(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    _hide_unknown_users(local, pool_id, custom_client)
    started = _start(local, custom_client, "nobody")
    assert started["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert started["ChallengeParameters"]["USERNAME"] == "nobody"
    with pytest.raises(RefusedError) as refused:
        _answer(local, custom_client, started["Session"], username="nobody")
    assert (refused.value.code, refused.value.message) == (
        "NotAuthorizedException",
        "Incorrect username or password.",
    )
    for event in local.functions.events:
        assert event["request"]["userNotFound"] is True
        assert event["request"]["userAttributes"] == {}


def test_an_unknown_user_never_gets_tokens_whatever_the_functions_say(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    _hide_unknown_users(local, pool_id, custom_client)
    local.functions.respond(DEFINE, issueTokens=True, failAuthentication=False)
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        _start(local, custom_client, "nobody")


def test_a_session_for_nobody_stays_nobodys(local: LocalPools, pool_id: str, custom_client: str) -> None:
    _hide_unknown_users(local, pool_id, custom_client)
    session = _start(local, custom_client, "late")["Session"]
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="late")
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        _answer(local, custom_client, session, username="late")


@pytest.mark.usefixtures("user")
def test_refuses_when_define_fails_even_if_it_also_issues(local: LocalPools, custom_client: str) -> None:
    local.functions.respond(DEFINE, failAuthentication=True, issueTokens=True)
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        _start(local, custom_client)


def _secret_hash(username: str, client_id: str, secret: str) -> str:
    digest = hmac.new(secret.encode(), f"{username}{client_id}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


@pytest.mark.usefixtures("user", "custom_client")
def test_a_client_with_a_secret_needs_the_hash_at_every_step(local: LocalPools, pool_id: str) -> None:
    client = local.call(
        "CreateUserPoolClient", UserPoolId=pool_id, ClientName="confidential", GenerateSecret=True
    )["UserPoolClient"]
    client_id, good = client["ClientId"], _secret_hash("jane", client["ClientId"], client["ClientSecret"])

    def start(**more: str) -> Json:
        parameters = {"USERNAME": "jane", **more}
        return local.call(
            "InitiateAuth", ClientId=client_id, AuthFlow="CUSTOM_AUTH", AuthParameters=parameters
        )

    with pytest.raises(
        RefusedError, match=f"Client {client_id} is configured with secret but SECRET_HASH was not received"
    ):
        start()
    with pytest.raises(RefusedError, match=f"Unable to verify secret hash for client {client_id}"):
        start(SECRET_HASH=_secret_hash("jane", client_id, "another secret"))
    session = start(SECRET_HASH=good)["Session"]
    with pytest.raises(RefusedError, match="SECRET_HASH was not received"):
        _answer(local, client_id, session)
    answered = local.call(
        "RespondToAuthChallenge",
        ClientId=client_id,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=session,
        ChallengeResponses={"USERNAME": "jane", "ANSWER": "open", "SECRET_HASH": good},
    )
    assert "AuthenticationResult" in answered


def test_a_public_client_takes_no_hash(local: LocalPools, custom_client: str, user: Json) -> None:
    parameters = {"USERNAME": user["Username"], "SECRET_HASH": "x"}
    with pytest.raises(RefusedError, match="Unable to verify secret hash"):
        local.call("InitiateAuth", ClientId=custom_client, AuthFlow="CUSTOM_AUTH", AuthParameters=parameters)


def test_the_secret_hash_is_over_the_name_that_was_sent(local: LocalPools, custom_client: str) -> None:
    assert custom_client
    pool_id = local.call(
        "CreateUserPool", PoolName="p", AliasAttributes=["email"], LambdaConfig=CHALLENGE_TRIGGERS
    )["UserPool"]["Id"]
    attributes = [{"Name": "email", "Value": "jane@example.com"}, {"Name": "email_verified", "Value": "true"}]
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="jane", UserAttributes=attributes)
    client = local.call(
        "CreateUserPoolClient", UserPoolId=pool_id, ClientName="confidential", GenerateSecret=True
    )["UserPoolClient"]

    def sent(name: str) -> Json:
        return {
            "USERNAME": name,
            "SECRET_HASH": _secret_hash(name, client["ClientId"], client["ClientSecret"]),
        }

    started = local.call(
        "InitiateAuth",
        ClientId=client["ClientId"],
        AuthFlow="CUSTOM_AUTH",
        AuthParameters=sent("jane@example.com"),
    )
    assert started["ChallengeParameters"]["USERNAME"] == "jane"
    answered = local.call(
        "RespondToAuthChallenge",
        ClientId=client["ClientId"],
        ChallengeName="CUSTOM_CHALLENGE",
        Session=started["Session"],
        ChallengeResponses={**sent("jane"), "ANSWER": "open"},
    )
    assert "AuthenticationResult" in answered


@pytest.mark.usefixtures("user")
def test_the_right_answer_gives_three_tokens(local: LocalPools, custom_client: str) -> None:
    started = _start(local, custom_client)
    assert started["ChallengeParameters"] == {"question": "the word?", "USERNAME": "jane"}
    assert 20 <= len(started["Session"]) <= 2048
    answered = _answer(local, custom_client, started["Session"])
    result = answered["AuthenticationResult"]
    assert set(result) == {"AccessToken", "IdToken", "RefreshToken", "ExpiresIn", "TokenType"}
    assert (result["ExpiresIn"], result["TokenType"]) == (3600, "Bearer")
    assert answered["ChallengeParameters"] == {}
    assert claims_of(result["IdToken"])["cognito:username"] == "jane"


@pytest.mark.usefixtures("user")
def test_a_wrong_answer_is_for_define_to_judge(local: LocalPools, custom_client: str) -> None:
    session = _start(local, custom_client)["Session"]
    second = _answer(local, custom_client, session, answer="wrong")
    assert second["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert second["Session"] != session
    assert "AuthenticationResult" in _answer(local, custom_client, second["Session"])
    last = local.functions.events_of("DefineAuthChallenge_Authentication")[-1]
    assert last["request"]["session"] == [
        {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": False, "challengeMetadata": "WORD"},
        {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": True, "challengeMetadata": "WORD"},
    ]


@pytest.mark.usefixtures("user")
def test_three_wrong_answers_end_the_flow_because_define_says_so(
    local: LocalPools, custom_client: str
) -> None:
    session = _start(local, custom_client)["Session"]
    for _ in range(2):
        session = _answer(local, custom_client, session, answer="wrong")["Session"]
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        _answer(local, custom_client, session, answer="wrong")


@pytest.mark.usefixtures("user")
def test_define_may_issue_tokens_at_once(local: LocalPools, custom_client: str) -> None:
    local.functions.respond(DEFINE, issueTokens=True, failAuthentication=False)
    assert "AuthenticationResult" in _start(local, custom_client)


@pytest.mark.usefixtures("user")
def test_a_user_who_must_change_the_password_signs_in_and_stays_so(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    _answer(local, custom_client, _start(local, custom_client)["Session"])
    status = local.call("AdminGetUser", UserPoolId=pool_id, Username="jane")["UserStatus"]
    assert status == "FORCE_CHANGE_PASSWORD"


@pytest.mark.usefixtures("user")
def test_metadata_of_the_start_stays_away_from_the_challenge_functions(
    local: LocalPools, custom_client: str
) -> None:
    started = _start(local, custom_client, ClientMetadata={"from": "start"})
    assert all("clientMetadata" not in event["request"] for event in local.functions.events)
    local.functions.events.clear()
    _answer(local, custom_client, started["Session"], ClientMetadata={"from": "answer"})
    assert [event["triggerSource"] for event in local.functions.events] == [
        "VerifyAuthChallengeResponse_Authentication",
        "DefineAuthChallenge_Authentication",
    ]
    assert all(event["request"]["clientMetadata"] == {"from": "answer"} for event in local.functions.events)


@pytest.mark.usefixtures("user")
def test_events_are_what_aws_sends(local: LocalPools, pool_id: str, user: Json, custom_client: str) -> None:
    _answer(local, custom_client, _start(local, custom_client)["Session"])
    attributes = {each["Name"]: each["Value"] for each in user["Attributes"]}
    attributes["cognito:user_status"] = "FORCE_CHANGE_PASSWORD"
    envelope = {
        "version": "1",
        "region": "us-east-1",
        "userPoolId": pool_id,
        "userName": "jane",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": custom_client},
    }
    define, create, verify, _ = local.functions.events
    assert define == envelope | {
        "triggerSource": "DefineAuthChallenge_Authentication",
        "request": {"userAttributes": attributes, "session": []},
        "response": {"challengeName": None, "issueTokens": None, "failAuthentication": None},
    }
    assert create == envelope | {
        "triggerSource": "CreateAuthChallenge_Authentication",
        "request": {"userAttributes": attributes, "challengeName": "CUSTOM_CHALLENGE", "session": []},
        "response": {
            "publicChallengeParameters": None,
            "privateChallengeParameters": None,
            "challengeMetadata": None,
        },
    }
    assert verify == envelope | {
        "triggerSource": "VerifyAuthChallengeResponse_Authentication",
        "request": {
            "userAttributes": attributes,
            "privateChallengeParameters": {"expected": "open"},
            "challengeAnswer": "open",
        },
        "response": {"answerCorrect": None},
    }
    arn = local.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]["Arn"]
    assert set(local.functions.sources) == {arn}


@pytest.mark.usefixtures("user")
def test_functions_learn_that_a_user_exists_only_if_the_client_hides_it(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    _hide_unknown_users(local, pool_id, custom_client)
    _start(local, custom_client)
    assert all(event["request"]["userNotFound"] is False for event in local.functions.events)


@pytest.mark.usefixtures("user")
def test_a_started_sign_in_survives_a_restart(local: LocalPools, custom_client: str) -> None:
    session = _start(local, custom_client)["Session"]
    local.restart()
    assert "AuthenticationResult" in _answer(local, custom_client, session)


@pytest.mark.usefixtures("user")
def test_a_server_signs_in_with_the_admin_twins(local: LocalPools, pool_id: str, custom_client: str) -> None:
    started = local.call(
        "AdminInitiateAuth",
        UserPoolId=pool_id,
        ClientId=custom_client,
        AuthFlow="CUSTOM_AUTH",
        AuthParameters={"USERNAME": "jane"},
    )
    answered = local.call(
        "AdminRespondToAuthChallenge",
        UserPoolId=pool_id,
        ClientId=custom_client,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=started["Session"],
        ChallengeResponses={"USERNAME": "jane", "ANSWER": "open"},
    )
    assert "AuthenticationResult" in answered


@pytest.mark.usefixtures("user")
def test_no_file_holds_a_session_or_a_token(local: LocalPools, custom_client: str) -> None:
    session = _start(local, custom_client)["Session"]
    result = _answer(local, custom_client, session)["AuthenticationResult"]
    stored = b"".join(path.read_bytes() for path in local.folder.iterdir())
    for secret in (session, result["RefreshToken"], result["AccessToken"]):
        assert secret.encode() not in stored
    assert {path.stat().st_mode & 0o777 for path in local.folder.iterdir()} == {0o600}
    assert {CREATE, DEFINE, VERIFY} <= set(local.functions.run)


def test_the_log_says_why_and_holds_no_secret(
    local: LocalPools, user: Json, custom_client: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="isthmus")
    session = _start(local, custom_client, user["Username"])["Session"]
    result = _answer(local, custom_client, session, answer="open")["AuthenticationResult"]
    with pytest.raises(RefusedError):
        _answer(local, custom_client, "never-issued-session-token")
    local.functions.respond(DEFINE, failAuthentication=True)
    with pytest.raises(RefusedError):
        _start(local, custom_client)
    assert "unknown, or of another client, user or challenge" in caplog.text
    assert "DefineAuthChallenge failed the sign-in" in caplog.text
    for secret in (session, *result.values(), "never-issued"):
        assert not isinstance(secret, str) or len(secret) < 10 or secret not in caplog.text


@pytest.mark.usefixtures("user")
def test_refuses_to_go_on_with_a_flow_that_was_taken_from_the_client(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    def start() -> str:
        session: str = local.call(
            "InitiateAuth",
            ClientId=custom_client,
            AuthFlow="CUSTOM_AUTH",
            AuthParameters={"USERNAME": "jane"},
        )["Session"]
        return session

    def answer(session: str) -> Json:
        return local.call(
            "RespondToAuthChallenge",
            ClientId=custom_client,
            ChallengeName="CUSTOM_CHALLENGE",
            Session=session,
            ChallengeResponses={"USERNAME": "jane", "ANSWER": "open"},
        )

    def allow(*flows: str) -> None:
        local.call(
            "UpdateUserPoolClient",
            UserPoolId=pool_id,
            ClientId=custom_client,
            ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH", *flows],
        )

    session = start()
    allow()
    with pytest.raises(RefusedError, match="NotAuthorizedException: Invalid session for the user"):
        answer(session)
    allow("ALLOW_CUSTOM_AUTH")
    session = start()
    allow("ALLOW_CUSTOM_AUTH", "ALLOW_USER_AUTH")
    assert "AuthenticationResult" in answer(session)
