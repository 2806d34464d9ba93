"""Custom authentication as an application does it."""

import contextlib
from typing import Any

import pytest

from isthmus.cognito.sign_in import Challenge, CustomAuth, UserPoolTokens
from isthmus.errors import ConfigurationError, DeniedError, ThrottledError, UnavailableError
from isthmus.secret import Secret
from unit.aws.fake_aws import FakeAws, give, refuse

CLIENT_ID = "1example23456789"
ASKED: dict[str, Any] = {
    "ChallengeName": "CUSTOM_CHALLENGE",
    "Session": "AYABsample-session",
    "ChallengeParameters": {"USERNAME": "jane", "challenge": "SALESFORCE_SESSION"},
}
GIVEN: dict[str, Any] = {
    "AccessToken": "a.c.c",
    "ExpiresIn": 3600,
    "IdToken": "i.d.t",
    "RefreshToken": "r.e.f",
    "TokenType": "Bearer",
}
ANSWER = Secret("the answer")


def an_aws(**operations: Any) -> FakeAws:
    good = {
        "InitiateAuth": give(**ASKED),
        "RespondToAuthChallenge": give(AuthenticationResult=GIVEN, ChallengeParameters={}),
    }
    return FakeAws(good | operations)


def a_custom_auth(aws: FakeAws, *, client_secret: Secret | None = None) -> CustomAuth:
    return CustomAuth(client_id=CLIENT_ID, client_secret=client_secret, api=aws)


def sign_in(aws: FakeAws, *, client_secret: Secret | None = None) -> UserPoolTokens | Challenge:
    auth = a_custom_auth(aws, client_secret=client_secret)
    return auth.answer(auth.begin("jane"), answer=ANSWER)


OPERATIONS = ["InitiateAuth", "RespondToAuthChallenge"]


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "code",
    [
        "NotAuthorizedException",
        "UserNotFoundException",
        "UserNotConfirmedException",
        "PasswordResetRequiredException",
        "ForbiddenException",
    ],
)
def test_denies_what_the_pool_refuses(operation: str, code: str) -> None:
    with pytest.raises(DeniedError, match=code) as refused:
        sign_in(an_aws(**{operation: refuse(code, "Incorrect username or password.")}))
    assert refused.value.rule == "user_pool"


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "code",
    [
        "UserLambdaValidationException",
        "UnexpectedLambdaException",
        "InvalidLambdaResponseException",
        "InternalErrorException",
    ],
)
def test_is_unavailable_when_a_trigger_or_the_pool_fails(operation: str, code: str) -> None:
    with pytest.raises(UnavailableError) as failed:
        sign_in(an_aws(**{operation: refuse(code)}))
    assert type(failed.value) is UnavailableError


@pytest.mark.parametrize("operation", OPERATIONS)
def test_says_that_the_pool_is_too_busy(operation: str) -> None:
    with pytest.raises(ThrottledError) as busy:
        sign_in(an_aws(**{operation: refuse("TooManyRequestsException", "Rate exceeded")}))
    assert busy.value.retry_after_seconds == 0


def test_the_answer_is_a_call_that_must_not_arrive_twice() -> None:
    aws = an_aws()
    sign_in(aws)
    assert aws.once == ["RespondToAuthChallenge"]


def test_says_which_setting_of_the_client_is_wrong() -> None:
    refused = refuse("InvalidParameterException", "CUSTOM_AUTH is not enabled for the client.")
    with pytest.raises(ConfigurationError, match=r"CUSTOM_AUTH is not enabled for the client\."):
        sign_in(an_aws(InitiateAuth=refused))


def test_does_not_repeat_a_message_that_may_quote_the_answer() -> None:
    message = f"1 validation error detected: Value '{ANSWER.reveal()}' at 'challengeResponses' failed"
    with pytest.raises(ConfigurationError) as refused:
        sign_in(an_aws(RespondToAuthChallenge=refuse("InvalidParameterException", message)))
    assert ANSWER.reveal() not in str(refused.value)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"AuthenticationResult": GIVEN},
        ASKED | {"ChallengeName": "NEW_PASSWORD_REQUIRED"},
        ASKED | {"Session": None},
        ASKED | {"ChallengeParameters": None},
        ASKED | {"ChallengeParameters": {"challenge": "SALESFORCE_SESSION"}},
        ASKED | {"ChallengeParameters": {"USERNAME": 7}},
    ],
    ids=str,
)
def test_is_unavailable_when_the_pool_asks_nothing_or_something_else(answer: dict[str, Any]) -> None:
    with pytest.raises(UnavailableError):
        a_custom_auth(an_aws(InitiateAuth=give(**answer))).begin("jane")


