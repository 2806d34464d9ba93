"""AdminRespondToAuthChallenge."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.sign_in.answers import Answer, Answers
from isthmus.local.cognito.sign_in.attempt import SentParameters, to_reply

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminRespondToAuthChallengeRequestTypeDef


async def admin_respond_to_auth_challenge(
    request: "AdminRespondToAuthChallengeRequestTypeDef",
    *,
    pools: Pools,
    clients: AppClients,
    answers: Answers,
) -> dict[str, Any]:
    """Answer a challenge from a server with AWS credentials."""
    pool = pools.get(request["UserPoolId"])
    client = clients.get(request["ClientId"], pool_id=pool.id)
    answer = Answer(
        pool=pool,
        client=client,
        challenge=request["ChallengeName"],
        unverified_session=request.get("Session"),
        sent=SentParameters(values=request.get("ChallengeResponses", {})),
        metadata=request.get("ClientMetadata", {}),
    )
    return to_reply(await answers.respond(answer))
