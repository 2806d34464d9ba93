"""RespondToAuthChallenge."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.sign_in.answers import Answer, Answers
from isthmus.local.cognito.sign_in.attempt import SentParameters, to_reply

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import RespondToAuthChallengeRequestTypeDef


async def respond_to_auth_challenge(
    request: "RespondToAuthChallengeRequestTypeDef",
    *,
    pools: Pools,
    clients: AppClients,
    answers: Answers,
) -> dict[str, Any]:
    """Answer a challenge from a public app."""
    client = clients.get(request["ClientId"], pool_id=None)
    pool = pools.get(client.pool_id)
    answer = Answer(
        pool=pool,
        client=client,
        challenge=request["ChallengeName"],
        unverified_session=request.get("Session"),
        sent=SentParameters(values=request.get("ChallengeResponses", {})),
        metadata=request.get("ClientMetadata", {}),
    )
    return to_reply(await answers.respond(answer))
