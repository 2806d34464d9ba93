import pytest

from unit.local.cognito.local_pools import DEFINE, Json, LocalPools, RefusedError
from unit.local.cognito.sign_in.srp_client import SrpClient

PASSWORD = "Secret-123"
FIRST = {"CHALLENGE_NAME": "SRP_A"}
SOLVED_SRP = {"challengeName": "SRP_A", "challengeResult": True, "challengeMetadata": None}
SOLVED_PASSWORD = {"challengeName": "PASSWORD_VERIFIER", "challengeResult": True, "challengeMetadata": None}
SOLVED_CHANGE = {"challengeName": "NEW_PASSWORD_REQUIRED", "challengeResult": True, "challengeMetadata": None}


@pytest.fixture
def jane(local: LocalPools, pool_id: str, user: Json, custom_client: str) -> SrpClient:
    local.call(
        "AdminSetUserPassword",
        UserPoolId=pool_id,
        Username=user["Username"],
        Password=PASSWORD,
        Permanent=True,
    )
    _define_by(local, {})
    return SrpClient(local, pool_id, custom_client, password=PASSWORD)


def _define_by(local: LocalPools, changes: dict[str, str]) -> None:
    """Let Define follow AWS's steps, with other answers after some challenges."""
    steps = {
        "SRP_A": "PASSWORD_VERIFIER",
        "PASSWORD_VERIFIER": "CUSTOM_CHALLENGE",
        "NEW_PASSWORD_REQUIRED": "CUSTOM_CHALLENGE",
        "CUSTOM_CHALLENGE": "tokens",
        **changes,
    }

    def define(event: Json) -> Json:
        step = steps[event["request"]["session"][-1]["challengeName"]]
        event["response"] = {"challengeName": step, "issueTokens": step == "tokens"}
        return event

    local.functions.run[DEFINE] = define


@pytest.mark.parametrize("answer", ["CUSTOM_CHALLENGE", "tokens", "else"])
def test_refuses_to_leave_the_password_out_once_srp_began(
    local: LocalPools, jane: SrpClient, answer: str
) -> None:
    _define_by(local, {"SRP_A": answer})
    with pytest.raises(RefusedError, match="Unrecognizable lambda output"):
        jane.start("CUSTOM_AUTH", **FIRST)


def test_refuses_a_wrong_password_before_define_is_asked_again(
    local: LocalPools, pool_id: str, custom_client: str, jane: SrpClient
) -> None:
    started = jane.start("CUSTOM_AUTH", **FIRST)
    count = len(local.functions.events)
    thief = SrpClient(local, pool_id, custom_client, password="Wrong-pass-1")
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        thief.answer(thief.claim(started), Session=started["Session"])
    assert len(local.functions.events) == count


def test_refuses_a_claim_without_its_session(jane: SrpClient) -> None:
    started = jane.start("CUSTOM_AUTH", **FIRST)
    other = jane.start("CUSTOM_AUTH", **FIRST)
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        jane.answer(jane.claim(started), Session=other["Session"])
    with pytest.raises(RefusedError, match="Missing required parameter Session"):
        jane.answer(jane.claim(started))


@pytest.mark.usefixtures("jane")
def test_refuses_a_start_without_a_public_number(local: LocalPools, custom_client: str) -> None:
    with pytest.raises(RefusedError, match="Missing required parameter SRP_A"):
        local.call(
            "InitiateAuth",
            ClientId=custom_client,
            AuthFlow="CUSTOM_AUTH",
            AuthParameters={"USERNAME": "jane", **FIRST},
        )


@pytest.mark.parametrize("answer", ["CUSTOM_CHALLENGE", "tokens"])
@pytest.mark.usefixtures("jane")
def test_refuses_to_leave_a_temporary_password_as_it_is(
    local: LocalPools, pool_id: str, custom_client: str, answer: str
) -> None:
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="joe", TemporaryPassword=PASSWORD)
    _define_by(local, {"PASSWORD_VERIFIER": answer})
    joe = SrpClient(local, pool_id, custom_client, password=PASSWORD, username="joe")
    started = joe.start("CUSTOM_AUTH", **FIRST)
    with pytest.raises(RefusedError, match="Unrecognizable lambda output"):
        joe.answer(joe.claim(started), Session=started["Session"])


def test_a_proven_password_comes_before_the_custom_challenge(
    local: LocalPools, custom_client: str, jane: SrpClient
) -> None:
    started = jane.start("CUSTOM_AUTH", **FIRST)
    assert started["ChallengeName"] == "PASSWORD_VERIFIER"
    asked = jane.answer(jane.claim(started), Session=started["Session"])
    assert asked["ChallengeName"] == "CUSTOM_CHALLENGE"
    answered = local.call(
        "RespondToAuthChallenge",
        ClientId=custom_client,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": "jane", "ANSWER": "open"},
    )
    assert "AuthenticationResult" in answered
    sessions = [
        event["request"]["session"]
        for event in local.functions.events_of("DefineAuthChallenge_Authentication")
    ]
    assert sessions[:2] == [[SOLVED_SRP], [SOLVED_SRP, SOLVED_PASSWORD]]
    assert [result["challengeName"] for result in sessions[2]] == [
        "SRP_A",
        "PASSWORD_VERIFIER",
        "CUSTOM_CHALLENGE",
    ]


@pytest.mark.usefixtures("jane")
def test_a_new_password_comes_before_the_custom_challenge(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="joe", TemporaryPassword=PASSWORD)
    _define_by(local, {"PASSWORD_VERIFIER": "NEW_PASSWORD_REQUIRED"})
    joe = SrpClient(local, pool_id, custom_client, password=PASSWORD, username="joe")
    started = joe.start("CUSTOM_AUTH", **FIRST)
    asked = joe.answer(joe.claim(started), Session=started["Session"])
    assert asked["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    answered = local.call(
        "RespondToAuthChallenge",
        ClientId=custom_client,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": "joe", "NEW_PASSWORD": "Another-123"},
    )
    assert answered["ChallengeName"] == "CUSTOM_CHALLENGE"
    last = local.functions.events_of("DefineAuthChallenge_Authentication")[-1]
    assert last["request"]["session"] == [SOLVED_SRP, SOLVED_PASSWORD, SOLVED_CHANGE]


def test_a_start_may_say_that_there_is_no_srp(local: LocalPools, custom_client: str, user: Json) -> None:
    parameters = {"USERNAME": user["Username"], "CHALLENGE_NAME": "CUSTOM_CHALLENGE"}
    started = local.call(
        "InitiateAuth", ClientId=custom_client, AuthFlow="CUSTOM_AUTH", AuthParameters=parameters
    )
    assert started["ChallengeName"] == "CUSTOM_CHALLENGE"
