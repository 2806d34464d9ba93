"""Refusals in the protocol of the service that was called, with the codes that its SDKs know.

Sources: AWS General Reference, "Common errors"; the answers of DynamoDB, STS, Lambda and S3 as recorded in
SDK issues.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from xml.sax.saxutils import escape

from starlette.responses import Response

from isthmus.local.aws.query_services import QUERY_SERVICES
from isthmus.local.aws.signatures import Fault, SignatureError
from isthmus.local.awsjson import AwsError, error_response

XML_SERVICES = frozenset({"s3", "route53", "cloudfront"})
JSON_SERVICES = frozenset(
    {"cognito-idp", "cognito-identity", "dynamodb", "logs", "secretsmanager", "ssm", "kms"}
)
NAMESPACES: Mapping[str, str] = {
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
    "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
}
OTHER_NAMESPACE = "http://webservices.amazon.com/doc/2010-05-08/"


class Protocol(StrEnum):
    """How a service writes its answers."""

    JSON = "json"
    REST_JSON = "rest-json"
    QUERY = "query"
    REST_XML = "rest-xml"


CODES: Mapping[Protocol, Mapping[Fault, tuple[str, int]]] = {
    Protocol.JSON: {
        Fault.MISSING: ("MissingAuthenticationTokenException", 400),
        Fault.INCOMPLETE: ("IncompleteSignatureException", 400),
        Fault.UNKNOWN_KEY: ("UnrecognizedClientException", 400),
        Fault.MISMATCH: ("InvalidSignatureException", 400),
        Fault.EXPIRED: ("InvalidSignatureException", 400),
    },
    Protocol.REST_JSON: {
        Fault.MISSING: ("MissingAuthenticationTokenException", 403),
        Fault.INCOMPLETE: ("IncompleteSignatureException", 403),
        Fault.UNKNOWN_KEY: ("UnrecognizedClientException", 403),
        Fault.MISMATCH: ("InvalidSignatureException", 403),
        Fault.EXPIRED: ("InvalidSignatureException", 403),
    },
    Protocol.QUERY: {
        Fault.MISSING: ("MissingAuthenticationToken", 403),
        Fault.INCOMPLETE: ("IncompleteSignature", 400),
        Fault.UNKNOWN_KEY: ("InvalidClientTokenId", 403),
        Fault.MISMATCH: ("SignatureDoesNotMatch", 403),
        Fault.EXPIRED: ("SignatureDoesNotMatch", 403),
    },
    Protocol.REST_XML: {
        Fault.MISSING: ("AccessDenied", 403),
        Fault.INCOMPLETE: ("AuthorizationHeaderMalformed", 400),
        Fault.UNKNOWN_KEY: ("InvalidAccessKeyId", 403),
        Fault.MISMATCH: ("SignatureDoesNotMatch", 403),
        Fault.EXPIRED: ("RequestTimeTooSkewed", 403),
    },
}


MISSING_MESSAGES: Mapping[Protocol, str] = {
    Protocol.QUERY: "Request is missing Authentication Token",
    Protocol.REST_XML: "Access Denied",
}


def protocol_of(service: str, *, has_target: bool) -> Protocol:
    """Give the protocol of a service by its name in the signature's scope."""
    if has_target or service in JSON_SERVICES:
        return Protocol.JSON
    if service in QUERY_SERVICES:
        return Protocol.QUERY
    return Protocol.REST_XML if service in XML_SERVICES else Protocol.REST_JSON


def as_aws_error(error: SignatureError, *, protocol: Protocol) -> AwsError:
    """Give a service's own error for a request that is nobody's."""
    code, status = CODES[protocol][error.fault]
    message = error.message
    if error.fault is Fault.MISSING:
        message = MISSING_MESSAGES.get(protocol, message)
    return AwsError(code, message, status=status)


def refuse(error: AwsError, *, protocol: Protocol, service: str, request_id: str) -> Response:
    """Write the error as the service would."""
    if protocol is Protocol.JSON:
        return error_response(error, request_id)
    if protocol is Protocol.REST_JSON:
        headers = {"x-amzn-requestid": request_id, "x-amzn-errortype": error.code}
        body = json.dumps({"message": error.message}).encode()
        return Response(body, status_code=error.status, media_type="application/json", headers=headers)
    write = _query_error if protocol is Protocol.QUERY else _rest_error
    return Response(
        write(error, service=service, request_id=request_id),
        status_code=error.status,
        media_type="text/xml" if protocol is Protocol.QUERY else "application/xml",
        headers={"x-amzn-requestid": request_id},
    )


def _query_error(error: AwsError, *, service: str, request_id: str) -> str:
    kind = "Sender" if error.status < 500 else "Receiver"  # noqa: PLR2004  HTTP's server errors
    return (
        f'<ErrorResponse xmlns="{NAMESPACES.get(service, OTHER_NAMESPACE)}">'
        f"<Error><Type>{kind}</Type><Code>{escape(error.code)}</Code>"
        f"<Message>{_xml_text(error.message)}</Message></Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>"
    )


def _rest_error(error: AwsError, *, service: str, request_id: str) -> str:  # noqa: ARG001  as _query_error
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{escape(error.code)}</Code><Message>{_xml_text(error.message)}</Message>"
        f"<RequestId>{request_id}</RequestId></Error>"
    )


def _xml_text(text: str) -> str:
    """Escape a text that may quote the caller; XML 1.0 has no form at all for most control characters."""
    return escape("".join(character if character.isprintable() else "?" for character in text))
