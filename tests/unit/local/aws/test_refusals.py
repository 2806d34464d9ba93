import json
from xml.etree import ElementTree as ET

import pytest

from isthmus.local.aws.refusals import Protocol, as_aws_error, protocol_of, refuse
from isthmus.local.aws.signatures import Fault, SignatureError
from isthmus.local.awsjson import AwsError

NASTY = "a<b>&\r\nx: y\x00\ud800"


@pytest.mark.parametrize("protocol", list(Protocol))
def test_a_message_that_quotes_the_caller_breaks_nothing(protocol: Protocol) -> None:
    answer = refuse(AwsError("Code", NASTY), protocol=protocol, service="iam", request_id="id")
    assert answer.status_code == 400
    assert all("\n" not in value for value in answer.headers.values())
    body = bytes(answer.body)
    if protocol in (Protocol.QUERY, Protocol.REST_XML):
        ET.fromstring(body)  # noqa: S314  our own answer
    else:
        json.loads(body)


@pytest.mark.parametrize(
    ("service", "code", "status"),
    [
        ("dynamodb", "UnrecognizedClientException", 400),
        ("lambda", "UnrecognizedClientException", 403),
        ("sts", "InvalidClientTokenId", 403),
        ("s3", "InvalidAccessKeyId", 403),
    ],
)
def test_an_unknown_key_has_each_services_code(service: str, code: str, status: int) -> None:
    protocol = protocol_of(service, has_target=False)
    error = as_aws_error(SignatureError(Fault.UNKNOWN_KEY, "text"), protocol=protocol)
    assert (error.code, error.status) == (code, status)


def test_every_fault_has_a_code_in_every_protocol() -> None:
    for protocol in Protocol:
        for fault in Fault:
            assert as_aws_error(SignatureError(fault, "text"), protocol=protocol).status in (400, 403)


def test_sts_says_that_the_token_is_missing() -> None:
    error = as_aws_error(SignatureError(Fault.MISSING, "x"), protocol=Protocol.QUERY)
    answer = refuse(error, protocol=Protocol.QUERY, service="sts", request_id="id")
    root = ET.fromstring(bytes(answer.body))  # noqa: S314  our own answer
    namespace = "{https://sts.amazonaws.com/doc/2011-06-15/}"
    assert root.findtext(f".//{namespace}Code") == "MissingAuthenticationToken"
    assert root.findtext(f".//{namespace}Message") == "Request is missing Authentication Token"