@pytest.mark.parametrize("missing", ["AccessToken", "IdToken", "ExpiresIn"])
def test_is_unavailable_when_the_tokens_are_not_whole(missing: str) -> None:
    tokens = {name: value for name, value in GIVEN.items() if name != missing}
    with pytest.raises(UnavailableError):
        sign_in(an_aws(RespondToAuthChallenge=give(AuthenticationResult=tokens)))


@pytest.mark.parametrize("outcome", [give(AuthenticationResult=GIVEN), refuse("NotAuthorizedException")])
def test_never_sends_a_session_twice(outcome: Any) -> None:
    aws = an_aws(RespondToAuthChallenge=outcome)
    auth = a_custom_auth(aws)
    challenge = auth.begin("jane")
    with contextlib.suppress(DeniedError):
        auth.answer(challenge, answer=ANSWER)
    with pytest.raises(DeniedError) as refused:
        auth.answer(challenge, answer=ANSWER)
    assert refused.value.rule == "session_used"
    assert aws.called == OPERATIONS


def test_gives_the_tokens_masked() -> None:
    tokens = sign_in(an_aws())
    assert tokens == UserPoolTokens(
        username="jane",
        access_token=Secret("a.c.c"),
        id_token=Secret("i.d.t"),
        refresh_token=Secret("r.e.f"),
        expires_in_seconds=3600,
    )
    assert not any(GIVEN[name] in repr(tokens) for name in ("AccessToken", "IdToken", "RefreshToken"))


def test_gives_the_next_question_if_there_is_one() -> None:
    challenge = sign_in(an_aws(RespondToAuthChallenge=give(**ASKED | {"Session": "another-session"})))
    assert isinstance(challenge, Challenge)
    assert challenge.take_session() == Secret("another-session")


def test_a_refresh_token_may_be_missing() -> None:
    tokens = sign_in(an_aws(RespondToAuthChallenge=give(AuthenticationResult=GIVEN | {"RefreshToken": None})))
    assert isinstance(tokens, UserPoolTokens)
    assert tokens.refresh_token is None


def test_answers_as_the_user_the_pool_names() -> None:
    aws = an_aws(InitiateAuth=give(**ASKED | {"ChallengeParameters": {"USERNAME": "the real name"}}))
    sign_in(aws)
    assert aws.calls == [
        (
            "InitiateAuth",
            {"AuthFlow": "CUSTOM_AUTH", "ClientId": CLIENT_ID, "AuthParameters": {"USERNAME": "jane"}},
        ),
        (
            "RespondToAuthChallenge",
            {
                "ClientId": CLIENT_ID,
                "ChallengeName": "CUSTOM_CHALLENGE",
                "Session": "AYABsample-session",
                "ChallengeResponses": {"USERNAME": "the real name", "ANSWER": "the answer"},
            },
        ),
    ]


def test_a_client_with_a_secret_sends_its_hash_over_the_name_it_sends() -> None:
    aws = an_aws(InitiateAuth=give(**ASKED | {"ChallengeParameters": {"USERNAME": "testuser"}}))
    auth = a_custom_auth(aws, client_secret=Secret("9example87654321"))
    auth.answer(auth.begin("jane@example.com"), answer=ANSWER)
    sent = [fields.get("AuthParameters") or fields["ChallengeResponses"] for _, fields in aws.calls]
    assert [parameters["SECRET_HASH"] for parameters in sent] == [
        "3GKfK9s71s8jwQ2eEiv4CJU43W3AXXI55lGqw2yKfT0=",
        "LthmoSss1n0/Ms4uzp6sA+g2PgbCMi/mSkSSqamQ1mg=",
    ]
