"""Refusals as responses: each kind of error in the language of the door it was met at."""

from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from isthmus.local.salesforce.errors import (
    OAuthError,
    PageError,
    RedirectError,
    RestError,
    SoapError,
    TextError,
)
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.versions import not_found
from isthmus.local.salesforce.routes import Address, Door
from isthmus.local.salesforce.soap.envelope import fault
from isthmus.local.salesforce.wire import BodyTooLargeError

_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_HEADINGS = {
    "invalid_client_id": "This app is not known here",
    "redirect_uri_missing": "This app can't be answered",
    "redirect_uri_mismatch": "This app can't be answered",
}
_REMEDIES = {
    "invalid_client_id": "Compare the app's client_id with the consumer key of its External Client App.",
    "redirect_uri_missing": "The app has to send a callback URL of its External Client App.",
    "redirect_uri_mismatch": "Compare its redirect_uri with the callback URLs of the External Client App.",
}


def find_answer(error: Exception, *, parts: OrgParts, door: Door) -> Response | None:
    """Give the response to an error of ours; None for one that nobody foresaw."""
    response: Response
    match error:
        case RestError():
            response = _rest(error)
        case OAuthError():
            response = _oauth(error)
        case SoapError():
            response = fault(error)
        case TextError():
            response = PlainTextResponse(error.word, status_code=error.status, headers=_NO_STORE)
        case RedirectError():
            response = RedirectResponse(error.location, status_code=302)
        case PageError():
            response = _page(error, parts=parts)
        case BodyTooLargeError():
            response = _too_large(parts, door=door)
        case _:
            return None
    return response


def wrong_method(method: str, *, address: Address) -> Response:
    """Refuse a method that the address does not take."""
    allowed = ",".join(address.methods or ())
    message = f"HTTP Method '{method}' not allowed. Allowed are {allowed}"
    response = _rest(RestError(message, status=405, error_code="METHOD_NOT_ALLOWED"))
    response.headers["Allow"] = allowed
    return response


def unexpected() -> Response:
    """Answer what nobody foresaw."""
    message = "An unexpected error occurred. The log of the local org has its place."
    return _rest(RestError(message, status=500, error_code="UNKNOWN_EXCEPTION"))


async def nothing_here(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer an address that is not there (ASGI)."""
    if scope["type"] == "http":
        await _rest(not_found())(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1000})


def _rest(error: RestError) -> Response:
    body: dict[str, object] = {"message": str(error), "errorCode": error.error_code}
    if error.fields is not None:
        body["fields"] = list(error.fields)
    return JSONResponse([body], status_code=error.status)


def _oauth(error: OAuthError) -> Response:
    body = {"error": error.error, "error_description": error.description}
    headers = dict(_NO_STORE)
    if error.status == 401:  # noqa: PLR2004  RFC 6749, section 5.2: then the scheme is named
        headers["WWW-Authenticate"] = "Basic"
    return JSONResponse(body, status_code=error.status, headers=headers)


def _page(error: PageError, *, parts: OrgParts) -> Response:
    return parts.pages.render(
        "error.html",
        form_targets=(),
        status=error.status,
        heading=_HEADINGS.get(error.error, "That did not work"),
        error=error.error,
        description=error.description,
        remedy=_REMEDIES.get(error.error),
    )


def _too_large(parts: OrgParts, *, door: Door) -> Response:
    message = "the request body is larger than 1 MiB, or 10 MiB of a deployment"
    if door is Door.OAUTH:
        return _oauth(OAuthError("invalid_request", message, status=413))
    if door is Door.SOAP:
        return fault(SoapError(message, exception_code="Client", namespace=None))
    if door is Door.PAGE:
        return _page(PageError("invalid_request", message, status=413), parts=parts)
    return _rest(RestError(message, status=413, error_code="REQUEST_BODY_TOO_LARGE"))
