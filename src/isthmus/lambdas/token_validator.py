"""The token validator behind an HTTP API of API Gateway or a function URL: event -> request -> response.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from collections.abc import Mapping

from isthmus.errors import MalformedError
from isthmus.flows.session_sso.validation import ValidationRequest, answer_failure
from isthmus.lambdas._runtime import run_guarded
from isthmus.lambdas._validator import validate


def handler(event: Mapping[str, object], _context: object) -> dict[str, object]:
    """Answer an HTTP request."""
    request = run_guarded("token_validator", lambda: _parse_request(event))
    answer = answer_failure() if request is None else validate(request)
    return {
        "statusCode": answer.status,
        "headers": dict(answer.headers),
        "body": answer.body,
        "isBase64Encoded": False,
    }


def _parse_request(event: Mapping[str, object]) -> ValidationRequest:
    context, headers = event.get("requestContext"), event.get("headers")
    http = context.get("http") if isinstance(context, dict) else None
    method = http.get("method") if isinstance(http, dict) else None
    query = event.get("rawQueryString", "")
    if event.get("version") != "2.0" or not isinstance(method, str) or not isinstance(query, str):
        raise MalformedError("not an event of payload format 2.0: set the integration's PayloadFormatVersion")
    if not isinstance(headers, dict):
        raise MalformedError("an event without headers")
    # WIRE: a header that was sent twice is one, joined by a comma.
    values = tuple(str(value) for name, value in headers.items() if str(name).lower() == "authorization")
    return ValidationRequest(method=method, query=query, authorization=values)
