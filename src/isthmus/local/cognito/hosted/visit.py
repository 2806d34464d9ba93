"""One request to a page: what the browser sent, about the authorization request in the address."""

from dataclasses import dataclass

from starlette.requests import Request

from isthmus.local.cognito.hosted.authorization_request import AuthorizationRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A person at one of the pages, on the way to an app."""

    request: Request
    asked: AuthorizationRequest

    @property
    def query(self) -> bytes:
        """The parameters of the authorization request, which every page hands on as they are."""
        query: bytes = self.request.scope["query_string"]
        return query

    def address(self, path: str) -> str:
        """Give the address of another page about the same authorization request."""
        return f"{path}?{self.query.decode('ascii')}"
