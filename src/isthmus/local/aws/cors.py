"""Cross-origin calls from browsers, allowed where AWS's own endpoints allow them; never with credentials."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.responses import Response

from isthmus.local.aws.requests import Request

SERVICES = frozenset({"cognito-idp", "cognito-identity", "dynamodb", "sts"})
ANSWER_HEADERS: Mapping[str, str] = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": (
        "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,x-amz-crc32,x-amz-request-id,Date"
    ),
}
PREFLIGHT_HEADERS: Mapping[str, str] = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET,POST",
    "access-control-allow-headers": (
        "amz-sdk-invocation-id,amz-sdk-request,authorization,cache-control,content-type,"
        "x-amz-content-sha256,x-amz-date,x-amz-security-token,x-amz-target,x-amz-user-agent"
    ),
    "access-control-max-age": "172800",
}


def is_preflight(request: Request) -> bool:
    """Tell whether a browser asks if it may call the API."""
    asked = request.find_header("access-control-request-method")
    return request.method == "OPTIONS" and request.raw_path == "/" and asked is not None


def preflight_response() -> Response:
    """Say which calls a page of another origin may make."""
    return Response(status_code=200, headers=dict(PREFLIGHT_HEADERS))


def allow_every_origin(headers: MutableHeaders) -> None:
    """Let pages of any origin read an answer."""
    headers.update(ANSWER_HEADERS)
