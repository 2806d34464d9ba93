"""The form that every OAuth endpoint behind the browser takes, and the headers that it answers with."""

from collections.abc import Mapping

from starlette.requests import Request

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import OAuthError
from isthmus.local.salesforce.wire import read_form

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


async def read_oauth_form(request: Request) -> Mapping[str, str]:
    """Read the form of an OAuth endpoint, or raise what RFC 6749 wants."""
    if request.method != "POST":
        raise OAuthError("invalid_request", "must use HTTP POST")
    try:
        return await read_form(request)
    except MalformedError as error:
        raise OAuthError("invalid_request", str(error)) from error
