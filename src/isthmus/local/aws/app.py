"""The AWS endpoint: one address for all services, with a caller settled before anything is served.

Cognito is answered here; web identities are verified here; API calls of the administrator are verified here
and passed on as the account's root; API calls of other keys are passed on as they are, for ministack to
verify. The rest is refused in the words of the service that was called.
"""

import logging
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import httpx2
from starlette.responses import JSONResponse, Response

from isthmus.clock import Clock
from isthmus.errors import UnavailableError
from isthmus.local.aws.admin_key import ensure_admin_key
from isthmus.local.aws.api_calls import ApiCalls
from isthmus.local.aws.callers import Callers
from isthmus.local.aws.cognito_calls import CognitoCalls
from isthmus.local.aws.emulator import Emulator
from isthmus.local.aws.export import Export
from isthmus.local.aws.forwarding import Forwarding
from isthmus.local.aws.functions import EmulatorFunctions
from isthmus.local.aws.providers import EmulatorProviders
from isthmus.local.aws.public_calls import PublicCalls
from isthmus.local.aws.refusals import protocol_of, refuse
from isthmus.local.aws.requests import read_request
from isthmus.local.aws.roles import EmulatorRoles
from isthmus.local.aws.routing import Destination, find_destination
from isthmus.local.aws.web_identity import WebIdentities
from isthmus.local.awsjson import AwsError, JsonService
from isthmus.local.cognito.identity.app import IdentityPools, open_identity_pools
from isthmus.local.openid import OpenIdVerifier, ProviderKeys
from isthmus.local.ready import AdminKey

LOG = logging.getLogger(__name__)
LARGEST_BODY = 100 * 1024 * 1024


class UserPools(Protocol):
    """What the endpoint needs of the user pools."""

    @property
    def service(self) -> JsonService:
        """Their API."""
        ...

    @property
    def web(self) -> Any:
        """Their pages and documents, an ASGI app."""
        ...

    def find_public_keys(self, issuer: str) -> Mapping[str, Any] | None:
        """Give the JWKS of the pool with this issuer, or None."""
        ...

    def is_signed_in(self, issuer: str, claims: Mapping[str, Any]) -> bool:
        """Tell whether the sign-in of an ID token of the pool with this issuer holds."""
        ...

    async def export(self) -> list[dict[str, Any]]:
        """Write every pool as a seed has it."""
        ...


