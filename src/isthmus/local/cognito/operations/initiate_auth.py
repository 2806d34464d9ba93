"""InitiateAuth."""

from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.sign_in.attempt import SentParameters, to_reply
from isthmus.local.cognito.sign_in.flows import Caller, SignIn, StartRequest

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import InitiateAuthRequestTypeDef


async def initiate_auth(
    request: "InitiateAuthRequestTypeDef", *, pools: Pools, clients: AppClients, sign_in: SignIn
) -> dict[str, Any]:
    """Start a sign-in from a public app."""
    if "Session" in request:
        raise UnsupportedError("Sign-in with the Session of ConfirmSignUp")
    client = clients.get(request["ClientId"], pool_id=None)
    pool = pools.get(client.pool_id)
    start = StartRequest(
        pool=pool,
        client=client,
        sent=SentParameters(values=request.get("AuthParameters", {})),
        metadata=request.get("ClientMetadata", {}),
    )
    return to_reply(await sign_in.start(request["AuthFlow"], start, caller=Caller.APP))
