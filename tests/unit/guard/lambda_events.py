"""Events as AWS documents them, cut down to what a guard reads and what surrounds it."""

from typing import Any
from urllib.parse import parse_qs

ROUTE = "arn:aws:execute-api:us-east-1:123456789012:abcdef123/test"


def an_http_api_event(authorization: str | None, *, query: str = "") -> dict[str, Any]:
    headers = {"accept": "*/*"} | ({} if authorization is None else {"authorization": authorization})
    return {
        "version": "2.0",
        "type": "REQUEST",
        "routeArn": f"{ROUTE}/GET/orders",
        "routeKey": "GET /orders",
        "rawPath": "/orders",
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {"http": {"method": "GET", "path": "/orders"}},
    }


def a_rest_api_event(authorization: str | None, *, query: str = "") -> dict[str, Any]:
    headers = {"Accept": "*/*"} | ({} if authorization is None else {"Authorization": authorization})
    parameters = parse_qs(query)
    return {
        "type": "REQUEST",
        "methodArn": f"{ROUTE}/GET/orders",
        "resource": "/orders",
        "path": "/orders",
        "httpMethod": "GET",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {name: values[-1] for name, values in parameters.items()} or None,
        "multiValueQueryStringParameters": parameters or None,
    }
