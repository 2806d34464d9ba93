"""`session_sso` from outside: the token validator, the custom challenge, and the tokens at the sample API."""

import concurrent.futures
from typing import Any

import httpx2
import jwt
import pytest
from botocore.exceptions import ClientError

from flows.driving import Stack, jwt_claims


def validate(stack: Stack, session_id: str | None, *, method: str = "POST") -> httpx2.Response:
    headers = {"Authorization": f"Bearer {session_id}"} if session_id else {}
    with stack.http() as http:
        return http.request(method, stack["session_sso"]["validator_url"], headers=headers)


def username_of(stack: Stack, user: dict[str, Any]) -> str:
    answer = validate(stack, user["session_id"])
    assert answer.status_code == 200, answer.text
    return str(answer.json()["username"])


def initiate(stack: Stack, username: str) -> Any:
    return stack.unsigned_client("cognito-idp").initiate_auth(
        AuthFlow="CUSTOM_AUTH",
        ClientId=stack["session_sso"]["client_id"],
        AuthParameters={"USERNAME": username},
    )


def respond(stack: Stack, challenge: Any, *, username: str, answer: str) -> Any:
    return stack.unsigned_client("cognito-idp").respond_to_auth_challenge(
        ClientId=stack["session_sso"]["client_id"],
        ChallengeName="CUSTOM_CHALLENGE",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": username, "ANSWER": answer},
    )


def refusal(stack: Stack, *, username: str, answer: str) -> tuple[str, str]:
    challenge = initiate(stack, username)
    with pytest.raises(ClientError) as refused:
        respond(stack, challenge, username=username, answer=answer)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


WRONG = ("NotAuthorizedException", "Incorrect username or password.")


def other_session(stack: Stack, changed: str) -> str:
    session_id = str(stack.user()["session_id"])
    org, _, rest = session_id.partition("!")
    return {
        "another org's": f"00DAAAAAAAAAAAA!{rest}",
        "a made-up": f"{org}!{'x' * len(rest)}",
        "a shortened": session_id[:-1],
        "no": "garbage",
    }[changed]


SESSIONS = ["another org's", "a made-up", "a shortened", "no"]


@pytest.mark.parametrize("whose", SESSIONS)
def test_validator_refuses(stack: Stack, whose: str) -> None:
    answer = validate(stack, other_session(stack, whose))
    assert answer.status_code in {400, 401}
    assert "username" not in answer.json()


def test_validator_refuses_a_call_without_a_session(stack: Stack) -> None:
    assert validate(stack, None).status_code == 401


def test_validator_refuses_a_session_in_the_url(stack: Stack) -> None:
    url = f"{stack['session_sso']['validator_url']}?session_id={stack.user()['session_id']}"
    with stack.http() as http:
        assert http.post(url).status_code in {400, 401}


def test_validator_takes_post_only(stack: Stack) -> None:
    assert validate(stack, stack.user()["session_id"], method="GET").status_code == 405


@pytest.mark.parametrize("whose", SESSIONS)
def test_challenge_refuses_a_wrong_answer(stack: Stack, whose: str) -> None:
    username = username_of(stack, stack.user())
    assert refusal(stack, username=username, answer=other_session(stack, whose)) == WRONG


def test_challenge_refuses_the_session_of_another_user(stack: Stack) -> None:
    username = username_of(stack, stack.user(index=0))
    assert refusal(stack, username=username, answer=stack.user(index=1)["session_id"]) == WRONG


def test_unknown_user_is_refused_like_a_wrong_answer(stack: Stack) -> None:
    assert refusal(stack, username="nobody", answer=stack.user()["session_id"]) == WRONG


def test_a_used_challenge_session_is_refused_after_success_and_after_failure(stack: Stack) -> None:
    user = stack.user()
    username = username_of(stack, user)
    challenge = initiate(stack, username)
    respond(stack, challenge, username=username, answer=user["session_id"])
    with pytest.raises(ClientError, match="session can only be used once"):
        respond(stack, challenge, username=username, answer=user["session_id"])
    spoilt = initiate(stack, username)
    with pytest.raises(ClientError):
        respond(stack, spoilt, username=username, answer="garbage")
    with pytest.raises(ClientError, match="Invalid session for the user"):
        respond(stack, spoilt, username=username, answer=user["session_id"])


