"""`session_sso`, told: the validator, the custom challenge, the tokens, and who is refused."""

from typing import Any

import httpx2

from isthmus.local.demo.guest import Guest, answer_json
from isthmus.local.demo.narrator import Narrator, require

IDP = "AWSCognitoIdentityProviderService"


def tell(guest: Guest, narrator: Narrator) -> None:
    """Run the flow once."""
    owner, other = guest.users[0], guest.users[1]
    with narrator.hop("the token validator refuses a made-up session"):
        answer = _validate(guest, owner["session_id"][:-12] + "madeUpMadeUp")
        require(answer.status_code == httpx2.codes.UNAUTHORIZED, f"HTTP {answer.status_code}")
    with narrator.hop("the token validator asks the org whose session it is, and makes the Cognito user"):
        username = answer_json(_validate(guest, owner["session_id"]))["username"]
        narrator.tell("username", username)
    with narrator.hop("Cognito starts CUSTOM_AUTH: the Define and Create triggers run"):
        challenge = _initiate(guest, username)
        narrator.tell("challenge", challenge["ChallengeName"])
    with narrator.hop("the session of another person is refused by the Verify trigger"):
        answer = _respond(guest, challenge, username=username, session_id=other["session_id"])
        require(answer.is_client_error, f"HTTP {answer.status_code}")
        narrator.tell(answer.json()["__type"], answer.json()["message"])
    with narrator.hop("a fresh challenge, answered with the person's own session: Verify asks the org again"):
        challenge = _initiate(guest, username)
        answer = _respond(guest, challenge, username=username, session_id=owner["session_id"])
        tokens = answer_json(answer)["AuthenticationResult"]
        narrator.tell_claims("access token", tokens["AccessToken"])
        narrator.tell_claims("ID token", tokens["IdToken"])
    with narrator.hop("the same challenge can't be answered twice"):
        answer = _respond(guest, challenge, username=username, session_id=owner["session_id"])
        require(answer.is_client_error, f"HTTP {answer.status_code}")
        narrator.tell(answer.json()["__type"], answer.json()["message"])
    with narrator.hop("the tokens open the sample API"):
        headers = {"Authorization": f"Bearer {tokens['AccessToken']}"}
        answer_json(guest.http.get(f"{guest.ready['api']}/test", headers=headers))


def _validate(guest: Guest, session_id: str) -> httpx2.Response:
    url = guest.ready["session_sso"]["validator_url"]
    return guest.http.post(url, headers={"Authorization": f"Bearer {session_id}"})


def _initiate(guest: Guest, username: str) -> dict[str, Any]:
    request = {
        "AuthFlow": "CUSTOM_AUTH",
        "ClientId": guest.ready["session_sso"]["client_id"],
        "AuthParameters": {"USERNAME": username},
    }
    return answer_json(guest.aws_json(f"{IDP}.InitiateAuth", request))


def _respond(guest: Guest, challenge: dict[str, Any], *, username: str, session_id: str) -> httpx2.Response:
    request = {
        "ClientId": guest.ready["session_sso"]["client_id"],
        "ChallengeName": challenge["ChallengeName"],
        "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": username, "ANSWER": session_id},
    }
    return guest.aws_json(f"{IDP}.RespondToAuthChallenge", request)
