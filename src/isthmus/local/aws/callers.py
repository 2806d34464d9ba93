"""Who calls Cognito, and may they: the administrator by the stack's own key, others by IAM's word."""

import re
from collections.abc import Mapping, Sequence

from isthmus.clock import Clock
from isthmus.errors import UnavailableError
from isthmus.local.aws.emulator import Check, Emulator
from isthmus.local.aws.refusals import Protocol, as_aws_error
from isthmus.local.aws.requests import Request
from isthmus.local.aws.resources import PASS_ROLE
from isthmus.local.aws.signatures import (
    MISMATCH,
    MISSING,
    UNKNOWN_KEY,
    Claim,
    Fault,
    SignatureError,
    find_claim,
    verify_admin_signature,
)
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.identity.errors import role_forbidden
from isthmus.local.ready import AdminKey

KEY_ID = re.compile(r"A(?:KIA|SIA)[A-Z0-9]{16}")
FAULTS: Mapping[str, tuple[Fault, str]] = {
    "CredentialDateMismatch": (Fault.MISMATCH, MISMATCH),
    "IncompleteSignature": (Fault.INCOMPLETE, "The request signature does not conform to AWS standards."),
    "InvalidClientTokenId": (Fault.UNKNOWN_KEY, UNKNOWN_KEY),
    "InvalidToken": (Fault.UNKNOWN_KEY, UNKNOWN_KEY),
    "MissingAuthenticationToken": (Fault.MISSING, MISSING),
    "SignatureDoesNotMatch": (Fault.MISMATCH, MISMATCH),
    "UnrecognizedClientException": (Fault.UNKNOWN_KEY, UNKNOWN_KEY),
}


class Callers:
    """Verify callers."""

    def __init__(
        self, *, admin: AdminKey, emulator: Emulator, region: str, account_id: str, clock: Clock
    ) -> None:
        self._admin = admin
        self._emulator = emulator
        self._region = region
        self._account_id = account_id
        self._clock = clock

    def is_admin(self, claim: Claim) -> bool:
        """Tell whether the request says that the administrator signed it."""
        return claim.key_id == self._admin.access_key_id

    def verify_admin(self, request: Request, claim: Claim) -> None:
        """Raise SignatureError unless the administrator signed it."""
        verify_admin_signature(request, claim, key=self._admin, clock=self._clock)

    async def verify_caller(self, request: Request, *, service: str, checks: Sequence[Check]) -> None:
        """Raise AwsError unless the signer of this request to Cognito may do all of `checks`."""
        try:
            claim = find_claim(request)
            if claim is None:
                raise SignatureError(Fault.MISSING, MISSING)  # noqa: TRY301  worded like the others below
            self._check_scope(claim, service=service)
            if self.is_admin(claim):
                self.verify_admin(request, claim)
                return
            check_key_form(claim)
        except SignatureError as error:
            raise as_aws_error(error, protocol=Protocol.JSON) from error
        await self._authorize(request, service=service, checks=checks)

    def _check_scope(self, claim: Claim, *, service: str) -> None:
        if claim.service != service:
            raise SignatureError(
                Fault.MISMATCH, f"Credential should be scoped to correct service: '{service}'. "
            )
        if claim.region != self._region:
            raise SignatureError(Fault.MISMATCH, "Credential should be scoped to a valid region. ")

    async def _authorize(self, request: Request, *, service: str, checks: Sequence[Check]) -> None:
        """Ask the emulator; whatever is not a plain yes for this account is a no."""
        try:
            answer = await self._emulator.authorize(request, service=service, checks=checks)
        except UnavailableError as error:
            raise AwsError("InternalErrorException", "IAM is not available", status=500) from error
        if answer.get("account_id") == self._account_id and answer.get("principal_arn"):
            return
        if answer.get("action") == PASS_ROLE:
            raise role_forbidden(str(answer.get("resource")))
        raise _worded(str(answer.get("code")), str(answer.get("message")))


def check_key_form(claim: Claim) -> None:
    """Raise SignatureError for a key that AWS would not have given out: `test`, an account id."""
    if not KEY_ID.fullmatch(claim.key_id):
        raise SignatureError(Fault.UNKNOWN_KEY, UNKNOWN_KEY)


def _worded(code: str, message: str) -> AwsError:
    """Say an emulator's refusal as Cognito does."""
    if code in ("AccessDeniedException", "ExpiredTokenException"):
        return AwsError(code, message)
    if code == "RequestTimeTooSkewed":
        return as_aws_error(SignatureError(Fault.EXPIRED, message), protocol=Protocol.JSON)
    fault, text = FAULTS.get(code, (Fault.UNKNOWN_KEY, UNKNOWN_KEY))
    return as_aws_error(SignatureError(fault, text), protocol=Protocol.JSON)
