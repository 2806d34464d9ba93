"""The WSGI middleware, checked by the standard library's validator of the protocol."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from isthmus.cognito.tokens import AccessToken
from isthmus.guard.wsgi import TOKEN, RequireTokenMiddleware
from unit.cognito.pools import CLIENT, a_machine_token
from unit.guard.callers import outage, some_callers
from unit.guard.refusals import REFUSED, Refused

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Application:
    def __init__(self) -> None:
        self.seen: list[Any] = []

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self.seen.append(environ[TOKEN])
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"yes"]


def serve(
    authorization: str | None, *, query: str = "", **settings: Any
) -> tuple[str, dict[str, str], bytes, list[Any]]:
    application = Application()
    guard = validator(RequireTokenMiddleware(application, callers=some_callers(**settings), realm="api"))
    environ: dict[str, Any] = {"QUERY_STRING": query, TOKEN: "forged"}
    setup_testing_defaults(environ)
    if authorization is not None:
        environ["HTTP_AUTHORIZATION"] = authorization
    started: list[tuple[str, dict[str, str]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        started.append((status, dict(headers)))

    chunks = guard(environ, start_response)
    body = b"".join(chunks)
    cast("Any", chunks).close()  # the validator insists on it
    return *started[0], body, application.seen


@pytest.mark.parametrize("refused", REFUSED)
def test_wsgi_refuses_before_the_application_sees_the_request(refused: Refused) -> None:
    status, headers, body, seen = serve(refused.authorization, query=refused.query)
    assert seen == []
    assert int(status.split()[0]) == refused.status
    assert headers["WWW-Authenticate"] == refused.challenge
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Length"] == str(len(body))


def test_wsgi_answers_unavailable_when_the_keys_can_not_be_had() -> None:
    status, headers, _, seen = serve(f"Bearer {a_machine_token()}", fetch=outage)
    assert (status, seen) == ("503 Service Unavailable", [])
    assert headers["Retry-After"] == "5"


def test_wsgi_lets_an_accepted_caller_through_with_its_token_in_the_place_of_a_forged_one() -> None:
    status, _, body, (token,) = serve(f"Bearer {a_machine_token()}")
    assert (status, body) == ("200 OK", b"yes")
    assert isinstance(token, AccessToken)
    assert token.client_id == CLIENT
