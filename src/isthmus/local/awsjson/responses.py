"""Answers on the wire: JSON 1.1 bodies and the error headers that SDKs read."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from isthmus.local.awsjson.errors import AwsError

CONTENT_TYPE = "application/x-amz-json-1.1"
LONGEST_HEADER = 1024


def json_response(document: Mapping[str, Any] | None, *, request_id: str) -> Response:
    """Answer with the document; None is an operation without output, whose body is empty."""
    body = b"" if document is None else json.dumps(document, separators=(",", ":")).encode()
    return Response(body, media_type=CONTENT_TYPE, headers={"x-amzn-requestid": request_id})


def error_response(error: AwsError, request_id: str) -> Response:
    """Answer with the error.

    WIRE: type and message stand in the body and in headers; the type's header ends with a colon, as captured
    from cognito-idp.
    """
    body = json.dumps({"__type": error.code, "message": error.message}, separators=(",", ":"))
    headers = {
        "x-amzn-requestid": request_id,
        "x-amzn-errortype": f"{_header_text(error.code)}:",
        "x-amzn-errormessage": _header_text(error.message),
    }
    return Response(body.encode(), status_code=error.status, media_type=CONTENT_TYPE, headers=headers)


def _header_text(text: str) -> str:
    # SECURITY: messages quote what the caller sent; a line break would forge a header.
    printable = (character if " " <= character <= "~" else "?" for character in text[:LONGEST_HEADER])
    return "".join(printable)