class AwsEndpoint:
    """Serve the endpoint; an ASGI app. `admin` is the key of the account's administrator."""

    def __init__(
        self,
        *,
        admin: AdminKey,
        user_pools: UserPools,
        identity_pools: IdentityPools,
        cognito_calls: CognitoCalls,
        api_calls: ApiCalls,
        public_calls: PublicCalls,
        export: Export,
        web_identities: WebIdentities,
    ) -> None:
        self.admin = admin
        self.identity_pools = identity_pools
        self._services = {
            Destination.USER_POOLS: user_pools.service,
            Destination.IDENTITY_POOLS: identity_pools.service,
        }
        self._pages = {
            Destination.USER_POOLS_WEB: user_pools.web,
            Destination.IDENTITY_POOLS_WEB: identity_pools.web,
        }
        self._cognito_calls = cognito_calls
        self._api_calls = api_calls
        self._public_calls = public_calls
        self._export = export
        self._web_identities = web_identities

    def close(self) -> None:
        """Close the identity pools' file; the emulator and the user pools belong to who opened them."""
        self.identity_pools.close()

    async def check_web_identity(self, unverified_token: str) -> str:
        """Give by which provider a token proves somebody to STS; raise AwsError as STS does."""
        return await self._web_identities.check_token(unverified_token)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request; whatever goes wrong is an AWS error."""
        if scope["type"] != "http":
            return
        request_id, target = str(uuid.uuid4()), _header(scope, b"x-amz-target")
        try:
            response = await self._answer(scope, receive, send, request_id=request_id)
        except AwsError as error:
            LOG.info("refused: %s", error.code)
            response = _refuse(error, target=target, request_id=request_id)
        except UnavailableError as error:
            LOG.warning("%s", error)
            unavailable = AwsError("ServiceUnavailableException", "The service is not available", status=503)
            response = _refuse(unavailable, target=target, request_id=request_id)
        except Exception as error:  # noqa: BLE001  the edge: a fault of ours is AWS's InternalFailure
            # SECURITY: an unknown exception's text may quote the request.
            LOG.error("request %s failed: %s", request_id, type(error).__name__)  # noqa: TRY400  the same
            failure = AwsError("InternalFailure", "Something went wrong", status=500)
            response = _refuse(failure, target=target, request_id=request_id)
        if response is not None:
            await response(scope, receive, send)

    async def _answer(self, scope: Any, receive: Any, send: Any, *, request_id: str) -> Response | None:
        """Give the response, or None if it was already sent."""
        if sum(name == b"host" for name, _ in scope["headers"]) > 1:
            raise AwsError("InvalidRequest", "The request names two hosts.")
        destination = find_destination(
            method=scope["method"],
            path=scope["path"],
            host=_header(scope, b"host"),
            target=_header(scope, b"x-amz-target"),
        )
        if destination in self._services:
            service = self._services[destination]
            return await self._cognito_calls.answer(service, scope, receive, request_id=request_id)
        if destination in self._pages:
            await self._pages[destination](scope, receive, send)
            return None
        if destination in (Destination.PUBLIC_API, Destination.API):
            request = await read_request(scope, receive, largest_body=LARGEST_BODY)
            if destination is Destination.API:
                return await self._api_calls.answer(request, send=send, request_id=request_id)
            return await self._public_calls.answer(request, send=send)
        return await self._answer_of_the_stack(destination, scope, receive)

    async def _answer_of_the_stack(self, destination: Destination, scope: Any, receive: Any) -> Response:
        """Answer what AWS has no address for."""
        if destination is Destination.EXPORT:
            return await self._export.answer(scope, receive)
        if destination is Destination.HEALTH:
            return JSONResponse({"status": "ok"})
        return JSONResponse({"message": "Not Found"}, status_code=404)


def open_aws_endpoint(
    *,
    folder: Path,
    emulator: Emulator,
    functions: EmulatorFunctions,
    user_pools: UserPools,
    provider_client: httpx2.AsyncClient,
    issuer_base: str,
    region: str,
    account_id: str,
    clock: Clock,
) -> AwsEndpoint:
    """Open the endpoint over a started emulator and opened user pools; its own state is in `folder`.

    `provider_client` fetches the keys of OIDC providers: it trusts the system's roots and the stack's CA.
    """
    admin = ensure_admin_key(folder / "admin-key.json")
    roles, providers = EmulatorRoles(emulator), EmulatorProviders(emulator)
    verifier = OpenIdVerifier(ProviderKeys(provider_client, clock=clock), clock=clock)
    identity_pools = open_identity_pools(
        database=folder / "identity-pools.sqlite3",
        region=region,
        account_id=account_id,
        issuer_base=issuer_base,
        providers=providers,
        verifier=verifier,
        roles=roles,
        find_user_pool_keys=user_pools.find_public_keys,
        is_signed_in=user_pools.is_signed_in,
        clock=clock,
    )
    web_identities = WebIdentities(
        providers=providers,
        verifier=verifier,
        identity_tokens=identity_pools.tokens,
        roles=roles,
        account_id=account_id,
    )
    callers = Callers(admin=admin, emulator=emulator, region=region, account_id=account_id, clock=clock)
    forwarding = Forwarding(emulator)
    return AwsEndpoint(
        admin=admin,
        user_pools=user_pools,
        identity_pools=identity_pools,
        cognito_calls=CognitoCalls(callers, region=region, account_id=account_id),
        api_calls=ApiCalls(
            callers=callers,
            forwarding=forwarding,
            functions=functions,
            web_identities=web_identities,
            account_id=account_id,
        ),
        public_calls=PublicCalls(callers=callers, forwarding=forwarding, account_id=account_id),
        export=Export(callers, user_pools=user_pools.export, identity_pools=identity_pools.export),
        web_identities=web_identities,
    )


def _refuse(error: AwsError, *, target: str, request_id: str) -> Response:
    protocol = protocol_of("", has_target=bool(target))
    return refuse(error, protocol=protocol, service="", request_id=request_id)


def _header(scope: Any, wanted: bytes) -> str:
    """Give a header's value, all of them joined if it is repeated."""
    values = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == wanted]
    return ",".join(values)
