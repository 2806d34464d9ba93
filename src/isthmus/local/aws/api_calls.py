"""Calls of every other API: the caller settled, then passed on to the emulator."""

import logging
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from isthmus.errors import UnavailableError
from isthmus.local.aws.callers import Callers, check_key_form
from isthmus.local.aws.cors import SERVICES, allow_every_origin, is_preflight, preflight_response
from isthmus.local.aws.forwarding import Forwarding
from isthmus.local.aws.functions import EmulatorFunctions
from isthmus.local.aws.meaning import check_single_meaning, is_form, parameters_of
from isthmus.local.aws.refusals import Protocol, as_aws_error, protocol_of, refuse
from isthmus.local.aws.requests import Request
from isthmus.local.aws.root_signature import as_root
from isthmus.local.aws.signatures import MISSING, Claim, Fault, SignatureError, find_claim
from isthmus.local.aws.web_identity import ACTION, WebIdentities
from isthmus.local.awsjson import AwsError, UnsupportedError

if TYPE_CHECKING:
    from isthmus.local.aws.emulator import Caller

LOG = logging.getLogger(__name__)
COGNITO_SERVICES = frozenset({"cognito-idp", "cognito-identity"})
# Calls that change no function: none of these services writes resource policies of Lambda.
QUIET_SERVICES = frozenset({"dynamodb", "logs", "s3", "sts"})

# ministack simulates without conditions, boundaries, paths of roles, and all resources but the first.
SIMULATIONS = frozenset({"SimulatePrincipalPolicy", "SimulateCustomPolicy"})


class ApiCalls:
    """Answer API calls."""

    def __init__(
        self,
        *,
        callers: Callers,
        forwarding: Forwarding,
        functions: EmulatorFunctions,
        web_identities: WebIdentities,
        account_id: str,
    ) -> None:
        self._callers = callers
        self._forwarding = forwarding
        self._functions = functions
        self._web_identities = web_identities
        self._account_id = account_id

    async def answer(self, request: Request, *, send: Any, request_id: str) -> Response | None:
        """Give the response, or None if the emulator's was sent."""
        if is_preflight(request):
            return preflight_response()
        service = _guess_service(request)
        try:
            if _action_of(request) == ACTION:
                service = "sts"
                response = await self._web_identities.answer(parameters_of(request), request_id=request_id)
                allow_every_origin(response.headers)
                return response
            claim = _get_claim(request)
            service = claim.service
            await self._pass_on(request, claim, send=send)
        except SignatureError as error:
            refusal = as_aws_error(error, protocol=_protocol(request, service=service))
            return _refuse(refusal, request=request, service=service, request_id=request_id)
        except AwsError as error:
            return _refuse(error, request=request, service=service, request_id=request_id)
        except UnavailableError as error:
            LOG.warning("%s", error)
            refusal = AwsError("ServiceUnavailable", "The service is not available", status=503)
            return _refuse(refusal, request=request, service=service, request_id=request_id)
        return None

    async def _pass_on(self, request: Request, claim: Claim, *, send: Any) -> None:
        # (1) Is it one call, of an API that the emulator serves?
        if claim.service in COGNITO_SERVICES:
            raise AwsError("UnknownOperationException", "")
        check_single_meaning(request, service=claim.service)
        if claim.service == "iam" and _action_of(request) in SIMULATIONS:
            raise UnsupportedError(_action_of(request))

        # (2) The administrator is verified here and passed on as the root; other keys ministack verifies.
        if self._callers.is_admin(claim):
            self._callers.verify_admin(request, claim)
            root = as_root(request, service=claim.service, region=claim.region, account_id=self._account_id)
            await self._send(root, claim, caller="root", send=send)
            return
        check_key_form(claim)
        await self._send(request, claim, caller="holder", send=send)

    async def _send(self, request: Request, claim: Claim, *, caller: "Caller", send: Any) -> None:
        changing = self._functions.changing() if _may_change_functions(request, claim) else nullcontext()
        with changing:
            await self._forwarding.pass_on(
                request, caller=caller, is_cross_origin=claim.service in SERVICES, send=send
            )


def _get_claim(request: Request) -> Claim:
    claim = find_claim(request)
    if claim is None:
        if _action_of(request) == "AssumeRoleWithSAML":
            raise UnsupportedError("AssumeRoleWithSAML")
        raise SignatureError(Fault.MISSING, MISSING)
    return claim


def _action_of(request: Request) -> str:
    """Give the call's name of the query protocol, the web identity's if any of several names is that.

    SECURITY: a request that names it anywhere never reaches ministack's STS.
    """
    names = [value for name, value in parameters_of(request) if name == "Action"]
    return ACTION if ACTION in names else next(iter(names), "")


def _may_change_functions(request: Request, claim: Claim) -> bool:
    if request.method in {"GET", "HEAD"} or request.raw_path.endswith("/invocations"):
        return False
    has_target = request.find_header("x-amz-target") is not None
    return claim.service not in QUIET_SERVICES or (has_target and claim.service == "sts")


def _guess_service(request: Request) -> str:
    """Guess whose words an unsigned caller understands."""
    if request.find_header("x-amz-target") is not None:
        return ""
    is_query = request.raw_path == "/" and (is_form(request) or bool(_action_of(request)))
    return "sts" if is_query else ""


def _protocol(request: Request, *, service: str) -> Protocol:
    return protocol_of(service, has_target=request.find_header("x-amz-target") is not None)


def _refuse(error: AwsError, *, request: Request, service: str, request_id: str) -> Response:
    LOG.info("%s refused: %s", service or "unsigned call", error.code)
    protocol = _protocol(request, service=service)
    response = refuse(error, protocol=protocol, service=service, request_id=request_id)
    if service in SERVICES or request.find_header("x-amz-target") is not None:
        allow_every_origin(response.headers)
    return response
