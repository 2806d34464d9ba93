"""InitiateAuth."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.sign_in.attempt import SentParameters, SignInResult, to_reply
from isthmus.local.cognito.sign_in.flows import SignIn, check_flow_is_here

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import InitiateAuthRequestTypeDef


async def initiate_auth(
    request: "InitiateAuthRequestTypeDef", *, pools: Pools, clients: AppClients, sign_in: SignIn
) -> dict[str, Any]:
    """Start a sign-in from a public app."""
    check_flow_is_here(request["AuthFlow"])
    return to_reply(await _start(request, pools=pools, clients=clients, sign_in=sign_in))


async def _start(
    request: "InitiateAuthRequestTypeDef", *, pools: Pools, clients: AppClients, sign_in: SignIn
) -> SignInResult:
    client = clients.get(request["ClientId"], pool_id=None)
    pool = pools.get(client.pool_id)
    sent = SentParameters(values=request.get("AuthParameters", {}))
    metadata = request.get("ClientMetadata", {})
    match request["AuthFlow"]:
        case "CUSTOM_AUTH":
            return await sign_in.start_custom_auth(pool=pool, client=client, sent=sent, metadata=metadata)
        case "USER_PASSWORD_AUTH":
            if "ALLOW_USER_PASSWORD_AUTH" not in client.flows:
                raise invalid_parameter("USER_PASSWORD_AUTH flow not enabled for this client")
            return await sign_in.start_password(pool=pool, client=client, sent=sent, metadata=metadata)
        case "USER_SRP_AUTH":
            return await sign_in.start_srp(pool=pool, client=client, sent=sent, metadata=metadata)
        case "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN":
            return await sign_in.start_refresh(pool=pool, client=client, sent=sent)
        case _:
            raise invalid_parameter("Initiate Auth method not supported")
