from typing import Any

import pytest

from isthmus.local.cognito.triggers import FunctionAnswer
from unit.local.cognito.local_pools import CREATE, DEFINE, VERIFY, Json, LocalPools, RefusedError

pytestmark = pytest.mark.usefixtures("user")


def _sign_in(local: LocalPools, client_id: str) -> Json:
    started = local.call(
        "InitiateAuth",
        ClientId=client_id,
        AuthFlow="CUSTOM_AUTH",
        AuthParameters={"USERNAME": "jane"},
    )
    if "Session" not in started:
        return started
    return local.call(
        "RespondToAuthChallenge",
        ClientId=client_id,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=started["Session"],
        ChallengeResponses={"USERNAME": "jane", "ANSWER": "open"},
    )


@pytest.mark.parametrize(
    ("arn", "response"),
    [
        (DEFINE, {}),
        (DEFINE, {"challengeName": None, "issueTokens": None, "failAuthentication": None}),
        (DEFINE, {"issueTokens": "true"}),
        (DEFINE, {"issueTokens": 1}),
        (DEFINE, {"challengeName": "CUSTOM_CHALLENGE", "failAuthentication": "false"}),
        (DEFINE, {"challengeName": "MY_CHALLENGE"}),
        (DEFINE, {"challengeName": ["CUSTOM_CHALLENGE"]}),
        (CREATE, {}),
        (CREATE, {"privateChallengeParameters": {}}),
        (CREATE, {"privateChallengeParameters": None}),
        (CREATE, {"privateChallengeParameters": "secret"}),
        (CREATE, {"privateChallengeParameters": {"a": 1}}),
        (CREATE, {"privateChallengeParameters": {"a": "b"}, "publicChallengeParameters": {"a": None}}),
        (CREATE, {"privateChallengeParameters": {"a": "b"}, "publicChallengeParameters": []}),
        (CREATE, {"privateChallengeParameters": {"a": "b"}, "challengeMetadata": 7}),
        (VERIFY, {}),
        (VERIFY, {"answerCorrect": None}),
        (VERIFY, {"answerCorrect": "true"}),
        (VERIFY, {"answerCorrect": 1}),
    ],
)
def test_refuses_a_response_with_something_left_out_or_mistyped(
    local: LocalPools, custom_client: str, arn: str, response: Json
) -> None:
    local.functions.respond(arn, **response)
    with pytest.raises(RefusedError, match="Unrecognizable lambda output") as refused:
        _sign_in(local, custom_client)
    assert refused.value.code == "InvalidLambdaResponseException"


@pytest.mark.parametrize("arn", [DEFINE, CREATE, VERIFY])
@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"true",
        b"[]",
        b'"yes"',
        b"{",
        b"\xff",
        b"{}",
        b'{"response": null}',
        b'{"response": []}',
    ],
)
def test_refuses_an_answer_that_is_no_event(
    local: LocalPools, custom_client: str, arn: str, payload: bytes
) -> None:
    answer = FunctionAnswer(payload=payload, error=None)
    local.functions.run[arn] = lambda _event: answer
    with pytest.raises(RefusedError, match="Unrecognizable lambda output"):
        _sign_in(local, custom_client)


@pytest.mark.parametrize("name", ["PASSWORD_VERIFIER", "SRP_A", "SMS_MFA", "NEW_PASSWORD_REQUIRED"])
def test_says_which_challenges_are_not_here(local: LocalPools, custom_client: str, name: str) -> None:
    local.functions.respond(DEFINE, challengeName=name)
    with pytest.raises(RefusedError, match=f"The challenge {name} in custom authentication is not supported"):
        _sign_in(local, custom_client)


def test_the_real_username_beats_a_public_parameter_of_that_name(
    local: LocalPools, custom_client: str
) -> None:
    private: dict[str, Any] = {"a": "b"}
    local.functions.respond(
        CREATE, privateChallengeParameters=private, publicChallengeParameters={"USERNAME": "admin"}
    )
    started = local.call(
        "InitiateAuth", ClientId=custom_client, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "jane"}
    )
    assert started["ChallengeParameters"] == {"USERNAME": "jane"}


def test_public_parameters_and_metadata_may_be_absent(local: LocalPools, custom_client: str) -> None:
    local.functions.respond(CREATE, privateChallengeParameters={"a": "b"})
    assert "AuthenticationResult" in _sign_in(local, custom_client)
