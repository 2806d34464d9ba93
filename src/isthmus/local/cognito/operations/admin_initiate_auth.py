"""AdminInitiateAuth."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.sign_in.attempt import SentParameters, SignInResult, to_reply
from isthmus.local.cognito.sign_in.flows import SignIn, check_flow_is_here

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminInitiateAuthRequestTypeDef


async def admin_initiate_auth(
    request: "AdminInitiateAuthRequestTypeDef", *, pools: Pools, clients: AppClients, sign_in: SignIn
) -> dict[str, Any]:
    """Start a sign-in from a server with AWS credentials."""
    check_flow_is_here(request["AuthFlow"])
    return to_reply(await _start(request, pools=pools, clients=clients, sign_in=sign_in))


async def _start(
    request: "AdminInitiateAuthRequestTypeDef", *, pools: Pools, clients: AppClients, sign_in: SignIn
) -> SignInResult:
    pool = pools.get(request["UserPoolId"])
    client = clients.get(request["ClientId"], pool_id=pool.id)
    sent = SentParameters(values=request.get("AuthParameters", {}))
    metadata = request.get("ClientMetadata", {})
    match request["AuthFlow"]:
        case "CUSTOM_AUTH":
            return await sign_in.start_custom_auth(pool=pool, client=client, sent=sent, metadata=metadata)
        case "ADMIN_USER_PASSWORD_AUTH" | "ADMIN_NO_SRP_AUTH":
            if "ALLOW_ADMIN_USER_PASSWORD_AUTH" not in client.flows:
                raise invalid_parameter("Auth flow not enabled for this client")
            return await sign_in.start_password(pool=pool, client=client, sent=sent, metadata=metadata)
        case "USER_SRP_AUTH":
            return await sign_in.start_srp(pool=pool, client=client, sent=sent, metadata=metadata)
        case "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN":
            return await sign_in.start_refresh(pool=pool, client=client, sent=sent)
        case _:
            raise invalid_parameter("Initiate Auth method not supported")
