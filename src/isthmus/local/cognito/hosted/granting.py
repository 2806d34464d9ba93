"""What a signed-in user brings to the app: a code, or the tokens themselves in the implicit grant.

PreTokenGeneration runs here, before the redirect, as on AWS: whoever it refuses never gets a code.
"""

from dataclasses import replace

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.hosted.authorization_codes import AuthorizationCodes
from isthmus.local.cognito.hosted.authorization_request import CODE, AuthorizationRequest
from isthmus.local.cognito.hosted.browser_sessions import SignedInBrowser
from isthmus.local.cognito.pre_token import TokenChanges
from isthmus.local.cognito.sign_in.attempt import Attempt
from isthmus.local.cognito.sign_in.completion import Completion
from isthmus.local.cognito.token_families import TokenFamilies

_SOURCE = "TokenGeneration_HostedAuth"


class Granting:
    """Send a signed-in user back to the app."""

    def __init__(self, *, codes: AuthorizationCodes, completion: Completion, families: TokenFamilies) -> None:
        self._codes = codes
        self._completion = completion
        self._families = families

    async def grant(self, request: AuthorizationRequest, signed_in: SignedInBrowser) -> str:
        """Give the address to redirect to, or raise RedirectError in AWS's words."""
        attempt = Attempt(
            pool=request.pool,
            client=request.client,
            username=signed_in.user.username,
            user=signed_in.user,
            metadata={},
        )
        try:
            changes = await self._completion.ask_changes(
                attempt, source=_SOURCE, metadata={}, scopes=request.scopes
            )
            if request.response_type == CODE:
                answer = {"code": self._codes.issue(request, signed_in, changes=changes)}
            else:
                answer = await self._tokens(request, signed_in, attempt=attempt, changes=changes)
        except AwsError as error:
            # WIRE: ?error_description=PreTokenGeneration+failed+with+error+….&error=invalid_request
            request.refuse("invalid_request", description=error.message, reason=error.reason or error.code)
        return request.location(answer | ({} if request.state is None else {"state": request.state}))

    async def _tokens(
        self,
        request: AuthorizationRequest,
        signed_in: SignedInBrowser,
        *,
        attempt: Attempt,
        changes: TokenChanges,
    ) -> dict[str, str]:
        planned = self._families.plan(signed_in.user, client=request.client)
        family = replace(planned, scopes=request.scopes, auth_time=signed_in.auth_time)
        issued = await self._completion.sign(attempt, family=family, changes=changes, nonce=request.nonce)
        # NOTE: the refresh token stays here; the implicit grant has none.
        self._families.insert(family)
        return {
            **({} if issued.id_token is None else {"id_token": issued.id_token}),
            "access_token": issued.access_token,
            "token_type": "bearer",
            "expires_in": str(issued.expires_in),
        }