def test_one_challenge_gives_tokens_once_to_two_callers_at_once(stack: Stack) -> None:
    user = stack.user()
    username = username_of(stack, user)
    challenge = initiate(stack, username)

    def attempt(_: int) -> bool:
        try:
            respond(stack, challenge, username=username, answer=user["session_id"])
        except ClientError:
            return False
        return True

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == [False, False, False, True]


def test_a_pool_without_triggers_refuses_custom_auth(stack: Stack) -> None:
    cognito = stack.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="no-triggers")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="c", ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    )["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(UserPoolId=pool, Username="sample", MessageAction="SUPPRESS")
    with pytest.raises(ClientError, match="Custom auth lambda trigger is not configured for the user pool"):
        stack.unsigned_client("cognito-idp").initiate_auth(
            AuthFlow="CUSTOM_AUTH", ClientId=client, AuthParameters={"USERNAME": "sample"}
        )
    cognito.delete_user_pool(UserPoolId=pool)


def test_a_missing_trigger_function_fails_closed(stack: Stack) -> None:
    cognito = stack.client("cognito-idp")
    arn = f"arn:aws:lambda:{stack['region']}:{stack['account_id']}:function:absent"
    triggers = {"DefineAuthChallenge": arn, "CreateAuthChallenge": arn, "VerifyAuthChallengeResponse": arn}
    pool = cognito.create_user_pool(PoolName="absent-triggers", LambdaConfig=triggers)["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="c", ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    )["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(UserPoolId=pool, Username="sample", MessageAction="SUPPRESS")
    with pytest.raises(ClientError) as refused:
        stack.unsigned_client("cognito-idp").initiate_auth(
            AuthFlow="CUSTOM_AUTH", ClientId=client, AuthParameters={"USERNAME": "sample"}
        )
    assert refused.value.response["Error"]["Code"] == "UnexpectedLambdaException"
    cognito.delete_user_pool(UserPoolId=pool)


def test_sign_in_gives_tokens_that_verify_and_open_the_api(stack: Stack) -> None:
    user = stack.user()
    username = username_of(stack, user)
    challenge = initiate(stack, username)
    assert challenge["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert challenge["ChallengeParameters"]["USERNAME"] == username
    result = respond(stack, challenge, username=username, answer=user["session_id"])["AuthenticationResult"]
    issuer = f"{stack['aws_endpoint']}/{stack['session_sso']['user_pool_id']}"
    with stack.http() as http:
        keys = jwt.PyJWKSet.from_dict(http.get(f"{issuer}/.well-known/jwks.json").json())
        opened = http.get(
            f"{stack['api']}/test", headers={"Authorization": f"Bearer {result['AccessToken']}"}
        )
    for name in ("AccessToken", "IdToken"):
        token = result[name]
        key = next(key for key in keys.keys if key.key_id == jwt.get_unverified_header(token)["kid"])
        jwt.decode(token, key, algorithms=["RS256"], issuer=issuer, options={"verify_aud": False})
    assert jwt_claims(result["AccessToken"])["username"] == username
    assert jwt_claims(result["IdToken"])["aud"] == stack["session_sso"]["client_id"]
    assert opened.status_code == 200, opened.text


def test_an_unverified_email_is_not_copied(stack: Stack) -> None:
    for index, expected in ((0, "true"), (2, None)):
        username = username_of(stack, stack.user(index=index))
        found = stack.client("cognito-idp").admin_get_user(
            UserPoolId=stack["session_sso"]["user_pool_id"], Username=username
        )
        attributes = {item["Name"]: item["Value"] for item in found["UserAttributes"]}
        assert attributes.get("email_verified") == expected
        assert ("email" in attributes) is (expected is not None)


def test_many_validations_at_once_make_one_user(stack: Stack) -> None:
    user = stack.user(index=1)
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        names = set(pool.map(lambda _: username_of(stack, user), range(6)))
    assert len(names) == 1
    listed = stack.client("cognito-idp").list_users(
        UserPoolId=stack["session_sso"]["user_pool_id"], Filter=f'username = "{names.pop()}"'
    )
    assert [found["UserStatus"] for found in listed["Users"]] == ["CONFIRMED"]
