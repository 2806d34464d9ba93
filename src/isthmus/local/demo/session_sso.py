"""`session_sso`, told: the validator, the custom challenge, the tokens, and who is refused."""

from collections.abc import Mapping
from typing import Any

import httpx2

from isthmus.local.demo.choices import Chosen, Options
from isthmus.local.demo.guest import Guest, answer_json, check_status, said
from isthmus.local.demo.telling import Teller, require, tell_claims

IDP = "AWSCognitoIdentityProviderService"
DENIED = "NotAuthorizedException"


def options(ready: Mapping[str, Any]) -> Options:
    """Give what can be chosen: whose session."""
    return {"user": tuple(user["username"] for user in ready["salesforce_org"]["users"])}


def tell(guest: Guest, teller: Teller, chosen: Chosen) -> None:
    """Run the flow once."""
    owner = next(user for user in guest.users if user["username"] == chosen["user"])
    other = next(user for user in guest.users if user is not owner)
    with teller.hop("the token validator refuses a made-up session"):
        answer = _validate(guest, owner["session_id"][:-12] + "madeUpMadeUp")
        check_status(answer, httpx2.codes.UNAUTHORIZED)
    with teller.hop("the token validator asks the org whose session it is, and makes the Cognito user"):
        username = answer_json(_validate(guest, owner["session_id"]))["username"]
        teller.tell("username", username)
    with teller.hop("Cognito starts CUSTOM_AUTH: the Define and Create triggers run"):
        challenge = _initiate(guest, username)
        teller.tell("challenge", challenge["ChallengeName"])
    with teller.hop("the session of another person is refused by the Verify trigger"):
        answer = _respond(guest, challenge, username=username, session_id=other["session_id"])
        _tell_denial(answer, teller)
    with teller.hop("a fresh challenge, answered with the person's own session: Verify asks the org again"):
        challenge = _initiate(guest, username)
        answer = _respond(guest, challenge, username=username, session_id=owner["session_id"])
        tokens = answer_json(answer)["AuthenticationResult"]
        tell_claims(teller, "access token", tokens["AccessToken"])
        tell_claims(teller, "ID token", tokens["IdToken"])
    with teller.hop("the same challenge can't be answered twice"):
        answer = _respond(guest, challenge, username=username, session_id=owner["session_id"])
        _tell_denial(answer, teller)
    with teller.hop("the tokens open the sample API"):
        headers = {"Authorization": f"Bearer {tokens['AccessToken']}"}
        answer_json(guest.http.get(f"{guest.ready['api']}/test", headers=headers))


def _tell_denial(answer: httpx2.Response, teller: Teller) -> None:
    """Another refusal than Cognito's own no, such as that of a trigger that failed, is not the one meant."""
    require(answer.is_client_error, said(answer))
    refusal = answer.json()
    require(refusal["__type"] == DENIED, f"{refusal['__type']}: {refusal['message']}")
    teller.tell(refusal["__type"], refusal["message"])


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
