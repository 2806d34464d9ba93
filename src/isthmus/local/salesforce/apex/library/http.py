"""System.Http, HttpRequest and HttpResponse."""

from typing import Any

from isthmus.local.salesforce.apex.errors import thrown
from isthmus.local.salesforce.apex.governor import MAX_CALLOUT_MILLISECONDS
from isthmus.local.salesforce.apex.library.tables import methods
from isthmus.local.salesforce.apex.runtime import Frame
from isthmus.local.salesforce.apex.types import STRING
from isthmus.local.salesforce.apex.values import ApexList, Http, HttpRequest, HttpResponse, text_of

_SHOWN = 4096


async def _send(frame: Frame, _http: Http, request: HttpRequest) -> HttpResponse:
    run = frame.run
    run.governor.count_callout()
    if run.governor.has_pending_changes:
        raise thrown(
            "CalloutException",
            "You have uncommitted work pending. Please commit or rollback before calling out",
        )
    if not request.endpoint:
        raise thrown("CalloutException", "Illegal argument: endpoint must not be null")
    run.write_callout(text_of(request, limit=_SHOWN), line=frame.line, event="CALLOUT_REQUEST")
    response = await run.host.send(request)
    run.governor.allocate(len(response.body))
    run.write_callout(text_of(response, limit=_SHOWN), line=frame.line, event="CALLOUT_RESPONSE")
    return response


def _set(name: str) -> Any:
    return lambda _frame, receiver, value: setattr(receiver, name, value)


def _get(name: str) -> Any:
    return lambda _frame, receiver: getattr(receiver, name)


def _set_timeout(_frame: Frame, request: HttpRequest, milliseconds: int) -> None:
    if not 1 <= milliseconds <= MAX_CALLOUT_MILLISECONDS:
        raise thrown("CalloutException", f"Invalid timeout: {milliseconds}")
    request.timeout = milliseconds


def _set_header(frame: Frame, receiver: HttpRequest, name: str, value: str) -> None:
    frame.run.governor.allocate(len(name) + len(value))
    others = {key: text for key, text in receiver.headers.items() if key.lower() != name.lower()}
    receiver.headers = {**others, name: value}


def _get_header(_frame: Frame, receiver: HttpRequest | HttpResponse, name: str) -> str | None:
    wanted = name.lower()
    return next((text for key, text in receiver.headers.items() if key.lower() == wanted), None)


INSTANCE = {
    "http": methods({"send(HttpRequest) HttpResponse": _send}),
    "httprequest": methods(
        {
            "setEndpoint(String) void": _set("endpoint"),
            "setMethod(String) void": _set("method"),
            "setBody(String) void": _set("body"),
            "setHeader(String, String) void": _set_header,
            "setTimeout(Integer) void": _set_timeout,
            "getEndpoint() String": _get("endpoint"),
            "getMethod() String": _get("method"),
            "getBody() String": _get("body"),
            "getHeader(String) String": _get_header,
        }
    ),
    "httpresponse": methods(
        {
            "getStatusCode() Integer": _get("status_code"),
            "getStatus() String": _get("status"),
            "getBody() String": _get("body"),
            "getHeader(String) String": _get_header,
            "getHeaderKeys() List<String>": lambda _f, answer: ApexList(answer.headers, element=STRING),
            "setStatusCode(Integer) void": _set("status_code"),
            "setStatus(String) void": _set("status"),
            "setBody(String) void": _set("body"),
            "setHeader(String, String) void": _set_header,
        }
    ),
}
