"""A guard in front of any WSGI application (PEP 3333): `RequireTokenMiddleware`. Needs no framework.

Put CORS handling outside of it: a preflight request carries no token.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from isthmus.flows.m2m.callers import Callers
from isthmus.guard.bearer import REFUSED, Refusal
from isthmus.guard.gate import Gate

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TOKEN = "isthmus.token"  # noqa: S105  a name in the environ


class RequireTokenMiddleware:
    """Let only requests with the token of an accepted caller through, as `environ["isthmus.token"]`."""

    def __init__(self, app: "WSGIApplication", *, callers: Callers, realm: str) -> None:
        self._app = app
        self._gate = Gate(callers=callers, realm=realm)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Serve one request."""
        try:
            token = self._gate.admit(
                read_authorizations(environ), unverified_query=environ.get("QUERY_STRING", "")
            )
        except REFUSED as error:
            return _send_refusal(self._gate.refuse(error), start_response)
        return self._app({**environ, TOKEN: token}, start_response)


def read_authorizations(environ: "WSGIEnvironment") -> list[str]:
    """Give the Authorization headers of a request.

    WIRE: servers join a header that was sent twice with a comma, which no bearer token in its form has.
    """
    unverified = environ.get("HTTP_AUTHORIZATION")
    return [] if unverified is None else [unverified]


def _send_refusal(refusal: Refusal, start_response: "StartResponse") -> Iterable[bytes]:
    status = f"{refusal.status} {HTTPStatus(refusal.status).phrase}"
    start_response(status, list(refusal.http_headers.items()))
    return [refusal.body]
