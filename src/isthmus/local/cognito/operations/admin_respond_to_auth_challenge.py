"""AdminRespondToAuthChallenge."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.sign_in.attempt import SentParameters, to_reply
from isthmus.local.cognito.sign_in.flows import SignIn

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminRespondToAuthChallengeRequestTypeDef


async def admin_respond_to_auth_challenge(
    request: "AdminRespondToAuthChallengeRequestTypeDef",
    *,
    pools: Pools,
    clients: AppClients,
    sign_in: SignIn,
) -> dict[str, Any]:
    """Answer a challenge from a server with AWS credentials."""
    pool = pools.get(request["UserPoolId"])
    result = await sign_in.respond(
        pool=pool,
        client=clients.get(request["ClientId"], pool_id=pool.id),
        challenge=request["ChallengeName"],
        unverified_session=request.get("Session"),
        sent=SentParameters(values=request.get("ChallengeResponses", {})),
        metadata=request.get("ClientMetadata", {}),
    )
    return to_reply(result)
