"""A guard as a FastAPI dependency: `RequireToken`. The lock in `/docs` comes with it.

Caller = Annotated[AccessToken, Depends(RequireToken(callers=callers, realm="orders"))]

@app.get("/orders")
async def list_orders(caller: Caller) -> ...
"""

from fastapi import HTTPException, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase

from isthmus.cognito.tokens import AccessToken
from isthmus.flows.m2m.callers import Callers
from isthmus.guard.bearer import REFUSED
from isthmus.guard.gate import Gate


class RequireToken(SecurityBase):
    """Depend on the token of an accepted caller; without one the request ends in an `HTTPException`."""

    def __init__(self, *, callers: Callers, realm: str) -> None:
        # The base class is how FastAPI knows a security scheme; these two are what it reads of it.
        self.model = HTTPBearer(
            bearerFormat="JWT",
            description="An access token of the Amazon Cognito user pool, by client credentials.",
        )
        self.scheme_name = "Cognito"
        self._gate = Gate(callers=callers, realm=realm)

    async def __call__(self, request: Request) -> AccessToken:
        """Give the caller's token."""
        try:
            return await self._gate.admit_async(
                request.headers.getlist("authorization"),
                # The query as it came: request.url is put together with the Host header and decoded.
                unverified_query=request.scope["query_string"].decode("latin-1"),
            )
        except REFUSED as error:
            refusal = self._gate.refuse(error)
            raise HTTPException(refusal.status, refusal.detail, refusal.headers) from error
