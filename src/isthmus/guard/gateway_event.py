"""An HTTP request as Lambda is handed it: by API Gateway (REST and HTTP), function URLs and load balancers.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from isthmus.errors import MalformedError

Event = Mapping[str, Any]


class UnverifiedRequest(NamedTuple):
    """The two places of a request where a token may or must not be."""

    authorizations: tuple[str, ...]
    query: str


def parse_request(event: Event) -> UnverifiedRequest:
    """Read an event of payload format 1.0 or 2.0; raise `MalformedError` if it is none of an HTTP request."""
    headers = event.get("multiValueHeaders") or event.get("headers")
    if not isinstance(headers, Mapping):
        raise MalformedError("not the event of an HTTP request: it has no headers")
    return UnverifiedRequest(
        authorizations=tuple(_values_of(headers, "authorization")), query=_read_query(event)
    )


def _values_of(headers: Mapping[str, Any], wanted: str) -> Iterator[str]:
    for name, value in headers.items():
        if name.lower() == wanted:
            yield from map(str, value if isinstance(value, list) else [value])


def _read_query(event: Event) -> str:
    raw = event.get("rawQueryString")
    if isinstance(raw, str):
        return raw
    # WIRE: format 1.0 has the query taken apart only; the names are all that is looked at.
    parameters = event.get("multiValueQueryStringParameters") or event.get("queryStringParameters") or {}
    return urlencode(dict.fromkeys(parameters, ""))
