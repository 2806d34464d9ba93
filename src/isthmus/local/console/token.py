"""`/api/token`: what a pasted token is, and which doors it opens. It is neither kept nor logged."""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from isthmus.errors import MalformedError
from isthmus.local.console.answering import ConsoleError, ascii_json, check_names, read_object

if TYPE_CHECKING:
    from isthmus.local.tracing.tokens.inspecting import Inspection

LONGEST_TOKEN = 50_000
NOT_READABLE = (
    "This is neither a JSON Web Token nor a Salesforce session id. Codes and refresh tokens "
    "say nothing to anybody but who gave them out."
)


def token_routes(inspection: "Inspection") -> list[BaseRoute]:
    """Give the address."""

    async def inspect(request: Request) -> Response:
        asked = await read_object(request)
        check_names(asked, known=frozenset({"token"}))
        unverified_token = asked.get("token")
        if not isinstance(unverified_token, str) or not unverified_token.strip():
            raise ConsoleError("malformed", "token: a text is wanted.", status=400)
        if len(unverified_token) > LONGEST_TOKEN:
            raise ConsoleError("too_large", f"A token has at most {LONGEST_TOKEN} characters.", status=413)
        if not unverified_token.isascii():
            raise ConsoleError("not_a_token", NOT_READABLE, status=400)
        try:
            inspected = await inspection.inspect(unverified_token.strip())
        except MalformedError as error:
            raise ConsoleError("not_a_token", NOT_READABLE, status=400) from error
        return ascii_json(inspected.to_document())

    return [Route("/api/token", inspect, methods=["POST"])]
